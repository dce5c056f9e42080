/** How evenly a day's waiting falls on the parishes. */
import type { Served } from './dispatch-day.ts';

export type ParishWait = { readonly parish: string; readonly rides: number; readonly meanSeconds: number };

export type FairnessReport = {
  readonly rides: number;
  readonly meanSeconds: number;
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  /** Of the parishes' mean waits: 0 when all wait alike, near 1 when one waits for all. */
  readonly gini: number;
  readonly parishes: readonly ParishWait[];
};

/** The report of a day. */
export function fairnessOf(served: readonly Served[]): FairnessReport {
  const waits = served.map(({ waitSeconds }) => waitSeconds).sort((a, b) => a - b);
  const parishes = [...Map.groupBy(served, ({ parish }) => parish)]
    .map(([parish, rides]) => ({
      parish,
      rides: rides.length,
      meanSeconds: mean(rides.map((ride) => ride.waitSeconds)),
    }))
    .sort((a, b) => (a.parish < b.parish ? -1 : 1));
  return {
    rides: served.length,
    meanSeconds: mean(waits),
    p50Seconds: waits[Math.floor(waits.length / 2)] ?? 0,
    p95Seconds: waits[Math.floor(waits.length * 0.95)] ?? 0,
    gini: gini(parishes.map(({ meanSeconds }) => meanSeconds)),
    parishes,
  };
}

/** The Gini coefficient of values not below zero: half the mean difference of two of them, in means. */
export function gini(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum === 0) return 0;
  const differences = values.flatMap((a) => values.map((b) => Math.abs(a - b)));
  return differences.reduce((total, value) => total + value, 0) / (2 * values.length * sum);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}
