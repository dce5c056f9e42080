import { describe, expect, it } from '@jest/globals';
import { approvalRefusal, correctionRefusal } from './correction.ts';

const anna = { subject: 'anna' };
const bySam = { by: 'sam', note: 'typo' };

describe('who may correct parked work', () => {
  it.each([
    [undefined, 'sam', 'not_correctable'],
    ['never', 'sam', 'not_correctable'],
    ['byTwo', 'sam', null],
    ['byOne', 'sam', null],
    ['byTwo', 'anna', 'own_work'],
    ['byOne', 'anna', 'own_work'],
  ] as const)('that is correctable %s: %s is told %s', (correctable, by, refusal) => {
    expect(correctionRefusal({ ...anna, correctable, by })).toBe(refusal);
  });
});

describe('who may have corrected work decided', () => {
  it.each([
    ['byOne', 'sam', null],
    ['byOne', 'system', null],
    ['byOne', 'anna', 'own_work'],
    ['byTwo', 'sam', 'needs_another'],
    ['byTwo', 'system', 'needs_another'],
    ['byTwo', 'anna', 'own_work'],
    ['byTwo', 'sue', null],
    ['never', 'sue', 'not_correctable'],
  ] as const)('that is correctable %s: %s is told %s', (correctable, by, refusal) => {
    expect(approvalRefusal({ ...anna, correctable, by }, bySam)).toBe(refusal);
  });

  it('is anybody where nobody corrected it', () => {
    for (const by of ['anna', 'sam', 'system'])
      expect(approvalRefusal({ ...anna, correctable: 'never', by }, null)).toBeNull();
  });
});
