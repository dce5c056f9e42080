import { describe, expect, it } from '@jest/globals';
import { retentionRules, wordsMissing } from './retention-rules.ts';

const CLASSES = [
  { name: 'letters', daysMin: 30 },
  { name: 'stamps', daysMin: 1 },
];
const why = 'Somebody may still ask what stood in them.';
const letters = { class: 'letters', tables: ['post.letter'], days: 60, why, rows: ['R13'] };
const stamps = { class: 'stamps', tables: ['post.stamp'], days: 1, why, rows: [] };
const kept = [{ tables: ['post.box', 'post.office'], why }];

describe('retention.json', () => {
  it('says of each class at what age it is dropped', () => {
    expect(retentionRules({ classes: [letters, stamps], kept }, CLASSES).get('letters')?.days).toBe(60);
  });

  it.each<[string, unknown, string]>([
    ['no list', {}, 'retention.json: /classes'],
    ['no reason', { classes: [{ ...letters, why: 'so' }, stamps] }, '/classes/0/why'],
    ['an age of nothing', { classes: [letters, { ...stamps, days: 0 }] }, '/classes/1/days'],
    ['a row that is none', { classes: [{ ...letters, rows: ['13'] }, stamps] }, '/classes/0/rows/0'],
    ['a kept table without a reason', { classes: [letters, stamps], kept: [{ tables: ['post.box'], why: '' }] }, '/kept/0/why'],
    ['a class without a rule', { classes: [letters] }, 'stamps has no rule'],
    ['two rules of a class', { classes: [letters, letters, stamps] }, 'letters has two rules'],
    ['a rule of no class', { classes: [letters, stamps, { ...stamps, class: 'seals' }] }, 'seals is no class'],
    ['an age below what is promised', { classes: [{ ...letters, days: 29 }, stamps] }, 'letters is promised for 30 days, not 29'],
  ])('is refused with %s', (_what, file, message) => {
    expect(() => retentionRules({ kept, ...(file as object) }, CLASSES)).toThrow(message);
  }); // prettier-ignore

  const TABLES = ['post.letter', 'post.stamp', 'post.box', 'post.office'];
  it.each<[string, object, readonly string[], readonly string[]]>([
    ['nothing', {}, TABLES, []],
    ['a new table', {}, [...TABLES, 'post.parcel'], ['post.parcel is in no class, and nothing says why it is kept']],
    ['a table that is gone', {}, TABLES.slice(0, 3), ['post.office is no table']],
    ['two words', { kept: [...kept, { tables: ['post.letter'], why }] }, TABLES, ['post.letter is named twice']],
  ])('complains about %s', (_what, other, tables, complaints) => {
    expect(wordsMissing({ classes: [letters, stamps], kept, ...other }, tables)).toEqual(complaints);
  });
});
