import { describe, expect, it } from '@jest/globals';
import { SYSTEM_SUBJECT } from '../define/subject.ts';
import { approvalRefusal, correctionHash, correctionRefusal, ownWorkRefusal } from './correction.ts';

const anna = { subject: 'anna' };
const bySam = { by: 'sam', note: 'typo', argsHash: 'a1' };

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
    expect(approvalRefusal({ ...anna, correctable, by }, bySam, correctionHash(bySam))).toBe(refusal);
  });

  it('is anybody else where nobody corrected it', () => {
    for (const by of ['sam', 'system'])
      expect(approvalRefusal({ ...anna, correctable: 'never', by }, null, null)).toBeNull();
    expect(approvalRefusal({ ...anna, correctable: 'never', by: 'anna' }, null, null)).toBe('own_work');
  });

  it.each([
    ['nothing, and it is corrected', bySam, null],
    ['other arguments', bySam, { ...bySam, argsHash: 'a2' }],
    ['another reason', bySam, { ...bySam, note: 'second version' }],
    ['somebody else’s', bySam, { ...bySam, by: 'sid' }],
    ['a correction that there is not', null, bySam],
  ] as const)('is nobody who looked at %s', (_, correction, seen) => {
    for (const correctable of ['byOne', 'byTwo'] as const) {
      const lookedAt = seen && correctionHash(seen);
      expect(approvalRefusal({ ...anna, correctable, by: 'sue' }, correction, lookedAt)).toBe('correction_changed');
    }
  });
});

describe('who may refuse parked work for good', () => {
  it('is anybody but whose it is; the server ends its own', () => {
    expect(ownWorkRefusal({ subject: 'anna', by: 'anna' })).toBe('own_work');
    expect(ownWorkRefusal({ subject: 'anna', by: 'sam' })).toBeNull();
    expect(ownWorkRefusal({ subject: SYSTEM_SUBJECT, by: SYSTEM_SUBJECT })).toBeNull();
  });
});
