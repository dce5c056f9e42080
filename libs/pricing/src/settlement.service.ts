import { Pipeline, SYSTEM_ACTOR, type EventOf, type Json, type Performed } from '#sync';
import type { rideCancelled, rideEnded } from '#rides/contracts';
// oxlint-disable-next-line no-restricted-imports -- each ride without a fare is named, for somebody has to look at it: these are no faults of one cause
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Book } from './book.service.ts';
import { chargeCancellation } from './mutations/charge-cancellation.ts';
import { settleRide } from './mutations/settle-ride.ts';
import { PRICING_OPTIONS, UNSETTLED_REASONS, type PricingOptions, type UnsettledReason } from './options.ts';
import { PricingStore } from './pricing.store.ts';
import type { CalledOff } from './rules/settle/fees.ts';
import { recomputeFare, type Recomputation, type StoredTariff } from './rules/settle/recompute.ts';
import { rideFacts } from './rules/settle/ride-facts.ts';

// Another event has settled it: nothing is left to do.
const DONE_CODES: ReadonlySet<string> = new Set(['fare_exists', 'fee_none']);

/** Settles rides that are over, and runs settled fares again. It decides nothing: it measures, and mutations decide. */
@Injectable()
export class FareSettlement {
  readonly #logger = new Logger(FareSettlement.name);
  readonly #pipeline: Pipeline;
  readonly #book: Book;
  readonly #store: PricingStore;
  readonly #options: PricingOptions;

  constructor(pipeline: Pipeline, book: Book, store: PricingStore, @Inject(PRICING_OPTIONS) options: PricingOptions) {
    this.#pipeline = pipeline;
    this.#book = book;
    this.#store = store;
    this.#options = options;
  }

  /** Settles a ride that has ended. @throws Error while there is no map to measure on: the event comes again */
  async settle({ eventId, payload }: EventOf<typeof rideEnded>): Promise<void> {
    const { rideId, riderId, driverId, trip } = payload;
    if (trip === undefined) return this.#leaveOpen(rideId, 'trip_missing');
    const pinned = trip.quotePin === null ? null : await this.#book.mapByVersion(trip.quotePin.mapVersion);
    const map = pinned ?? (await this.#book.mapAt(payload.atMs));
    if (map === null) throw new Error('no map is published yet');
    const args = { rideId, riderId, driverId, facts: rideFacts(payload, trip, map) };
    this.#note(await this.#perform(settleRide.name, eventId, args), rideId);
  }

  /** Charges for a ride that was called off after a driver had accepted it. */
  async chargeCancellation({ eventId, payload }: EventOf<typeof rideCancelled>): Promise<void> {
    const { rideId, riderId, driverId, acceptedAtMs = null, atMs } = payload;
    if (acceptedAtMs === null || driverId === null) return;
    const args = { rideId, riderId, driverId, atMs, calledOff: calledOffBy(payload, acceptedAtMs) };
    this.#note(await this.#perform(chargeCancellation.name, eventId, args), rideId);
  }

  /** Runs a settled fare again from what is stored. Null: there is no such fare. */
  async recompute(rideId: string): Promise<Recomputation | null> {
    const fare = await this.#store.fare(rideId);
    if (fare === null) return null;
    const [quotedTariff, tariffInForce, map, entries] = await Promise.all([
      this.#stored(fare.facts?.pin?.tariffVersion),
      this.#stored(fare.tariffInForceVersion),
      fare.mapVersion === null ? null : this.#book.mapByVersion(fare.mapVersion),
      this.#store.entries(rideId),
    ]);
    const entry = entries.find(({ reason }) => reason === 'fare' || reason === 'cancellation') ?? null;
    return recomputeFare(fare, { quotedTariff, tariffInForce, map, entry });
  }

  async #stored(version: string | undefined): Promise<StoredTariff | null> {
    const record = version === undefined ? null : await this.#store.tariff(version);
    return record?.status === 'published' ? { tariff: record.document, hash: record.documentHash } : null;
  }

  #perform(name: string, eventId: string, args: Json): Promise<Performed> {
    return this.#pipeline.perform({ actor: SYSTEM_ACTOR, key: `${name}/${eventId}`, name, args });
  }

  #note(performed: Performed, rideId: string): void {
    if ('error' in performed) return;
    const { outcome, code } = performed.outcome;
    if (outcome === 'applied' || (code !== undefined && DONE_CODES.has(code))) return;
    const reason = outcome === 'parked' ? outcome : (code ?? 'other');
    this.#leaveOpen(rideId, UNSETTLED_REASONS.find((known) => known === reason) ?? 'other');
  }

  #leaveOpen(rideId: string, reason: UnsettledReason): void {
    this.#logger.warn(`the ride ${rideId} has no fare: ${reason}`);
    this.#options.onUnsettled(reason);
  }
}

const atLeastZero = (value: number): number => (value > 0 ? value : 0);

// A wait that was proven counts as such: made without a network, arrival and no-show reach the server together.
// Who was not at the pickup has not arrived, whatever they reported.
function calledOffBy(payload: EventOf<typeof rideCancelled>['payload'], acceptedAtMs: number): CalledOff {
  const { cancelledBy, fromStatus, quotePin, reason = null, waitedMs, atMs, arrivedAway = false } = payload;
  const arrivedAtMs = arrivedAway ? null : (payload.arrivedAtMs ?? null);
  const seenMs = arrivedAtMs === null ? null : atLeastZero(atMs - arrivedAtMs);
  return {
    outcome: reason === 'no_show' ? 'no_show' : 'cancelled',
    by: cancelledBy,
    fromStatus: arrivedAway && fromStatus === 'arrived' ? 'accepted' : fromStatus,
    vehicleClass: quotePin?.vehicleClass ?? 'Z',
    reason,
    acceptedForMs: atLeastZero(atMs - acceptedAtMs),
    arrivedForMs: waitedMs ?? seenMs,
  };
}
