/** What neither the linter nor the import rules see of a file: inexact powers, hidden `Math`, state, and imports found only at run time. */
import ts from 'typescript';

/** A place where a file does what its folder forbids. */
export interface PurityFinding {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly rule: PurityRule;
}

/** Each rule, and what to do. An exception is a comment on the line before: `// exempt: <rule> -- <why>`. */
export const PURITY_RULES = {
  'pure-inexact-power':
    'raises to a power that is not a whole number written out: engines differ in the last bits; multiply, or look it up',
  'pure-hidden-math':
    'uses Math other than as Math.<name>: write the function where it is called, so that it can be checked',
  'pure-module-state': 'keeps something between calls: a decision has its arguments alone; pass it in and hand it back',
  'import-of-variable':
    'imports what is known only at run time: name the module, so that the import rules can check it',
  'lib-creates-require': 'makes a require of its own, past the import rules: import by name',
} as const;
export type PurityRule = keyof typeof PURITY_RULES;

const EXEMPT = /\/\/ exempt: ([\w-]+) -- \S/;
const MUTATORS = new Set('add clear copyWithin delete fill pop push reverse set shift sort splice unshift'.split(' '));
const COLLECTIONS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet']);

/** Finds what a file of a lib must not do; of a pure one more than of others. */
export function findImpurities(file: string, text: string, isPure: boolean): readonly PurityFinding[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lines = text.split('\n');
  const lineOf = (node: ts.Node): number => source.getLineAndCharacterOfPosition(node.getStart(source)).line;
  const isExempt = (node: ts.Node, rule: PurityRule): boolean =>
    EXEMPT.exec(lines[lineOf(node) - 1] ?? '')?.[1] === rule;
  const state = isPure ? moduleNames(source, isExempt) : new Set<string>();
  const findings: PurityFinding[] = [];
  const visit = (node: ts.Node): void => {
    const rule = ruleOf(node) ?? (isPure ? pureRuleOf(node, state) : undefined);
    if (rule !== undefined && !isExempt(node, rule)) findings.push({ file, line: lineOf(node) + 1, rule });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

function ruleOf(node: ts.Node): PurityRule | undefined {
  if (ts.isIdentifier(node) && node.text === 'createRequire' && !ts.isCallExpression(node.parent))
    return 'lib-creates-require';
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return undefined;
  const [what] = node.arguments;
  return what && ts.isStringLiteralLike(what) ? undefined : 'import-of-variable';
}

function pureRuleOf(node: ts.Node, names: ReadonlySet<string>): PurityRule | undefined {
  if (isPower(node) && !/^\d+$/.test(node.right.getText())) return 'pure-inexact-power';
  if (ts.isIdentifier(node) && node.text === 'Math' && !isNamespaceOfCall(node)) return 'pure-hidden-math';
  return keepsState(node, names) ? 'pure-module-state' : undefined;
}

function isPower(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind === ts.SyntaxKind.AsteriskAsteriskToken || kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken;
}

/** `Math.max`, and a property or a type that happens to be called so. */
function isNamespaceOfCall(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return true;
  return ts.isPropertyAssignment(parent) && parent.name === node;
}

/** Names that stand for one thing as long as the program runs: what a file declares on its first level, and what it imports. */
function moduleNames(
  source: ts.SourceFile,
  isExempt: (node: ts.Node, rule: PurityRule) => boolean,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement) && !isExempt(statement, 'pure-module-state'))
      for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name)) names.add(name.text);
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    if (bindings && ts.isNamedImports(bindings)) for (const { name } of bindings.elements) names.add(name.text);
  }
  return names;
}

function keepsState(node: ts.Node, names: ReadonlySet<string>): boolean {
  if (ts.isVariableDeclaration(node)) return isOnFirstLevel(node) && (isReassignable(node) || isEmptyCollection(node));
  if (ts.isPropertyDeclaration(node)) return isStaticAndMutable(node);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return (
      MUTATORS.has(node.expression.name.text) && isOneOf(node.expression.expression, names) && !isFresh(node, names)
    );
  if (!ts.isBinaryExpression(node) || !isAssignment(node.operatorToken.kind)) return false;
  const { left } = node;
  const target =
    ts.isPropertyAccessExpression(left) || ts.isElementAccessExpression(left) ? left.expression : undefined;
  return target !== undefined && isOneOf(target, names) && !isFresh(node, names);
}

function isOneOf(node: ts.Expression, names: ReadonlySet<string>): boolean {
  return ts.isIdentifier(node) && names.has(node.text);
}

/** What runs on the first level, once and before anybody asks, is how a table is made. A name of a function around it hides the module's. */
function isFresh(node: ts.Node, names: ReadonlySet<string>): boolean {
  let isInside = false;
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isFunctionLike(at)) continue;
    isInside = true;
    if (at.parameters.some(({ name }) => ts.isIdentifier(name) && names.has(name.text))) return true;
  }
  return !isInside;
}

function isOnFirstLevel(node: ts.VariableDeclaration): boolean {
  return ts.isVariableStatement(node.parent.parent) && ts.isSourceFile(node.parent.parent.parent);
}

function isReassignable({ parent }: ts.VariableDeclaration): boolean {
  return (parent.flags & ts.NodeFlags.Const) === 0;
}

// Nobody needs an empty one but to fill it. A type that says Readonly, or one of the house's own, cannot be filled.
function isEmptyCollection({ type, initializer }: ts.VariableDeclaration): boolean {
  if (type !== undefined && !/^(Map|Set|WeakMap|WeakSet)\b/.test(type.getText())) return false;
  if (!initializer || !ts.isNewExpression(initializer)) return false;
  const { expression, arguments: given = [] } = initializer;
  return ts.isIdentifier(expression) && COLLECTIONS.has(expression.text) && given.length === 0;
}

function isStaticAndMutable({ modifiers = [] as never }: ts.PropertyDeclaration): boolean {
  const kinds = [...modifiers].map(({ kind }) => kind);
  return kinds.includes(ts.SyntaxKind.StaticKeyword) && !kinds.includes(ts.SyntaxKind.ReadonlyKeyword);
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
