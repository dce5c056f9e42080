import { applied, defineMutation, refused } from '#sync/client';
import { z } from 'zod';
import { mapChanged, noPickupListKey } from '../contracts.ts';
import { codeTexts } from '../rules/codes.ts';
import { datesFault, datesFrom } from '../rules/map/dates.ts';
import { isOverloaded, loadWith, MAP_LOAD_ID, zoneLoad } from '../rules/map/map-load.ts';
import { isTooLong, listWith } from '../rules/map/no-pickup-list.ts';
import { mapLoadKind, noPickupListKind, zoneKind } from '../views.ts';
import { atMs, zoneFields } from './arguments.ts';

/** Sets a zone from now or a time ahead. One that is not in force yet may be set anew; one that is, only ended. */
export const setZone = defineMutation({
  name: 'routing.setZone',
  summary: 'Sets a dated zone: no pickups, weak coverage, or slow.',
  roles: ['dispatcher', 'safety'],
  priority: 'general',
  correctable: 'byOne',
  args: z.strictObject({ ...zoneFields, fromMs: atMs.nullable(), toMs: atMs.nullable(), assumed: z.boolean() }),
  codes: codeTexts(
    'zone_in_force',
    'dated_back',
    'dated_too_far',
    'ends_before_it_begins',
    'no_pickup_zones_full',
    'map_full',
  ),
  lane: ({ zoneId }) => zoneKind.key(zoneId),
  needs: ({ zoneId }) => ({ zone: zoneKind.key(zoneId), list: noPickupListKey(), load: mapLoadKind.key(MAP_LOAD_ID) }),
  decide: ({ args, time: { nowMs }, state: { zone, list, load } }) => {
    if (zone && zone.fromMs <= nowMs) return refused('zone_in_force');
    const dates = datesFrom(args, nowMs);
    const fault = datesFault(dates, nowMs);
    if (fault) return refused(fault);
    const set = { ...args, ...dates };
    const listNow = listWith(list, [set], nowMs);
    if (isTooLong(listNow)) return refused('no_pickup_zones_full');
    const loadNow = loadWith(load, [zoneLoad(set)], nowMs);
    if (isOverloaded(loadNow)) return refused('map_full');
    return applied({
      changes: [zoneKind.put(set), ...(listNow ? [noPickupListKind.put(listNow)] : []), mapLoadKind.put(loadNow)],
      events: [mapChanged.of('map', { change: 'zone_set', ids: [args.zoneId], atMs: nowMs })],
    });
  },
});
