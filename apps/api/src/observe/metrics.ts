import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** One finished request. */
export interface RequestObservation {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

const MS_PER_SECOND = 1000;
const DURATION_BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of this process. Modules inject prom-client's `Registry` and add their own to it. */
export class Metrics {
  readonly registry = new Registry();
  readonly #durations: Histogram<'method' | 'route' | 'status'>;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.#durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the end of its answer, by route pattern.',
      labelNames: ['method', 'route', 'status'],
      buckets: DURATION_BUCKETS_SECONDS,
      registers: [this.registry],
    });
  }

  observeRequest({ method, route, status, ms }: RequestObservation): void {
    this.#durations.observe({ method, route, status }, ms / MS_PER_SECOND);
  }

  close(): void {
    this.registry.clear();
  }
}
