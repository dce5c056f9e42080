/** What rides has on a server: tables, how they came to be, and handlers of events. */
import { onServer } from '#sync';
import { DriverRow } from './entities/driver.ts';
import { LegalMoveRow } from './entities/legal-move.ts';
import { RideRow } from './entities/ride.ts';
import { RiderRow } from './entities/rider.ts';
import { CreateRidesSchema1763856100000 } from './migrations/1763856100000-create-rides-schema.ts';
import { PinQuote1763856100100 } from './migrations/1763856100100-pin-quote.ts';
import { TellOfWaits1763856100200 } from './migrations/1763856100200-tell-of-waits.ts';
import { NoShowAndDevice1763856100900 } from './migrations/1763856100900-no-show-and-device.ts';
import { ridesExamples } from './examples.ts';
import { rides } from './module.ts';
import { RideEventHandlers } from './on-events.ts';

/** The row classes of its kinds. */
export const ridesTables = { ride: RideRow, driver: DriverRow, rider: RiderRow } as const;

export const ridesOnServer = onServer(rides, {
  rows: ridesTables,
  tables: [LegalMoveRow],
  migrations: [
    CreateRidesSchema1763856100000,
    PinQuote1763856100100,
    TellOfWaits1763856100200,
    NoShowAndDevice1763856100900,
  ],
  handlers: [RideEventHandlers],
  examples: ridesExamples,
});
