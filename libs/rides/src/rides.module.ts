import { SyncRegistry } from '#sync';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ridesEvents } from './contracts.ts';
import { Dispatch } from './dispatch.service.ts';
import { DriverRow } from './entities/driver.ts';
import { RideRow } from './entities/ride.ts';
import { RiderRow } from './entities/rider.ts';
import { GiveUps } from './give-ups.service.ts';
import { RIDE_LIMITS } from './limits.ts';
import { OfferTimeouts } from './offer-timeouts.service.ts';
import { RideEventHandlers } from './on-events.ts';
import { RIDES_OPTIONS, type RidesOptions } from './options.ts';
import { ridesMutations, ridesScopesByRole } from './registration.ts';
import { RidesStore } from './rides.store.ts';
import { StraightLineTravelTime, TravelTime } from './travel-time.ts';
import { driverKind, rideKind, riderKind } from './views.ts';

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
  constructor(registry: SyncRegistry) {
    registry.register({
      mutations: ridesMutations,
      entities: [
        { kind: rideKind, table: RideRow },
        { kind: driverKind, table: DriverRow },
        { kind: riderKind, table: RiderRow },
      ],
      events: ridesEvents,
      scopesByRole: ridesScopesByRole,
    });
  }

  /** Rides with an operator's choices, and with somebody to answer how long a car needs. */
  static forRoot(options: Partial<RidesOptions> & { readonly travelTime?: Type<TravelTime> } = {}): DynamicModule {
    const { travelTime = StraightLineTravelTime, ...chosen } = options;
    return {
      module: RidesModule,
      global: true,
      imports: [TypeOrmModule.forFeature([RideRow, DriverRow])],
      controllers: [RideEventHandlers],
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
