import { Gauge, type Registry } from 'prom-client';

/** What a figure is called, and of what it is told apart. */
export interface GaugeAbout {
  readonly registry: Registry;
  readonly name: string;
  readonly help: string;
  readonly labelNames?: string[];
}

/** A figure that is read when it is asked for. Where that fails it is left out: a database that is away must not take the others with it. */
export function readGauge({ registry, ...about }: GaugeAbout, fill: (metric: Gauge) => Promise<void>): void {
  const metric = new Gauge({
    ...about,
    registers: [],
    async collect() {
      this.reset();
      await fill(this).catch(() => undefined);
    },
  });
  registry.registerMetric(metric);
}
