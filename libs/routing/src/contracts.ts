/** What routing tells other modules: events, in the past tense, and the one row of its own that others may need by key. */
import { defineEvent, type EntityKey } from '#sync/client';
import { z } from 'zod';
import { NO_PICKUP_LIST_ID } from './rules/map/no-pickup-list.ts';
import type { NoPickupList } from './state.ts';

export { noPickupBy } from './rules/map/no-pickup-list.ts';
export type { NoPickupList } from './state.ts';

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
  z.strictObject({ change: z.enum(MAP_CHANGES), ids: z.array(z.string()).readonly(), atMs: z.int().min(0) }),
);

/** All of them. */
export const routingEvents = [mapChanged] as const;

/** The row with all areas where nobody is picked up, for mutations of other modules that send a car somewhere. */
export function noPickupListKey(): EntityKey<NoPickupList> {
  return { kind: 'noPickupList', id: NO_PICKUP_LIST_ID };
}
