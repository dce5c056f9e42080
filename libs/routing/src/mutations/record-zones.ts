import { applied, defineMutation } from '#sync/client';
import { z } from 'zod';
import { mapChanged, noPickupListKey } from '../contracts.ts';
import { ROUTING_LIMITS } from '../limits.ts';
import { loadWith, MAP_LOAD_ID, zoneLoad } from '../rules/map/map-load.ts';
import { listWith } from '../rules/map/no-pickup-list.ts';
import { mapLoadKind, noPickupListKind, zoneKind } from '../views.ts';
import { atMs, zoneFields } from './arguments.ts';

const zone = z.strictObject({ ...zoneFields, fromMs: atMs, toMs: atMs.nullable(), assumed: z.boolean() }).readonly();

/** Bimride itself tells of the zones it ships with, all of them assumed. What staff have set or ended since stays. */
export const recordZones = defineMutation({
  name: 'routing.recordZones',
  summary: 'Records the zones that are known from the start; a zone that is there already stays as it is.',
  roles: ['system'],
  priority: 'general',
  args: z.strictObject({ zones: z.array(zone).min(1).max(ROUTING_LIMITS.zonesPerMutationMax).readonly() }),
  codes: {},
  lane: ({ zones }) => zoneKind.key(zones[0]?.zoneId ?? ''),
  // No zone is named like the list or the load: names of zones have no capitals.
  needs: ({ zones }) => ({
    ...Object.fromEntries(zones.map(({ zoneId }) => [zoneId, zoneKind.key(zoneId)])),
    noPickupList: noPickupListKey(),
    mapLoad: mapLoadKind.key(MAP_LOAD_ID),
  }),
  decide: ({ args: { zones }, time: { nowMs }, state }) => {
    const known: Readonly<Record<string, unknown>> = state;
    const unknown = zones.filter(({ zoneId }) => known[zoneId] === undefined);
    if (unknown.length === 0) return applied({});
    const ids = unknown.map(({ zoneId }) => zoneId);
    const list = listWith(state.noPickupList, unknown, nowMs);
    const load = loadWith(state.mapLoad, unknown.map(zoneLoad), nowMs);
    return applied({
      changes: [
        ...unknown.map((one) => zoneKind.put(one)),
        ...(list ? [noPickupListKind.put(list)] : []),
        mapLoadKind.put(load),
      ],
      events: [mapChanged.of('map', { change: 'zones_recorded', ids, atMs: nowMs })],
    });
  },
});
