import { waitEndsAtMs, type Driver, type Ride } from '#rides';
import { SYSTEM_ACTOR, type Pipeline, type Row } from '#sync';
import type { Random } from '../harness/random.ts';
import type { MemorySettlement } from './memory-settlement.ts';
import type { FactEvent } from './sim-server.ts';

const OFFER_TIMEOUT_MS = 30_000;

const LOOK_AGAIN_AFTER: ReadonlySet<string> = new Set([
  'rides.requested.v1',
  'rides.offerDeclined.v1',
  'rides.offerExpired.v1',
  'rides.ended.v1',
  'rides.cancelled.v1',
  'rides.givenUp.v1',
  'drivers.wentOnline.v1',
]);

interface Dispatched {
  readonly outbox: readonly FactEvent[];
  readonly rows: ReadonlyMap<string, Row>;
  readonly pushes: Pipeline;
  nowMs(): number;
}

/** Offers waiting rides to free drivers and has what is over charged, as the server's own handlers do; now and then it gets an event twice. */
export class MemoryDispatch {
  readonly #server: Dispatched;
  readonly #random: Random;
  readonly #settlement: MemorySettlement;
  #cursor = 0;

  constructor(server: Dispatched, random: Random, settlement: MemorySettlement) {
    this.#server = server;
    this.#random = random;
    this.#settlement = settlement;
  }

  /** Takes back what nobody answered, and handles some of the events that are due. */
  async work(): Promise<void> {
    await this.#expireOffers();
    await this.#giveUp();
    for (let count = this.#random.int(6); count > 0; count--) await this.#handleNext();
  }

  async settle(): Promise<void> {
    while (this.#cursor < this.#server.outbox.length) await this.#handleNext();
  }

  async #handleNext(): Promise<void> {
    const event = this.#server.outbox[this.#cursor];
    if (!event) return;
    await this.#settlement.handle(event);
    if (LOOK_AGAIN_AFTER.has(event.type)) await this.#offerWaiting(`${event.commit}-${event.ordinal}`);
    // A handler that died before it was marked gets the event again.
    if (!this.#random.chance(0.1)) this.#cursor += 1;
  }

  async #offerWaiting(eventId: string): Promise<void> {
    const waiting = this.#all<Ride>('ride').filter(({ status }) => status === 'requested');
    for (const ride of waiting.sort((a, b) => (a.queuedAtMs ?? 0) - (b.queuedAtMs ?? 0)))
      await this.#offer(ride, eventId);
  }

  async #offer({ rideId, declinedDriverIds }: Ride, eventId: string): Promise<void> {
    const drivers = this.#all<Driver>('driver').filter(({ driverId }) => !declinedDriverIds.includes(driverId));
    for (const { driverId } of drivers.filter(isFree)) {
      const args = { rideId, driverId, timeoutMs: OFFER_TIMEOUT_MS };
      const performed = await this.#server.pushes.perform({
        actor: SYSTEM_ACTOR,
        key: `offer/${eventId}/${rideId}/${driverId}`,
        name: 'rides.offer',
        args,
      });
      if ('outcome' in performed && performed.outcome.outcome === 'applied') return;
    }
  }

  async #expireOffers(): Promise<void> {
    const nowMs = this.#server.nowMs();
    const due = this.#all<Ride>('ride').filter(
      ({ offerExpiresAtMs }) => offerExpiresAtMs !== null && offerExpiresAtMs <= nowMs,
    );
    for (const { rideId, offerCount: offerNumber } of due) {
      const key = `expire/${rideId}/${offerNumber}`;
      await this.#server.pushes.perform({
        actor: SYSTEM_ACTOR,
        key,
        name: 'rides.expireOffer',
        args: { rideId, offerNumber },
      });
    }
  }

  async #giveUp(): Promise<void> {
    const nowMs = this.#server.nowMs();
    const waiting = this.#all<Ride>('ride').filter(({ status }) => status === 'requested' || status === 'offered');
    for (const ride of waiting.filter((one) => waitEndsAtMs(one) <= nowMs)) {
      const key = `give up/${ride.rideId}/${nowMs}`;
      const args = { rideId: ride.rideId };
      await this.#server.pushes.perform({ actor: SYSTEM_ACTOR, key, name: 'rides.giveUp', args });
    }
  }

  #all<T>(kind: string): T[] {
    return [...this.#server.rows].filter(([key]) => key.startsWith(`${kind}/`)).map(([, { state }]) => state as T);
  }
}

const isFree = ({ online, activeRideId, offeredRideId }: Driver): boolean =>
  online && activeRideId === null && offeredRideId === null;
