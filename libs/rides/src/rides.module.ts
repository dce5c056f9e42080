import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Dispatch } from './dispatch.service.ts';
import { GiveUps } from './give-ups.service.ts';
import { RIDE_LIMITS } from './limits.ts';
import { OfferTimeouts } from './offer-timeouts.service.ts';
import { RIDES_OPTIONS, type RidesOptions } from './options.ts';
import { RidesStore } from './rides.store.ts';
import { ridesOnServer } from './server.ts';
import { StraightLineTravelTime, TravelTime } from './travel-time.ts';

const DEFAULTS: RidesOptions = {
  offerTimeoutMs: RIDE_LIMITS.offerTimeoutMs,
  offerTimeoutPollMs: RIDE_LIMITS.offerTimeoutPollMs,
  giveUpPollMs: RIDE_LIMITS.giveUpPollMs,
  watchesWaits: true,
  clock: () => Date.now(),
};

/** Where rides joins the application. */
@Module({})
export class RidesModule {
  /** Rides with an operator's choices, and with somebody to answer how long a car needs. */
  static forRoot(options: Partial<RidesOptions> & { readonly travelTime?: Type<TravelTime> } = {}): DynamicModule {
    const { travelTime = StraightLineTravelTime, ...chosen } = options;
    return {
      module: RidesModule,
      global: true,
      imports: [TypeOrmModule.forFeature([...ridesOnServer.tables])],
      controllers: [...ridesOnServer.handlers],
      providers: [
        { provide: RIDES_OPTIONS, useValue: { ...DEFAULTS, ...chosen } },
        { provide: TravelTime, useClass: travelTime },
        RidesStore,
        Dispatch,
        OfferTimeouts,
        GiveUps,
      ],
      exports: [RidesStore, OfferTimeouts, GiveUps],
    };
  }
}
