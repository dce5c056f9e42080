/** What routing has on a server: tables, how they came to be, and handlers of events. */
import { onServer } from '#sync';
import { ClosureRow } from './entities/closure.entity.ts';
import { MapLoadRow } from './entities/map-load.entity.ts';
import { NoPickupListRow } from './entities/no-pickup-list.entity.ts';
import { OperatingAreaRow } from './entities/operating-area.entity.ts';
import { PlaceRow } from './entities/place.entity.ts';
import { ZoneRow } from './entities/zone.entity.ts';
import { CreateRoutingSchema1763856200000 } from './migrations/1763856200000-create-routing-schema.ts';
import { ListNoPickups1763856200100 } from './migrations/1763856200100-list-no-pickups.ts';
import { OperatingArea1763856200200 } from './migrations/1763856200200-operating-area.ts';
import { BoundTheMap1763856200300 } from './migrations/1763856200300-bound-the-map.ts';
import { routingExamples } from './examples.ts';
import { MapPageSource } from './map-page-source.ts';
import { routing } from './module.ts';

export const routingOnServer = onServer(routing, {
  rows: {
    place: PlaceRow,
    zone: ZoneRow,
    closure: ClosureRow,
    noPickupList: NoPickupListRow,
    mapLoad: MapLoadRow,
    operatingArea: OperatingAreaRow,
  },
  migrations: [
    CreateRoutingSchema1763856200000,
    ListNoPickups1763856200100,
    OperatingArea1763856200200,
    BoundTheMap1763856200300,
  ],
  examples: routingExamples,
  pageSources: { map: MapPageSource },
});
