/** Reads docs/fields.md: by which rule each field changes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROW = /^\| (\w[^|]*?) *\| ([a-z ]+?) *\|$/gm;

/** Field and rule, from the table under a heading of the page. @throws Error for a field that stands there twice, or under a rule without a meaning */
export function fieldRules(heading: string): ReadonlyMap<string, string> {
  const page = readFileSync(join(import.meta.dirname, '../../docs/fields.md'), 'utf8');
  const section = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rules = new Map<string, string>();
  for (const [, fields = '', rule = ''] of section.matchAll(ROW)) {
    if (fields === 'fields') continue;
    if (!page.includes(`| **${rule}**`)) throw new Error(`nobody says what "${rule}" means`);
    for (const field of fields.split(', ')) {
      if (rules.has(field)) throw new Error(`${field} has two rules`);
      rules.set(field, rule);
    }
  }
  return rules;
}
