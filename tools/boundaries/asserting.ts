/** Whether what calls itself an assertion is one. Pure. */
import ts from 'typescript';

/** What is the same in every run: literals, what is made of them alone, and constants of this file that are literals. */
export function isConstant(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === 'undefined' || isLiteral(initializerOf(node));
  if (ts.isArrayLiteralExpression(node)) return node.elements.every((one) => isConstant(one));
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every((one) => ts.isPropertyAssignment(one) && isConstant(one.initializer));
  if (ts.isBinaryExpression(node)) return isConstant(node.left) && isConstant(node.right);
  if (ts.isPrefixUnaryExpression(node)) return isConstant(node.operand);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return isConstant(node.expression);
  return isLiteral(node);
}

function isLiteral(node: ts.Expression | undefined): boolean {
  if (node === undefined) return false;
  const { kind } = node;
  return (
    ts.isLiteralExpression(node) ||
    kind === ts.SyntaxKind.TrueKeyword ||
    kind === ts.SyntaxKind.FalseKeyword ||
    kind === ts.SyntaxKind.NullKeyword
  );
}

/** What a `const` of the same file begins and stays with. */
function initializerOf(name: ts.Identifier): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === name.text)
      found = node.parent.flags & ts.NodeFlags.Const ? node.initializer : undefined;
    ts.forEachChild(node, visit);
  };
  visit(name.getSourceFile());
  return found;
}

/** `expect(true).toBe(true)`: neither what is looked at nor what it is held against depends on the product. */
export function isConstantAssertion(node: ts.Node): boolean {
  if (!isExpect(node) || !node.arguments.every((one) => isConstant(one))) return false;
  let chain: ts.Node = node;
  while (ts.isPropertyAccessExpression(chain.parent)) chain = chain.parent;
  const matcher = chain.parent;
  return (
    !ts.isCallExpression(matcher) || matcher.expression !== chain || matcher.arguments.every((one) => isConstant(one))
  );
}

function isExpect(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'expect';
}

/** A function called `expect…` that neither expects anything nor leaves it to another of that kind. */
export function assertsNothing(node: ts.Node): boolean {
  const body = bodyOf(node);
  const name = nameOf(node);
  return body !== undefined && /^expect[A-Z]/.test(name) && !expects(body, name);
}

function bodyOf(node: ts.Node): ts.Node | undefined {
  if (ts.isFunctionDeclaration(node)) return node.body;
  if (!ts.isVariableDeclaration(node)) return undefined;
  const { initializer } = node;
  return initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
    ? initializer.body
    : undefined;
}

function nameOf(node: ts.Node): string {
  const { name } = node as ts.NamedDeclaration;
  return name !== undefined && ts.isIdentifier(name) ? name.text : '';
}

function expects(node: ts.Node, within: string): boolean {
  if (ts.isCallExpression(node)) {
    const called = node.expression.getText();
    if (isExpect(node) && !isConstantAssertion(node)) return true;
    if (called === 'fc.assert' || (/^expect[A-Z]\w*$/.test(called) && called !== within)) return true;
  }
  return ts.forEachChild(node, (child) => expects(child, within) || undefined) ?? false;
}
