/** What routing tells other modules, in the past tense. */
import { defineEvent } from '#sync/client';
import { z } from 'zod';

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
