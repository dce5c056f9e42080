/** What a spec may not do, and no rule of oxlint sees. Pure: a file's text in, findings out. */
import ts from 'typescript';
import { assertsNothing, isConstantAssertion } from './asserting.ts';

export const SPEC_RULES = {
  'waits-by-time':
    'waits for time to pass: wait for the condition, with `until` (apps/api/test/harness/until.ts) or `eventually` (apps/api/test/faults/eventually.ts)',
  'outside-repository': 'names a place outside of the repository: make a folder with mkdtemp, or ask where it is',
  'unseeded-random':
    'draws what nobody can draw again: use a seed, `const seed = Math.floor(Math.random() * 1e6)`, and print it in a template string',
  'constant-assertion': 'asserts what is the same whatever the product does',
  'asserts-nothing': 'is called expect…, by which a test counts as asserting, and contains no expect',
  'focused-or-skipped': 'runs one test alone, or leaves one out, under another name too',
  'system-actor-copy': 'is a copy of the system as an actor: take SYSTEM_ACTOR of #sync/client',
  'stale-exception': 'excuses what is not there any more: remove the comment',
} as const;
export type SpecRule = keyof typeof SPEC_RULES;

export interface SpecFinding {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly rule: SpecRule;
}

/** The bounded loops that wait for a condition: they alone let time pass. */
const WAITING = new Set(['apps/api/test/harness/until.ts', 'apps/api/test/faults/eventually.ts']);
const TIMERS = new Set(['setTimeout', 'setInterval']);
const TIMER_MODULE = /^(node:)?timers(\/promises)?$/;
const OUTSIDE = /^(?:file:\/\/)?\/(?:bin|dev|etc|home|mnt|opt|proc|root|sbin|srv|sys|tmp|usr|var|work|Users)(?:\/|$)/;
const FOCUS = new Set(['only', 'skip', 'todo', 'failing']);
const FOCUSED = new Set(['fit', 'fdescribe', 'xit', 'xtest', 'xdescribe']);
/** `// check-specs: rule -- why` above a line excuses it. */
const EXCEPTION = /^\s*\/\/ check-specs: ([a-z-]+) -- \S/;

/** What one spec, or file that specs use, may not do. */
export function findInSpec(file: string, text: string): readonly SpecFinding[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: SpecFinding[] = [];
  const visit = (node: ts.Node): void => {
    const rule = ruleBrokenBy(node, file, text);
    if (rule !== undefined) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      if (!found.some((one) => one.line === line && one.rule === rule)) found.push({ file, line, rule });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return withoutExcused(file, text.split('\n'), found);
}

function withoutExcused(file: string, lines: readonly string[], found: readonly SpecFinding[]): SpecFinding[] {
  const excuses = lines.flatMap((line, index) => {
    const [, rule] = EXCEPTION.exec(line) ?? [];
    return rule === undefined ? [] : [{ line: index + 2, rule }];
  });
  const fits = (one: { line: number; rule: string }, other: { line: number; rule: string }): boolean =>
    one.line === other.line && one.rule === other.rule;
  const stale = excuses.filter((excuse) => !found.some((one) => fits(one, excuse)));
  return [
    ...found.filter((one) => !excuses.some((excuse) => fits(one, excuse))),
    ...stale.map(({ line }): SpecFinding => ({ file, line: line - 1, rule: 'stale-exception' })),
  ];
}

function ruleBrokenBy(node: ts.Node, file: string, text: string): SpecRule | undefined {
  if (!WAITING.has(file) && letsTimePass(node)) return 'waits-by-time';
  if (ts.isStringLiteralLike(node) && OUTSIDE.test(node.text)) return 'outside-repository';
  if (ts.isTemplateExpression(node) && OUTSIDE.test(node.head.text)) return 'outside-repository';
  if (isUnseeded(node, text)) return 'unseeded-random';
  if (isConstantAssertion(node)) return 'constant-assertion';
  if (assertsNothing(node)) return 'asserts-nothing';
  if (isFocus(node)) return 'focused-or-skipped';
  if (isSystemActor(node)) return 'system-actor-copy';
  return undefined;
}

/** A timer that is named as a value, whatever is done with it; `jest.setTimeout` and types are none. */
function letsTimePass(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node)) return TIMER_MODULE.test(node.text);
  if (!ts.isIdentifier(node) || !TIMERS.has(node.text) || ts.isTypeQueryNode(node.parent)) return false;
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent) || parent.name !== node) return true;
  // Whoever puts another timer in its place does not wait for it.
  const { parent: use } = parent;
  if (ts.isBinaryExpression(use) && use.left === parent) return false;
  return ts.isIdentifier(parent.expression) && ['globalThis', 'global', 'window'].includes(parent.expression.text);
}

/** `Math.random`, but for a seed that a template string of the same file tells. */
function isUnseeded(node: ts.Node, text: string): boolean {
  if (!ts.isIdentifier(node) || node.text !== 'Math') return false;
  const use = node.parent;
  if (ts.isVariableDeclaration(use)) return true;
  if (!ts.isPropertyAccessExpression(use) || use.name.text !== 'random') return ts.isElementAccessExpression(use);
  const declaration = ts.findAncestor(use, (one) => ts.isVariableDeclaration(one) || ts.isFunctionLike(one));
  if (declaration === undefined || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name))
    return true;
  return !text.includes(`\${${declaration.name.text}}`);
}

function isFocus(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return FOCUS.has(node.name.text);
  if (ts.isElementAccessExpression(node))
    return ts.isStringLiteralLike(node.argumentExpression) && FOCUS.has(node.argumentExpression.text);
  if (ts.isBindingElement(node)) {
    const name = node.propertyName ?? node.name;
    return ts.isIdentifier(name) && FOCUS.has(name.text);
  }
  return ts.isIdentifier(node) && FOCUSED.has(node.text);
}

const SYSTEM_ACTOR: Readonly<Record<string, RegExp>> = {
  subject: /^['"`]system['"`]$/,
  roles: /^\[\s*['"`]system['"`]/,
};

function isSystemActor(node: ts.Node): boolean {
  if (!ts.isObjectLiteralExpression(node)) return false;
  return Object.entries(SYSTEM_ACTOR).every(([name, value]) =>
    node.properties.some(
      (one) => ts.isPropertyAssignment(one) && one.name.getText() === name && value.test(one.initializer.getText()),
    ),
  );
}
