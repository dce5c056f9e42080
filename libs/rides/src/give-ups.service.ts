import { FaultReports, Pipeline } from '#sync';
import { Inject, Injectable } from '@nestjs/common';
import { DueWork } from './due-work.ts';
import { giveUp } from './mutations/give-up.ts';
import { RIDES_OPTIONS, type RidesOptions } from './options.ts';
import { RidesStore, type EndedWait } from './rides.store.ts';

/** Tells riders in time that no car can come. Any number of processes may do so: each wait ends once. */
@Injectable()
export class GiveUps extends DueWork<EndedWait> {
  constructor(
    store: RidesStore,
    pipeline: Pipeline,
    faults: FaultReports,
    @Inject(RIDES_OPTIONS) options: RidesOptions,
  ) {
    super({
      pipeline,
      faults,
      mutation: giveUp.name,
      find: (nowMs) => store.endedWaits(nowMs),
      argsOf: ({ rideId }) => ({ rideId }),
      // A rider who confirms makes the same ride wait once more.
      nameOf: ({ rideId, queuedAtMs }) => `${rideId}/${queuedAtMs}`,
      clock: options.clock,
      everyMs: options.watchesWaits ? options.giveUpPollMs : null,
    });
  }
}
