/** What routing keeps in the database, for the data source. */
import { ClosureRow } from './entities/closure.entity.ts';
import { NoPickupListRow } from './entities/no-pickup-list.entity.ts';
import { PlaceRow } from './entities/place.entity.ts';
import { ZoneRow } from './entities/zone.entity.ts';
import { CreateRoutingSchema1763856200000 } from './migrations/1763856200000-create-routing-schema.ts';
import { ListNoPickups1763856200100 } from './migrations/1763856200100-list-no-pickups.ts';

export const routingEntities = [PlaceRow, ZoneRow, ClosureRow, NoPickupListRow] as const;
export const routingMigrations = [CreateRoutingSchema1763856200000, ListNoPickups1763856200100] as const;
