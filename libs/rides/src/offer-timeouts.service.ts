import { Pipeline, SYSTEM_ACTOR } from '#sync';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { expireOffer } from './mutations/expire-offer.ts';
import { RIDES_OPTIONS, type RidesOptions } from './options.ts';
import { RidesStore } from './rides.store.ts';

/** Takes back offers that nobody answered in time. Any number of processes may do so: each offer ends once. */
@Injectable()
export class OfferTimeouts implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(OfferTimeouts.name);
  readonly #store: RidesStore;
  readonly #pipeline: Pipeline;
  readonly #options: RidesOptions;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isLooking = false;
  // Offers whose end was parked: it is kept and will be decided, and asking every second would only fill the ledger.
  readonly #parked = new Set<string>();

  constructor(store: RidesStore, pipeline: Pipeline, @Inject(RIDES_OPTIONS) options: RidesOptions) {
    this.#store = store;
    this.#pipeline = pipeline;
    this.#options = options;
  }

  onApplicationBootstrap(): void {
    if (this.#options.closesOffers) this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Begins to look, again and again. */
  start(): void {
    this.#timer ??= setInterval(() => this.#lookUnlessLooking(), this.#options.offerTimeoutPollMs).unref();
  }

  /** Looks no more, and waits for the look under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  /** Takes back every offer whose time is over, and says how many. */
  async closeExpired(): Promise<number> {
    const nowMs = this.#options.clock();
    const expired = await this.#store.expiredOffers(nowMs);
    const offers = expired.filter((offer) => !this.#parked.has(offerText(offer)));
    const ended = await Promise.all(offers.map((offer) => this.#close(offer, nowMs)));
    return ended.filter(Boolean).length;
  }

  async #close(offer: ExpiredOffer, nowMs: number): Promise<boolean> {
    const { rideId, offerNumber } = offer;
    const performed = await this.#pipeline.perform({
      actor: SYSTEM_ACTOR,
      // The time stands in the key because a refusal is remembered, too: an offer found not due yet is tried again.
      key: `${expireOffer.name}/${offerText(offer)}/${nowMs}`,
      name: expireOffer.name,
      args: { rideId, offerNumber },
    });
    const outcome = 'outcome' in performed ? performed.outcome.outcome : undefined;
    if (outcome === 'parked') this.#parked.add(offerText(offer));
    return outcome === 'applied';
  }

  #lookUnlessLooking(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#looking = this.closeExpired()
      .then(() => undefined)
      .catch((error: unknown) => this.#logger.warn(`offers could not be looked at: ${nameOf(error)}`))
      .finally(() => {
        this.#isLooking = false;
      });
  }
}

type ExpiredOffer = Awaited<ReturnType<RidesStore['expiredOffers']>>[number];

function offerText({ rideId, offerNumber }: ExpiredOffer): string {
  return `${rideId}/${offerNumber}`;
}

// The name alone: a message may quote a statement with its parameters.
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
