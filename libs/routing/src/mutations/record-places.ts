import { applied, asPlain, defineMutation } from '#sync/client';
import { z } from 'zod';
import { mapChanged } from '../contracts.ts';
import { ROUTING_LIMITS } from '../limits.ts';
import { placeKind } from '../views.ts';
import { microPoint, rowId } from './arguments.ts';

const place = asPlain(
  z
    .strictObject({
      placeId: rowId,
      name: z.string().min(1).max(100),
      kind: z.string().min(1).max(40),
      parish: z.string().regex(/^BB-(0[1-9]|1[01])$/),
      ...microPoint.unwrap().shape,
      approximate: z.boolean(),
    })
    .readonly(),
);

/** Bimride itself tells of the places it ships with; a newer release may know them better. */
export const recordPlaces = defineMutation({
  name: 'routing.recordPlaces',
  summary: 'Records places by name, new ones and better known ones.',
  roles: ['system'],
  priority: 'general',
  args: z.strictObject({ places: z.array(place).min(1).max(ROUTING_LIMITS.placesPerMutationMax).readonly() }),
  codes: {},
  lane: ({ places }) => placeKind.key(places[0]?.placeId ?? ''),
  needs: ({ places }) => Object.fromEntries(places.map(({ placeId }) => [placeId, placeKind.key(placeId)])),
  decide: ({ args: { places }, time: { nowMs } }) => {
    const ids = places.map(({ placeId }) => placeId);
    return applied({
      changes: places.map((one) => placeKind.put(one)),
      events: [mapChanged.of('map', { change: 'places_recorded', ids, atMs: nowMs })],
    });
  },
});
