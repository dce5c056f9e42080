/**
 * The report for programs. Its form is this file; a change that a reader could stumble over raises `REPORT_VERSION`.
 */
import { RELEASE_WORDS, type ReleaseWord } from '../kpi/canary.ts';
import type { Figure, KpiSpec } from '../kpi/kpi.ts';
import type { KpiResult, Measurement } from '../kpi/measure.ts';
import type { Run } from '../kpi/run.ts';
import type { Verdict } from '../kpi/verdict.ts';

const REPORT_VERSION = 1;

export interface JsonFigure {
  /** Shares from 0 to 1, durations in milliseconds, findings as a count; null: nothing was there to be measured. */
  readonly value: number | null;
  /** Both bounds one-sided at 95 %. A bound that the samples cannot give is null; no interval is null. */
  readonly interval: { readonly lower: number | null; readonly upper: number | null } | null;
  readonly samples: number;
  /** Null: it has no gate. */
  readonly verdict: Verdict | null;
}

export interface JsonKpi extends Omit<KpiSpec, 'measure'>, JsonFigure {
  readonly notes: readonly string[];
  /** Numbers beside the main one: parts of it, or the same counted in another way. */
  readonly beside: readonly (JsonFigure & { readonly name: string; readonly unit: KpiSpec['unit'] })[];
  readonly byParish: readonly (JsonFigure & { readonly parish: string })[];
}

export interface JsonReport {
  readonly version: typeof REPORT_VERSION;
  readonly verdict: Verdict;
  readonly releaseGate: ReleaseWord;
  readonly run: Run;
  readonly kpis: readonly JsonKpi[];
  readonly outcomesByParish: readonly { readonly parish: string; readonly how: string; readonly bookings: number }[];
  readonly successByOutage: Measurement['outages'];
  readonly queueAgeByHour: Measurement['ages'];
  /** `drainMs` null: it was cut off, and never ended. */
  readonly drains: readonly { readonly parish: string; readonly mutations: number; readonly drainMs: number | null }[];
}

export function toJson(measurement: Measurement, run: Run): JsonReport {
  const { verdict, outcomes, outages, ages, drains } = measurement;
  return {
    version: REPORT_VERSION,
    verdict,
    releaseGate: RELEASE_WORDS[verdict],
    run,
    kpis: measurement.kpis.map(toKpi),
    outcomesByParish: outcomes.map(({ parish, outcome: { how }, bookings }) => ({ parish, how, bookings })),
    successByOutage: outages,
    queueAgeByHour: ages,
    drains: drains.map((drain) => ({ ...drain, drainMs: finite(drain.drainMs) })),
  };
}

function toKpi({ spec, measured }: KpiResult): JsonKpi {
  const { id, title, unit, definition, gate, decides, samplesMin, sql } = spec;
  return {
    id,
    title,
    unit,
    definition,
    gate,
    decides,
    samplesMin,
    ...toFigure(measured.figure),
    notes: measured.notes,
    beside: (measured.beside ?? []).map(({ name, unit: unitOf, figure }) => ({
      name,
      unit: unitOf,
      ...toFigure(figure),
    })),
    byParish: measured.byParish.map(({ parish, figure }) => ({ parish, ...toFigure(figure) })),
    sql,
  };
}

function toFigure({ value, interval, samples, verdict }: Figure): JsonFigure {
  return {
    value: value === null ? null : finite(value),
    interval: interval && { lower: finite(interval.lower), upper: finite(interval.upper) },
    samples,
    verdict,
  };
}

// JSON knows no infinity.
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
