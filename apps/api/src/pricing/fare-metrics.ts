import { UNSETTLED_REASONS, type UnsettledReason } from '#pricing';
import { Counter, type Registry } from 'prom-client';

/** Figures of the fares that this process settles. Give its `onUnsettled` to pricing. */
export class FareMetrics {
  readonly #unsettled: Counter<'reason'>;

  constructor(registry: Registry) {
    this.#unsettled = new Counter({
      name: 'pricing_unsettled_rides_total',
      help: 'Rides that are over and have no fare although they should, by reason. The log names them.',
      labelNames: ['reason'] as const,
      registers: [registry],
    });
    for (const reason of UNSETTLED_REASONS) this.#unsettled.inc({ reason }, 0);
  }

  readonly onUnsettled = (reason: UnsettledReason): void => this.#unsettled.inc({ reason });
}
