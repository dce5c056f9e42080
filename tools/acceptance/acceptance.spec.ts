import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { withoutRule } from './bite.ts';
import { hasBite } from './bites/bites-of.ts';
import { carriers, idsIn } from './carriers.ts';
import { acceptancePage } from './page.ts';
import { faultsOf, stateOf, type Row } from './row.ts';
import { CHAPTERS } from './rows/index.ts';

const textOf = (file: string): string => readFileSync(`tools/acceptance/bites/${file}`, 'utf8');
const ROWS = CHAPTERS.flatMap(({ rows }) => rows);
const BITE = { rule: 'A rule', file: 'a.ts', from: 'if (no) return;', to: '' };
const row = (more: Partial<Row> = {}): Row => ({ id: 'R8', holds: 'Something.', ...more });

describe('the acceptance rows', () => {
  const carried = carriers();

  it('stand each in its chapter, numbered from 1', () => {
    for (const { letter, rows } of CHAPTERS)
      expect(rows.map(({ id }) => id)).toEqual(rows.map((_, index) => `${letter}${index + 1}`));
    expect(CHAPTERS.filter(({ rows }) => rows.length === 0)).toEqual([]);
  });

  it('agree with the names of the tests', () => {
    expect(ROWS.flatMap((one) => faultsOf(one, carried.has(one.id)))).toEqual([]);
    const known = new Set(ROWS.map(({ id }) => id));
    expect([...carried.keys()].filter((id) => !known.has(id))).toEqual([]);
  });

  it('have rules that stand in the code, once', () => {
    const stale = ROWS.flatMap(({ id, bite }) =>
      bite && withoutRule(readFileSync(bite.file, 'utf8'), bite.from, bite.to) === undefined
        ? [`${id}: ${bite.file} has not just once: ${bite.from}`]
        : [],
    );
    expect(stale).toEqual([]);
  });

  it('are each switched off by the spec of their chapter', () => {
    const bitten = CHAPTERS.filter(({ rows }) => rows.some(hasBite)).map(({ name }) => name);
    const specs = readdirSync('tools/acceptance/bites').filter((file) => file.endsWith('.long.spec.ts'));
    const told = specs.map((file) => /^describeBites\('(\w+)'\);$/m.exec(textOf(file))?.[1]);
    expect(new Set(told)).toEqual(new Set(bitten));
    expect(told).toHaveLength(bitten.length);
  });

  it('that are shown are shown by a test that is not only among the long ones', () => {
    const shown = ROWS.filter((one) => stateOf(one, carried.has(one.id)) === 'shown');
    const onlyLong = shown.filter(({ id }) => carried.get(id)?.every((file) => file.endsWith('.long.spec.ts')));
    expect(onlyLong.map(({ id }) => id)).toEqual([]);
  });
});

describe('the id of a row', () => {
  it('is found at the beginning of a name, wherever the name stands', () => {
    const text = 'it(\'R3 R13 does it\', () => {});\ndescribe(`Y7 ${name}`, f);\nit.each(table)(\n  "P1 %s", f);';
    expect(idsIn(text)).toEqual(['R3', 'R13', 'Y7', 'P1']);
  });

  it('is none within a name, or without one', () => {
    expect(idsIn("it('does what R3 says', f); it('R3', f); call('X9 is none', 'R4 is no name')")).toEqual([]);
  });
});

describe('a row', () => {
  it('is open until a test carries it, and shown in part as long as something is missing', () => {
    expect([stateOf(row(), false), stateOf(row({ missing: 'half' }), true), stateOf(row(), true)]).toEqual([
      'open',
      'in part',
      'shown',
    ]);
  });

  it.each<[string, Row, boolean, readonly string[]]>([
    ['shown with its rule', row({ bite: BITE }), true, []],
    ['in part', row({ missing: 'half' }), true, []],
    ['open', row(), false, []],
    ['shown without a rule', row(), true, [expect.stringContaining('give it a bite') as unknown as string]],
    [
      'a rule that no test is about',
      row({ bite: BITE }),
      false,
      [expect.stringContaining('has a bite') as unknown as string],
    ],
    [
      'missing what no test begins',
      row({ missing: 'half' }),
      false,
      [expect.stringContaining('says what is missing') as unknown as string],
    ],
  ])('is checked against the tests: %s', (_what, one, isCarried, faults) => {
    expect(faultsOf(one, isCarried)).toEqual(faults);
  });
});

describe('the rule of a row', () => {
  it('is switched off where it stands once', () => {
    expect(withoutRule('a; if (no) return; b;', BITE.from, '$&')).toBe('a; $& b;');
    expect(withoutRule('a; b;', BITE.from, '')).toBeUndefined();
    expect(withoutRule(`${BITE.from} ${BITE.from}`, BITE.from, '')).toBeUndefined();
  });
});

describe('the page', () => {
  it('lists no row as shown that no test carries', () => {
    const [, shown = '', part = '', open = ''] = acceptancePage(new Map([['R3', ['libs/x.spec.ts']]])).split(
      /^## .*$/m,
    );
    expect([...shown.matchAll(/^\| ([RPSGUCY]\d+) /gm)].map(([, id]) => id)).toEqual(['R3']);
    expect(part).not.toMatch(/^\| [RPSGUCY]\d/m);
    expect(open.match(/^\| [RPSGUCY]\d/gm)).toHaveLength(ROWS.length - 1);
  });
});
