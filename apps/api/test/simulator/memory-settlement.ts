import { FareSettlement, TARIFF_2023, type Book, type PricingStore } from '#pricing';
import type { rideCancelled, rideEnded } from '#rides/contracts';
import { prepareMap, type RoadMap } from '#routing/client';
import { SYSTEM_ACTOR, type EventOf, type Json, type Pipeline } from '#sync';
import { shippedMap } from '../harness/shipped-map.ts';
import type { FactEvent } from './sim-server.ts';

let prepared: RoadMap | null = null;

/** Charges for rides that are over, with the server's own settlement; in the book's place it has the map that ships. */
export class MemorySettlement {
  readonly #pushes: Pipeline;
  readonly #settlement: FareSettlement;
  #isTariffIn = false;

  /** @param clock the server's time, in milliseconds since 1970 */
  constructor(pushes: Pipeline, clock: () => number) {
    const map = (prepared ??= prepareMap(shippedMap()));
    const book: Pick<Book, 'mapAt' | 'mapByVersion'> = { mapAt: async () => map, mapByVersion: async () => map };
    // Only what runs a fare again reads the store.
    const noStore = {} as PricingStore;
    const onUnsettled = (reason: string): never => {
      throw new Error(`a ride has no fare: ${reason}`);
    };
    this.#pushes = pushes;
    this.#settlement = new FareSettlement(pushes, book as Book, noStore, { keepsBook: false, clock, onUnsettled });
  }

  /** Handles what is about money; it may come twice. */
  async handle({ commit, ordinal, type, key, payload }: FactEvent): Promise<void> {
    const event = { eventId: `${commit}-${ordinal}`, type, key, payload, commit, occurredAtMs: 0 };
    if (type === 'rides.ended.v1') return this.#settle(event as EventOf<typeof rideEnded>);
    if (type === 'rides.cancelled.v1') return this.#charge(event as EventOf<typeof rideCancelled>);
  }

  async #settle(event: EventOf<typeof rideEnded>): Promise<void> {
    await this.#takeTariffIn();
    await this.#settlement.settle(event);
  }

  async #charge(event: EventOf<typeof rideCancelled>): Promise<void> {
    await this.#takeTariffIn();
    await this.#settlement.chargeCancellation(event);
  }

  async #takeTariffIn(): Promise<void> {
    if (this.#isTariffIn) return;
    this.#isTariffIn = true;
    const args = { tariff: TARIFF_2023 } as unknown as Json;
    await this.#pushes.perform({ actor: SYSTEM_ACTOR, key: 'the tariff', name: 'pricing.adoptTariff', args });
  }
}
