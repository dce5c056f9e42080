import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { idFaults, idsOf, proofFaults, rowFaults } from './page-faults.ts';
import { GENERATED_FROM_HERE, securityPage } from './security-page.ts';

const text = (path: string): string => readFileSync(path, 'utf8');
const readFile = (path: string): string | undefined => (existsSync(path) ? text(path) : undefined);

const PAGE = text('docs/security.md');
const ids = z.array(z.string());
const asvs = z
  .object({ source: z.string(), licence: z.string(), level1: ids, level2: ids })
  .parse(JSON.parse(text(join(import.meta.dirname, 'asvs-5.0.0.json'))));
const API_RISKS = Array.from({ length: 10 }, (_, index) => `API${index + 1}:2023`);
const ASKED = [...API_RISKS, ...asvs.level1, ...asvs.level2];

describe('docs/security.md', () => {
  it('has one row for each requirement of levels 1 and 2, each risk, and no other', () => {
    expect([asvs.level1.length, asvs.level2.length]).toEqual([70, 183]);
    expect(idFaults(PAGE, ASKED)).toEqual([]);
  });

  it('names tests that exist, in its tables and above them', () => {
    expect(PAGE.match(/\.spec\.ts\) `/g)?.length).toBeGreaterThan(200);
    expect(proofFaults(PAGE, readFile)).toEqual([]);
  });

  it('gives each row an answer: a test that not only the long lane runs, or a reason', () => {
    expect(rowFaults(PAGE)).toEqual([]);
  });

  it('is what the answers make of it, below what is written by hand', () => {
    const made = idsOf(securityPage(`# Security\n\n${GENERATED_FROM_HERE}\n`));
    expect(made).toEqual(idsOf(PAGE));
    expect(() => securityPage('# Security\n')).toThrow('does not say once');
  });
});

describe('a page that is at fault', () => {
  const spec =
    "describe('a token', () => { it.each([['old', 1]])('is refused: %s', f); it('a|b', f); }); // it('is dreamt of', f)";
  const read = (path: string): string | undefined => (path === 'libs/a.spec.ts' ? spec : undefined);
  const row = (id: string, answer: string): string => `| ${id}    | what it asks for | ${answer} |\n`;
  const link = '[a.spec](../libs/a.spec.ts)';

  it.each<[string, string, readonly string[]]>([
    ['nothing where all is there', row('V1.1.1', 'x') + row('V1.1.2', 'x'), []],
    ['a requirement that is left out', row('V1.1.1', 'x'), ['V1.1.2 has no row']],
    [
      'one that the standard does not have',
      row('V1.1.1', 'x') + row('V1.1.2', 'x') + row('V1.9.9', 'x'),
      ['V1.9.9 is no requirement'],
    ],
    [
      'one that stands there twice',
      row('V1.1.1', 'x') + row('V1.1.2', 'x') + row('V1.1.1', 'x'),
      ['V1.1.1 has two rows'],
    ],
  ])('(planted) is caught with %s', (_what, page, faults) => {
    expect(idFaults(page, ['V1.1.1', 'V1.1.2'])).toEqual(faults);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'nothing where the tests are there',
      `${link} \`is refused: %s\` › \`old\`, ${link} \`a token\`, ${link} \`a\\|b\``,
      [],
    ],
    ['a spec that is not there', '[b.spec](../libs/b.spec.ts) `is refused: %s`', ['libs/b.spec.ts is not there']],
    ['a spec without a test', link, ['libs/a.spec.ts is named without a test']],
    ['a test that is not there', `${link} \`is taken\``, ['libs/a.spec.ts has no test "is taken"']],
    ['a test that a comment speaks of', `${link} \`is dreamt of\``, ['libs/a.spec.ts has no test "is dreamt of"']],
    ['a case that is not there', `${link} \`is refused: %s\` › \`new\``, ['libs/a.spec.ts has no case "new"']],
  ])('(planted) is caught with %s', (_what, page, faults) => {
    expect(proofFaults(page, read)).toEqual(faults);
  });

  it.each<[string, string, readonly string[]]>([
    ['nothing where it has an answer', `**shown** by ${link} \`a token\``, []],
    ['nothing where it is open', '**open**: all of it', []],
    ['no answer', '**open**: ', ['V1.1.1 says nothing']],
    ['a proof of nothing', '**shown** by our good will', ['V1.1.1 is shown by nothing']],
    [
      'a test of the long lane alone',
      '**shown** by [a.long.spec](../libs/a.long.spec.ts) `a token`',
      ['V1.1.1 is shown in the long lane alone'],
    ],
  ])('(planted) is caught with a row that has %s', (_what, answer, faults) => {
    expect(rowFaults(row('V1.1.1', answer))).toEqual(faults);
  });
});
