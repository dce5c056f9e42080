import type { Random } from '../random.ts';
import { LONG_OUTAGES, meanOnMs, type CoverageProfile } from './coverage-profile.ts';

/** A stretch of time, from its first moment to before its last. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When one operator does not reach one place, in order and without overlaps. */
export type Outages = readonly Span[];

/** Draws the outages of a place over some time. */
export function drawOutages(profile: CoverageProfile, over: Span, random: Random): Outages {
  const outages: Span[] = [];
  const on = meanOnMs(profile);
  for (let atMs = over.fromMs + random.exponential(on); atMs < over.toMs; atMs += random.exponential(on)) {
    const toMs = atMs + outageMs(profile, random);
    outages.push({ fromMs: Math.round(atMs), toMs: Math.round(Math.min(toMs, over.toMs)) });
    atMs = toMs;
  }
  return mergeSpans(outages);
}

function outageMs({ meanOffMs }: CoverageProfile, random: Random): number {
  return random.chance(LONG_OUTAGES.share) ? random.pareto(LONG_OUTAGES) : random.exponential(meanOffMs);
}

/** The same time as spans in order that neither overlap nor touch; empty ones are gone. */
export function mergeSpans(spans: readonly Span[]): readonly Span[] {
  const merged: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1);
    if (toMs <= fromMs) continue;
    if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else merged.push({ fromMs, toMs });
  }
  return merged;
}

/** The first outage that is not over at that time: under way, or to come. */
export function outageFrom(outages: Outages, atMs: number): Span | undefined {
  let [low, high] = [0, outages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((outages[middle]?.toMs ?? 0) > atMs) high = middle;
    else low = middle + 1;
  }
  return outages[low];
}

/** The outage that is under way at that time. */
export function outageAt(outages: Outages, atMs: number): Span | undefined {
  const outage = outageFrom(outages, atMs);
  return outage !== undefined && outage.fromMs <= atMs ? outage : undefined;
}
