/**
 * Fees for a ride that was called off, by a matrix: the most specific row that fits says what is due.
 *
 * Invariants: no row fits, no fee; the order of rows means nothing; the row's id is kept with the charge.
 */
import type { VehicleClass } from '#rides/contracts';
import type { FeeRow } from '../tariff.ts';

/** What is known of a ride that was called off. */
export type CalledOff = {
  readonly outcome: 'cancelled' | 'no_show';
  readonly by: 'rider' | 'driver' | 'dispatcher';
  readonly fromStatus: string;
  readonly vehicleClass: VehicleClass;
  readonly reason: string | null;
  /** Since the driver accepted, and since the driver was at the pickup; null: they had not. */
  readonly acceptedForMs: number | null;
  readonly arrivedForMs: number | null;
};

/** The row that says what is due. Null: nothing is. */
export function feeFor(rows: readonly FeeRow[], facts: CalledOff): FeeRow | null {
  let best: FeeRow | null = null;
  for (const row of rows) if (fits(row, facts) && (best === null || isMoreSpecific(row, best))) best = row;
  return best;
}

/** Whether all that the row names is so. */
export function fits({ when }: FeeRow, facts: CalledOff): boolean {
  return (
    isSame(when.outcome, facts.outcome) &&
    isSame(when.by, facts.by) &&
    isSame(when.fromStatus, facts.fromStatus) &&
    isSame(when.vehicleClass, facts.vehicleClass) &&
    isSame(when.reason, facts.reason) &&
    isLongEnough(when.acceptedSecondsMin, facts.acceptedForMs) &&
    isLongEnough(when.arrivedSecondsMin, facts.arrivedForMs)
  );
}

function isSame(wanted: string | undefined, found: string | null): boolean {
  return wanted === undefined || wanted === found;
}

function isLongEnough(seconds: number | undefined, ms: number | null): boolean {
  return seconds === undefined || (ms !== null && ms >= seconds * 1000);
}

/** How many things a row names. */
export function specificity({ when }: FeeRow): number {
  return Object.values(when).filter((value) => value !== undefined).length;
}

/**
 * The row that names more comes first; of two that name as many, the one that asks for the longer wait, then the cheaper
 * one, then the first by id: one answer, whatever the order of the rows.
 */
export function isMoreSpecific(a: FeeRow, b: FeeRow): boolean {
  const more = specificity(a) - specificity(b);
  if (more !== 0) return more > 0;
  const longer = waitAsked(a) - waitAsked(b);
  if (longer !== 0) return longer > 0;
  return a.cents < b.cents || (a.cents === b.cents && a.rowId < b.rowId);
}

function waitAsked({ when }: FeeRow): number {
  return (when.acceptedSecondsMin ?? 0) + (when.arrivedSecondsMin ?? 0);
}
