/**
 * Lets the app's bundler leave out what the app does not use: `const a = f(x)` at the top of a file becomes
 * a call of `() => f(x)` with the mark `@__PURE__`.
 *
 * A bundler must keep a call that it cannot see through, and with it all that the call names: one unused schema kept half a
 * module in every app. Files of the phone only declare at the top and do nothing there, so each such call may go.
 */
import ts from 'typescript';

const { factory } = ts;

export const markPure: ts.TransformerFactory<ts.SourceFile> = () => (file) =>
  factory.updateSourceFile(file, file.statements.map(marked));

function marked(statement: ts.Statement): ts.Statement {
  if (!ts.isVariableStatement(statement)) return statement;
  const { declarationList: list, modifiers } = statement;
  const declarations = list.declarations.flatMap(single).map((declaration) => {
    const { name, initializer } = declaration;
    if (!initializer || isPlain(initializer)) return declaration;
    return factory.updateVariableDeclaration(declaration, name, undefined, undefined, pureCall(initializer));
  });
  const changed = factory.updateVariableDeclarationList(list, declarations);
  return factory.updateVariableStatement(statement, modifiers, changed);
}

/** `const { a, b: c } = x` as `const a = x.a, c = x.b`: taking apart counts as doing something. */
function single(declaration: ts.VariableDeclaration): readonly ts.VariableDeclaration[] {
  const { name, initializer } = declaration;
  if (!ts.isObjectBindingPattern(name) || !initializer || !ts.isIdentifier(initializer)) return [declaration];
  const isSimple = name.elements.every(
    ({ name: own, dotDotDotToken, initializer: other }) => ts.isIdentifier(own) && !dotDotDotToken && !other,
  );
  if (!isSimple) return [declaration];
  return name.elements.map(({ name: own, propertyName }) => {
    const member = propertyName ?? own;
    const value = factory.createPropertyAccessExpression(initializer, (member as ts.Identifier).text);
    return factory.createVariableDeclaration(own, undefined, undefined, value);
  });
}

function pureCall(value: ts.Expression): ts.Expression {
  const arrow = factory.createArrowFunction(undefined, undefined, [], undefined, undefined, value);
  const call = factory.createCallExpression(factory.createParenthesizedExpression(arrow), undefined, []);
  return ts.addSyntheticLeadingComment(call, ts.SyntaxKind.MultiLineCommentTrivia, ' @__PURE__ ');
}

/** What every bundler sees to do nothing. */
function isPlain(wrapped: ts.Expression): boolean {
  const value = ts.skipPartiallyEmittedExpressions(wrapped);
  if (ts.isArrayLiteralExpression(value)) return value.elements.every(isPlain);
  if (ts.isObjectLiteralExpression(value))
    return value.properties.every((property) => ts.isPropertyAssignment(property) && isPlain(property.initializer));
  if (ts.isPrefixUnaryExpression(value)) return ts.isNumericLiteral(value.operand);
  return ts.isLiteralExpression(value) || ts.isFunctionLike(value) || PLAIN_WORDS.has(value.kind);
}

const PLAIN_WORDS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.Identifier,
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.NullKeyword,
]);
