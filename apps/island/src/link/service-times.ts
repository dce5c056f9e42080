import { quantileOf } from '../kpi/statistics/quantile-interval.ts';

/** How long the server really took for requests of one kind, beside the time that it has on the island's clock. */
export interface ServiceTime {
  readonly kind: string;
  readonly samples: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly assumedMs: number;
}

/** Real durations in milliseconds, by the path of the request. */
export class ServiceTimes {
  readonly #byPath = new Map<string, number[]>();

  note(path: string, tookMs: number): void {
    const times = this.#byPath.get(path);
    if (times) times.push(tookMs);
    else this.#byPath.set(path, [tookMs]);
  }

  /** By kind of request, which is the last part of its path. */
  reported(assumedMs: (path: string) => number): readonly ServiceTime[] {
    return [...this.#byPath].map(([path, times]) => {
      const sorted = times.toSorted((one, other) => one - other);
      const at = (quantile: number): number => quantileOf(sorted, quantile) ?? 0;
      const kind = path.slice(path.lastIndexOf('/') + 1);
      return {
        kind,
        samples: times.length,
        p50Ms: at(0.5),
        p95Ms: at(0.95),
        p99Ms: at(0.99),
        assumedMs: assumedMs(path),
      };
    });
  }
}

/** `push: 12, 40, 90 ms (150 ms)` */
export function serviceTimeText({ assumedMs, kind, p50Ms, p95Ms, p99Ms, samples }: ServiceTime): string {
  const times = [p50Ms, p95Ms, p99Ms].map((ms) => Math.round(ms)).join(', ');
  return `${samples} × ${kind}: half within, 95 % within, 99 % within ${times} ms (${assumedMs} ms on the island’s clock)`;
}
