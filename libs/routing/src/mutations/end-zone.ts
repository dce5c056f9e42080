import { applied, defineMutation, refused } from '#sync/client';
import { z } from 'zod';
import { mapChanged, noPickupListKey } from '../contracts.ts';
import { codeTexts } from '../rules/codes.ts';
import { loadWith, MAP_LOAD_ID, zoneLoad } from '../rules/map/map-load.ts';
import { listWith } from '../rules/map/no-pickup-list.ts';
import { mapLoadKind, noPickupListKind, zoneKind } from '../views.ts';
import { atMs, rowId } from './arguments.ts';

/** Ends a zone, now or at a time ahead. */
export const endZone = defineMutation({
  name: 'routing.endZone',
  summary: 'Ends a zone, now or at a time ahead.',
  roles: ['dispatcher', 'safety'],
  priority: 'general',
  correctable: 'byOne',
  args: z.strictObject({ zoneId: rowId, atMs: atMs.nullable() }),
  codes: codeTexts('zone_unknown', 'zone_ended', 'dated_back'),
  lane: ({ zoneId }) => zoneKind.key(zoneId),
  needs: ({ zoneId }) => ({ zone: zoneKind.key(zoneId), list: noPickupListKey(), load: mapLoadKind.key(MAP_LOAD_ID) }),
  decide: ({ args, time: { nowMs }, state: { zone, list, load } }) => {
    if (!zone) return refused('zone_unknown');
    if (zone.toMs !== null && zone.toMs <= nowMs) return refused('zone_ended');
    const endsMs = args.atMs ?? nowMs;
    if (endsMs < nowMs) return refused('dated_back');
    // A zone that would begin later never does.
    const ended = { ...zone, toMs: Math.max(endsMs, zone.fromMs) };
    const listNow = listWith(list, [ended], nowMs);
    return applied({
      changes: [
        zoneKind.put(ended),
        ...(listNow ? [noPickupListKind.put(listNow)] : []),
        mapLoadKind.put(loadWith(load, [zoneLoad(ended)], nowMs)),
      ],
      events: [mapChanged.of('map', { change: 'zone_ended', ids: [zone.zoneId], atMs: nowMs })],
    });
  },
});
