/** What routing keeps in the database, for the data source. */
import { ClosureRow } from './entities/closure.entity.ts';
import { PlaceRow } from './entities/place.entity.ts';
import { ZoneRow } from './entities/zone.entity.ts';
import { CreateRoutingSchema1763856200000 } from './migrations/1763856200000-create-routing-schema.ts';

export const routingEntities = [PlaceRow, ZoneRow, ClosureRow] as const;
export const routingMigrations = [CreateRoutingSchema1763856200000] as const;
