import { SYNC_LIMITS } from '../limits.ts';
import type { Measure } from './mutation.ts';

const METRIC = /^(?!sync_)[a-z][a-z_]{0,63}$/;

/** @throws Error when a module counts too much, under a name of the pipeline, or what is no number: a defect of the module. */
export function assertMeasures(measures: readonly Measure[]): void {
  if (measures.length > SYNC_LIMITS.measuresPerDecisionMax) throw new Error(`${measures.length} measures are too many`);
  for (const { metric, value } of measures) {
    if (!METRIC.test(metric)) throw new Error(`${metric} is no name for a measure`);
    if (!Number.isFinite(value)) throw new Error(`${metric} has no finite value`);
  }
}
