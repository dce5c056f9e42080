import { Pipeline } from '#sync';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DueWork, errorName } from './due-work.ts';
import { expireOffer } from './mutations/expire-offer.ts';
import { RIDES_OPTIONS, type RidesOptions } from './options.ts';
import { RidesStore, type OpenOffer } from './rides.store.ts';

/** Takes back offers that nobody answered in time. Any number of processes may do so: each offer ends once. */
@Injectable()
export class OfferTimeouts implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #options: RidesOptions;
  readonly #work: DueWork<OpenOffer>;

  constructor(store: RidesStore, pipeline: Pipeline, @Inject(RIDES_OPTIONS) options: RidesOptions) {
    const logger = new Logger(OfferTimeouts.name);
    this.#options = options;
    this.#work = new DueWork({
      pipeline,
      mutation: expireOffer.name,
      find: (nowMs) => store.expiredOffers(nowMs),
      argsOf: ({ rideId, offerNumber }) => ({ rideId, offerNumber }),
      nameOf: ({ rideId, offerNumber }) => `${rideId}/${offerNumber}`,
      clock: options.clock,
      everyMs: options.offerTimeoutPollMs,
      onError: (error) => logger.warn(`offers could not be looked at: ${errorName(error)}`),
    });
  }

  onApplicationBootstrap(): void {
    if (this.#options.watchesWaits) this.#work.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#work.stop();
  }

  /** Takes back the offers whose time is over, up to the limit of one look, and says how many. */
  closeExpired(): Promise<number> {
    return this.#work.doDue();
  }
}
