import { Pipeline } from '#sync';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DueWork, errorName } from './due-work.ts';
import { giveUp } from './mutations/give-up.ts';
import { RIDES_OPTIONS, type RidesOptions } from './options.ts';
import { RidesStore, type EndedWait } from './rides.store.ts';

/** Tells riders in time that no car can come. Any number of processes may do so: each wait ends once. */
@Injectable()
export class GiveUps implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #options: RidesOptions;
  readonly #work: DueWork<EndedWait>;

  constructor(store: RidesStore, pipeline: Pipeline, @Inject(RIDES_OPTIONS) options: RidesOptions) {
    const logger = new Logger(GiveUps.name);
    this.#options = options;
    this.#work = new DueWork({
      pipeline,
      mutation: giveUp.name,
      find: (nowMs) => store.endedWaits(nowMs),
      argsOf: ({ rideId }) => ({ rideId }),
      // A rider who confirms makes the same ride wait once more.
      nameOf: ({ rideId, queuedAtMs }) => `${rideId}/${queuedAtMs}`,
      clock: options.clock,
      everyMs: options.giveUpPollMs,
      onError: (error) => logger.warn(`waits could not be looked at: ${errorName(error)}`),
    });
  }

  onApplicationBootstrap(): void {
    if (this.#options.watchesWaits) this.#work.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#work.stop();
  }

  /** Gives up the rides whose wait is over, up to the limit of one look, and says how many. */
  giveUpDue(): Promise<number> {
    return this.#work.doDue();
  }
}
