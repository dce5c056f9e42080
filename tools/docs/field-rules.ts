/** Reads docs/fields.md: by which rule each field changes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROW = /^\| (\w[^|]*?) *\| ([a-z ]+?) *\|$/gm;

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/fields.md'), 'utf8');

/** The rules of each of these kinds that has a table on the page. */
export function fieldRulesOf(
  kinds: readonly { readonly kind: string }[],
): Readonly<Record<string, ReadonlyMap<string, string>>> {
  return Object.fromEntries(
    kinds.flatMap(({ kind }) => {
      const rules = fieldRules(kind);
      return rules.size > 0 ? [[kind, rules]] : [];
    }),
  );
}

/** Field and rule, from the table of a kind. Empty: it has none. @throws Error for a field that stands there twice, or under a rule without a meaning */
export function fieldRules(kind: string): ReadonlyMap<string, string> {
  const section = PAGE.split(`(\`${kind}\`)\n`)[1]?.split('\n## ')[0] ?? '';
  const rules = new Map<string, string>();
  for (const [, fields = '', rule = ''] of section.matchAll(ROW)) {
    if (fields === 'fields') continue;
    if (!PAGE.includes(`| **${rule}**`)) throw new Error(`nobody says what "${rule}" means`);
    for (const field of fields.split(', ')) {
      if (rules.has(field)) throw new Error(`${field} has two rules`);
      rules.set(field, rule);
    }
  }
  return rules;
}
