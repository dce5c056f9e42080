/** What must hold in any run, however short: each is a finding that must never be made. Pure. */
import { auditAgreement } from './audit-agreement.ts';
import { doubleCharges } from './double-charges.ts';
import { doubledEffects } from './doubled-effects.ts';
import { lostWrites } from './lost-writes.ts';
import type { Verdict } from './verdict.ts';

/** The key figures whose gate is that nothing is found. */
export const INVARIANTS = [lostWrites, doubledEffects, doubleCharges, auditAgreement] as const;

/** How many of them held; one that a run could not tell of is skipped. */
export interface InvariantTally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Counts them, by the verdicts of a run under the ids of its key figures. */
export function invariantTally(verdicts: Readonly<Record<string, Verdict | null>>): InvariantTally {
  const judged = INVARIANTS.map(({ id }) => verdicts[id]);
  const count = (verdict: Verdict): number => judged.filter((one) => one === verdict).length;
  const [passed, failed] = [count('pass'), count('fail')];
  return { passed, failed, skipped: judged.length - passed - failed };
}

/** `N passed, N failed`, as a lane of CI ends. */
export function tallyLine({ passed, failed, skipped }: InvariantTally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
