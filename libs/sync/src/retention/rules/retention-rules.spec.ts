import { describe, expect, it } from '@jest/globals';
import { retentionRules } from './retention-rules.ts';

const CLASSES = [
  { name: 'letters', daysMin: 30 },
  { name: 'stamps', daysMin: 1 },
];
const why = 'Somebody may still ask what stood in them.';
const letters = { class: 'letters', days: 60, why, rows: ['R13'] };
const stamps = { class: 'stamps', days: 1, why, rows: [] };

describe('retention.json', () => {
  it('says of each class at what age it is dropped', () => {
    expect(retentionRules({ classes: [letters, stamps] }, CLASSES).get('letters')?.days).toBe(60);
  });

  it.each<[string, unknown, string]>([
    ['no list', {}, 'retention.json: /classes'],
    ['no reason', { classes: [{ ...letters, why: 'so' }, stamps] }, '/classes/0/why'],
    ['an age of nothing', { classes: [letters, { ...stamps, days: 0 }] }, '/classes/1/days'],
    ['a row that is none', { classes: [{ ...letters, rows: ['13'] }, stamps] }, '/classes/0/rows/0'],
    ['a class without a rule', { classes: [letters] }, 'stamps has no rule'],
    ['two rules of a class', { classes: [letters, letters, stamps] }, 'letters has two rules'],
    ['a rule of no class', { classes: [letters, stamps, { ...stamps, class: 'seals' }] }, 'seals is no class'],
    ['an age below what is promised', { classes: [{ ...letters, days: 29 }, stamps] }, 'letters is promised for 30 days, not 29'],
  ])('is refused with %s', (_what, file, message) => {
    expect(() => retentionRules(file, CLASSES)).toThrow(message);
  }); // prettier-ignore
});
