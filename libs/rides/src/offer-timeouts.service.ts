import { FaultReports, Pipeline } from '#sync';
import { Inject, Injectable } from '@nestjs/common';
import { DueWork } from './due-work.ts';
import { expireOffer } from './mutations/expire-offer.ts';
import { RIDES_OPTIONS, type RidesOptions } from './options.ts';
import { RidesStore, type OpenOffer } from './rides.store.ts';

/** Takes back offers that nobody answered in time. Any number of processes may do so: each offer ends once. */
@Injectable()
export class OfferTimeouts extends DueWork<OpenOffer> {
  constructor(
    store: RidesStore,
    pipeline: Pipeline,
    faults: FaultReports,
    @Inject(RIDES_OPTIONS) options: RidesOptions,
  ) {
    super({
      pipeline,
      faults,
      mutation: expireOffer.name,
      find: (nowMs) => store.expiredOffers(nowMs),
      argsOf: ({ rideId, offerNumber }) => ({ rideId, offerNumber }),
      nameOf: ({ rideId, offerNumber }) => `${rideId}/${offerNumber}`,
      clock: options.clock,
      everyMs: options.watchesWaits ? options.offerTimeoutPollMs : null,
    });
  }
}
