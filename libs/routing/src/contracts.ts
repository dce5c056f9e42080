/** What other modules may know of routing: events, in the past tense, and readings of its rows. */
import { asPlain, defineEvent, defineReading, type EntityKey } from '#sync/client';
import { z } from 'zod';
import { NO_PICKUP_LIST_ID } from './rules/map/no-pickup-list.ts';
import { AREA_ID } from './rules/map/route-fault.ts';
import type { AreaRow, NoPickupList } from './state.ts';

export { noPickupBy } from './rules/map/no-pickup-list.ts';
export { routeFault, type RouteFault } from './rules/map/route-fault.ts';
export type { AreaRow, NoPickupList } from './state.ts';

/** What may have changed the map. */
export const MAP_CHANGES = [
  'places_recorded',
  'zones_recorded',
  'zone_set',
  'zone_ended',
  'closure_opened',
  'closure_lifted',
] as const;

/** The map is another than before: whoever publishes it publishes it again. The key is always `map`. */
export const mapChanged = defineEvent(
  'routing.mapChanged.v1',
  z.strictObject({ change: z.enum(MAP_CHANGES), ids: z.array(asPlain(z.string())).readonly(), atMs: z.int().min(0) }),
  'byOne',
);

/** All of them. */
export const routingEvents = [mapChanged] as const;

/** All areas where nobody is picked up, for mutations of other modules that send a car somewhere. */
export const noPickupList = defineReading('noPickupList', (list: NoPickupList): NoPickupList => list);

/** The one row of it. */
export function noPickupListKey(): EntityKey<NoPickupList> {
  return noPickupList.key(NO_PICKUP_LIST_ID);
}

/** Where cars drive, for mutations of other modules that send one somewhere. */
export const operatingArea = defineReading('operatingArea', (area: AreaRow): AreaRow => area);

/** The one row of it. */
export function operatingAreaKey(): EntityKey<AreaRow> {
  return operatingArea.key(AREA_ID);
}
