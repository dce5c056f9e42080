import { readdirSync } from 'node:fs';
import ts from 'typescript';

/** A place where a file speaks of a Postgres schema that its module does not own. */
export interface SchemaFinding {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly rule: 'foreign-schema' | 'search-path';
}

/** Who owns which schema: the lib of that name, except for `identity`, which belongs to apps/api. Phones have none. */
const SCHEMAS = [...readdirSync('libs').filter((lib) => lib !== 'client'), 'identity'];

const STORE_FILE = /(\.store\.ts$|\/entities\/|\/migrations\/)/;

function ownSchema(file: string): string | undefined {
  if (file.startsWith('apps/api/')) return 'identity';
  return /^libs\/([^/]+)\//.exec(file)?.[1];
}

/**
 * What counts as speaking of a schema. A store, entity or migration holds SQL and nothing else, so any `schema.name`
 * in a string counts; in other files only one that follows an SQL keyword does, because mutations and events are
 * named `rides.book` too.
 */
function mention(foreign: readonly string[], file: string): RegExp {
  const names = `"?(?:${foreign.join('|')})"?`;
  const keyword = '\\b(?:from|join|into|update|table|references|truncate|only|using|lock)\\s+';
  const qualified = `(?<![\\w."])${names}\\s*\\.\\s*"?[a-z_]`;
  const created = `\\bschema\\s+(?:if\\s+(?:not\\s+)?exists\\s+)?${names}(?![\\w."])`;
  return new RegExp(`${STORE_FILE.test(file) ? qualified : `${keyword}${qualified}`}|${created}`, 'gi');
}

/** Finds every string of `text` that names a schema of another module, or sidesteps schemas by `search_path`. */
export function findForeignSchemas(file: string, text: string): readonly SchemaFinding[] {
  const own = ownSchema(file);
  if (own === undefined) return [];
  const foreign = SCHEMAS.filter((schema) => schema !== own);
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const findings: SchemaFinding[] = [];
  const report = (position: number, rule: SchemaFinding['rule']): void => {
    findings.push({ file, line: source.getLineAndCharacterOfPosition(position).line + 1, rule });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    const start = node.getStart(source);
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const raw = node.getText(source);
      for (const match of raw.matchAll(mention(foreign, file))) report(start + match.index, 'foreign-schema');
      for (const match of raw.matchAll(/\bsearch_path\b/gi)) report(start + match.index, 'search-path');
    }
    if (isForeignSchemaOption(node, foreign)) report(start, 'foreign-schema');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

/** `@Entity({ schema: 'rides' })` names a schema without any SQL. */
function isForeignSchemaOption(node: ts.Node, foreign: readonly string[]): boolean {
  return (
    ts.isPropertyAssignment(node) &&
    ts.isIdentifier(node.name) &&
    node.name.text === 'schema' &&
    ts.isStringLiteralLike(node.initializer) &&
    foreign.includes(node.initializer.text)
  );
}
