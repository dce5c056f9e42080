/** What is wrong with docs/security.md: ids that the standard does not have, or leaves out, and tests that are not there. */
import ts from 'typescript';

/** Reads a file of the tree; undefined: there is none. */
export type ReadFile = (path: string) => string | undefined;

/** A test as the page names it. */
interface Named {
  readonly file: string;
  readonly test: string;
  readonly cases: readonly string[];
}

const PROOF = /\]\(\.\.\/([^)\s]+\.spec\.ts)\)(?: `([^`]+)`((?: › `[^`]+`)*))?/g;
const ROW = /^\| ((?:V\d+\.\d+\.\d+)|(?:API\d+:\d{4})) +\|/gm;

/** The ids that rows of the page begin with, in their order. */
export const idsOf = (page: string): readonly string[] => [...page.matchAll(ROW)].map(([, id = '']) => id);

/** What is wrong with the ids of the rows: each of those asked for stands there once, and no other. */
export function idFaults(page: string, asked: readonly string[]): readonly string[] {
  const ids = idsOf(page);
  return [
    ...asked.filter((id) => !ids.includes(id)).map((id) => `${id} has no row`),
    ...ids.filter((id) => !asked.includes(id)).map((id) => `${id} is no requirement`),
    ...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `${id} has two rows`),
  ];
}

/** What is wrong with the rows themselves: one that is shown names a test, and not only long ones; others say why. */
export function rowFaults(page: string): readonly string[] {
  return page.split('\n').flatMap((line) => {
    const [id] = idsOf(line);
    if (id === undefined) return [];
    const proofs = proofsIn(line);
    if (!line.includes('**shown** by'))
      return /\| (\*\*open\*\*|does not apply): \S/.test(line) ? [] : [`${id} says nothing`];
    if (proofs.length === 0) return [`${id} is shown by nothing`];
    return proofs.every(({ file }) => file.endsWith('.long.spec.ts')) ? [`${id} is shown in the long lane alone`] : [];
  });
}

/** What is wrong with the tests that the page names, in its tables and above them. */
export function proofFaults(page: string, readFile: ReadFile): readonly string[] {
  const texts = new Map<string, SpecTexts | undefined>();
  const textsOf = (file: string): SpecTexts | undefined => {
    if (!texts.has(file)) {
      const source = readFile(file);
      texts.set(file, source === undefined ? undefined : specTexts(file, source));
    }
    return texts.get(file);
  };
  return proofsIn(page).flatMap(({ file, test, cases }) => {
    const spec = textsOf(file);
    if (spec === undefined) return [`${file} is not there`];
    if (test === '') return [`${file} is named without a test`];
    if (!spec.tests.has(test)) return [`${file} has no test "${test}"`];
    return cases.filter((text) => !spec.strings.has(text)).map((text) => `${file} has no case "${text}"`);
  });
}

function proofsIn(page: string): readonly Named[] {
  const plain = (text: string): string => text.replaceAll('\\|', '|');
  return [...page.matchAll(PROOF)].map(([, file = '', test = '', cases = '']) => ({
    file,
    test: plain(test),
    cases: [...cases.matchAll(/`([^`]+)`/g)].map(([, text = '']) => plain(text)),
  }));
}

interface SpecTexts {
  /** Names of tests and of groups of them. */
  readonly tests: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
}

const TEST = /^(?:it|describe)(?:\.each)?$/;

/** What a spec names its tests, and every text in it: by the compiler's own reader, so that no comment counts. */
function specTexts(file: string, source: string): SpecTexts {
  const tests = new Set<string>();
  const strings = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) strings.add(node.text);
    if (ts.isCallExpression(node)) {
      const [name] = node.arguments;
      if (name && ts.isStringLiteralLike(name) && TEST.test(calledBy(node.expression))) tests.add(name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest));
  return { tests, strings };
}

/** `it`, or `it.each` of `it.each(table)`; '' of anything else. */
function calledBy(callee: ts.Expression): string {
  if (ts.isCallExpression(callee)) return calledBy(callee.expression);
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression)
    ? `${callee.expression.text}.${callee.name.text}`
    : '';
}
