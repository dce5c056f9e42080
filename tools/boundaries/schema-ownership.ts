import { readdirSync } from 'node:fs';
import ts from 'typescript';
import { lineAt, readText, withoutComments, type ReadText } from './read-text.ts';

/** What is wrong with a text of SQL, or with what stands for one, and what to do. */
export const SCHEMA_RULES = {
  'foreign-schema': 'names the schema of another module: ask through its events or its #name/client door',
  'search-path': 'changes search_path: write the schema in front of the name',
  'unreadable-relation':
    'puts together the name of a schema or table where nobody can read it: write it out, or take a constant of this file',
  'unreadable-sql': 'writes a name in U& escapes: write it out',
  'schema-not-literal': "names the schema of a table by something else than a literal: write schema: '<own>'",
  'repository-by-name': 'asks for a repository by a name: hand over the class',
} as const;
export type SchemaRule = keyof typeof SCHEMA_RULES;

/** A place where a file speaks of a Postgres schema that its module does not own, or may do so unseen. */
export interface SchemaFinding {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly rule: SchemaRule;
}

/** Who owns which schema: the lib of that name, except for `identity`, which belongs to apps/api. Phones have none. */
const SCHEMAS = [...readdirSync('libs').filter((lib) => lib !== 'client'), 'identity'];

const STORE_FILE = /(\.store\.ts$|\/entities\/|\/migrations\/)/;
/** A text that begins with a word of SQL, or has one at the beginning of a statement. */
const SQL =
  /(?:^|[;(])\s*(?:with|select|insert\s+into|update|delete\s+from|alter|drop|create|copy|grant|revoke|truncate|call|lock|merge\s+into|comment\s+on)\s/i;
/** It writes rows of whatever kind there is, each into the table that its module declares. */
const WRITES_FOR_ALL = new Set(['libs/sync/src/commit/entity-table.store.ts']);

function ownSchema(file: string): string | undefined {
  if (file.startsWith('apps/api/')) return 'identity';
  return /^libs\/([^/]+)\//.exec(file)?.[1];
}

/**
 * What counts as speaking of a schema. In SQL any `schema.name` does: in a store, entity or migration, and in what begins with a
 * word of SQL. In other texts only one that follows such a word does, because mutations and events are named `rides.book` too.
 */
function mention(foreign: readonly string[], isSql: boolean): RegExp {
  const names = `"?(?:${foreign.join('|')})"?`;
  const keyword = '\\b(?:from|join|into|update|table|references|truncate|only|using|lock)\\s+';
  const qualified = `(?<![\\w."])${names}\\s*\\.\\s*"?[a-z_\\uE000]`;
  const created = `\\bschema\\s+(?:if\\s+(?:not\\s+)?exists\\s+)?${names}(?![\\w."])`;
  return new RegExp(`${isSql ? qualified : `${keyword}${qualified}`}|${created}`, 'gi');
}

/** A part that nobody can read, in the place of a schema or of a relation. */
const UNREADABLE =
  /\uE000"?\s*\.\s*"?[a-z_\uE000]|\b(?:from|join|into|update|table(?:\s+if\s+exists)?|references|truncate|only|copy|call)\s+"?\uE000/gi;
const SEARCH_PATH = /\bsearch_path\b|\bset_config\s*\(\s*(?:\uE000|'[^']*'\s*\|\|)/gi;
const ESCAPED = /\bu&["']/gi;

/** Finds every text of a file that names a schema of another module, or keeps from being read. */
export function findForeignSchemas(file: string, text: string): readonly SchemaFinding[] {
  const own = ownSchema(file);
  if (own === undefined) return [];
  const foreign = SCHEMAS.filter((schema) => schema !== own);
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const findings: SchemaFinding[] = [];
  const report = (line: number, rule: SchemaRule): void => {
    findings.push({ file, line, rule });
  };
  const look = (read: ReadText): void => {
    const sql = withoutComments(read.text);
    const isSql = STORE_FILE.test(file) || SQL.test(sql);
    const all = (expression: RegExp, rule: SchemaRule): void => {
      for (const { index } of sql.matchAll(expression)) report(lineAt(read, index), rule);
    };
    all(mention(foreign, isSql), 'foreign-schema');
    all(SEARCH_PATH, 'search-path');
    if (!isSql) return;
    all(ESCAPED, 'unreadable-sql');
    if (!WRITES_FOR_ALL.has(file)) all(UNREADABLE, 'unreadable-relation');
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    const read = readText(node);
    if (read !== undefined) look(read);
    const rule = ruleOfCode(node, foreign);
    if (rule !== undefined) report(source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1, rule);
    for (const child of read === undefined ? childrenOf(node) : read.unread) visit(child);
  };
  visit(source);
  return unique(findings);
}

function childrenOf(node: ts.Node): readonly ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}

const unique = (findings: readonly SchemaFinding[]): readonly SchemaFinding[] => [
  ...new Map(findings.map((one) => [`${one.line} ${one.rule}`, one])).values(),
];

/** Schemas and tables that are named without any SQL. */
function ruleOfCode(node: ts.Node, foreign: readonly string[]): SchemaRule | undefined {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const [asked] = node.arguments;
    const byName = /^get\w*Repository$/.test(node.expression.name.text) && asked && ts.isStringLiteralLike(asked);
    return byName ? 'repository-by-name' : undefined;
  }
  if (!ts.isPropertyAssignment(node) && !ts.isShorthandPropertyAssignment(node)) return undefined;
  if (node.name.getText() !== 'schema') return undefined;
  const value = ts.isPropertyAssignment(node) ? node.initializer : node.name;
  const plain = ts.isAsExpression(value) ? value.expression : value;
  if (ts.isStringLiteralLike(plain)) return foreign.includes(plain.text) ? 'foreign-schema' : undefined;
  return isOfEntity(node) ? 'schema-not-literal' : undefined;
}

function isOfEntity(node: ts.Node): boolean {
  const call = ts.findAncestor(node, (one) => ts.isCallExpression(one) || ts.isNewExpression(one));
  return (
    call !== undefined && /^(?:ViewEntity|Entity|EntitySchema)$/.test((call as ts.CallExpression).expression.getText())
  );
}
