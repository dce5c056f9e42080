/**
 * Writes a member of a constant object as its value: `RIDE_LIMITS.waitedMsMax` as `86400000`. A bundler keeps an object whole
 * or not at all, so that who uses one limit of a module loads all of them.
 */
import ts from 'typescript';

const { factory } = ts;

/** Folds members of objects that are declared `as const`. The compiler knows their values: they are their types. */
export function foldConstants(checker: ts.TypeChecker): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const visit = (node: ts.Node): ts.Node =>
      folded(checker, node) ?? apart(checker, node) ?? ts.visitEachChild(node, visit, context);
    return ts.visitEachChild(file, visit, context);
  };
}

function folded(checker: ts.TypeChecker, node: ts.Node): ts.Expression | null {
  if (ts.isCallExpression(node) && node.expression.getText() === 'codeTexts') return texts(checker, node);
  if (!ts.isPropertyAccessExpression(node) || !isConstant(checker, node.expression)) return null;
  return literal(checker.getTypeAtLocation(node));
}

/** The texts that `codeTexts` gives, of which the type tells each; null where it does not. */
function texts(checker: ts.TypeChecker, call: ts.CallExpression): ts.Expression | null {
  const members = checker.getTypeAtLocation(call).getProperties();
  const values = members.map((symbol) => literal(checker.getTypeOfSymbol(symbol)));
  const properties = members.flatMap(({ name }, at) => {
    const value = values[at];
    return value ? [factory.createPropertyAssignment(name, value)] : [];
  });
  return properties.length === members.length ? factory.createObjectLiteralExpression(properties) : null;
}

/** `const { a, b: c } = LIMITS` as `const a = 1, c = 2`; null where not all of it are values. */
function apart(checker: ts.TypeChecker, node: ts.Node): ts.Node | null {
  if (!ts.isVariableDeclarationList(node)) return null;
  const parts = node.declarations.map(({ name, initializer }) => {
    if (!initializer || !ts.isObjectBindingPattern(name) || !isConstant(checker, initializer)) return null;
    return name.elements.map((element) => member(checker, element));
  });
  const declarations = parts.flat().filter((part) => part !== null);
  const isWhole = parts.every((part) => part !== null && part.every((one) => one !== null));
  return isWhole ? factory.updateVariableDeclarationList(node, declarations) : null;
}

function member(checker: ts.TypeChecker, { name, dotDotDotToken }: ts.BindingElement): ts.VariableDeclaration | null {
  const value = dotDotDotToken ? null : literal(checker.getTypeAtLocation(name));
  return value && factory.createVariableDeclaration(name, undefined, undefined, value);
}

/** Whether a name means an object that is declared `as const`, or is another name for one. */
function isConstant(checker: ts.TypeChecker, name: ts.Expression): boolean {
  if (!ts.isIdentifier(name)) return false;
  const symbol = checker.getSymbolAtLocation(name);
  const isImported = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const declaration = (isImported ? checker.getAliasedSymbol(symbol) : symbol)?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0) return false;
  return isConstAssertion(declaration.initializer) || isConstant(checker, declaration.initializer);
}

function isConstAssertion(value: ts.Expression): boolean {
  if (ts.isSatisfiesExpression(value)) return isConstAssertion(value.expression);
  return (
    ts.isAsExpression(value) && ts.isConstTypeReference(value.type) && ts.isObjectLiteralExpression(value.expression)
  );
}

function literal(type: ts.Type): ts.Expression | null {
  if (type.isStringLiteral()) return factory.createStringLiteral(type.value, true);
  if (!type.isNumberLiteral()) return null;
  const size = factory.createNumericLiteral(Math.abs(type.value));
  return type.value < 0 ? factory.createPrefixUnaryExpression(ts.SyntaxKind.MinusToken, size) : size;
}
