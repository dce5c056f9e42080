import { expect, it } from '@jest/globals';
import { INVARIANTS, invariantTally, tallyLine } from './invariants.ts';
import type { Verdict } from './verdict.ts';

const ids = INVARIANTS.map(({ id }) => id);
const verdicts = (...words: readonly Verdict[]) =>
  Object.fromEntries(ids.map((id, index) => [id, words[index] ?? 'pass']));

it('are that nothing is lost, doubled or charged twice, and that the audit agrees', () => {
  expect(ids).toEqual(['lost_writes', 'doubled_effects', 'double_charges', 'audit_agreement']);
});

it('pass, fail, and are left out where a run cannot tell', () => {
  expect(tallyLine(invariantTally(verdicts()))).toBe('4 passed, 0 failed');
  expect(tallyLine(invariantTally(verdicts('pass', 'fail', 'inconclusive')))).toBe('2 passed, 1 failed, 1 skipped');
  expect(tallyLine(invariantTally({}))).toBe('0 passed, 0 failed, 4 skipped');
});

it('do not look at key figures, for which a short run is too short', () => {
  expect(invariantTally({ ...verdicts(), booking_success: 'fail' })).toMatchObject({ passed: 4, failed: 0 });
});
