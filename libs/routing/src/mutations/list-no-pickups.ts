import { applied, defineMutation } from '#sync/client';
import { z } from 'zod';
import { noPickupListKey } from '../contracts.ts';
import { listWith } from '../rules/map/no-pickup-list.ts';
import type { Zone } from '../state.ts';
import { noPickupListKind, zoneKind } from '../views.ts';
import { rowId } from './arguments.ts';

const ZONES_MAX = 500;

/** Bimride itself makes the list of a database whose zones are older than it. A list that is there stays as it is. */
export const listNoPickups = defineMutation({
  name: 'routing.listNoPickups',
  summary: 'Lists the zones without pickups in one row, where there is none yet.',
  roles: ['system'],
  priority: 'general',
  args: z.strictObject({ zoneIds: z.array(rowId).min(1).max(ZONES_MAX).readonly() }),
  codes: {},
  lane: () => noPickupListKey(),
  needs: ({ zoneIds }) => ({
    ...Object.fromEntries(zoneIds.map((zoneId) => [zoneId, zoneKind.key(zoneId)])),
    noPickupList: noPickupListKey(),
  }),
  decide: ({ args: { zoneIds }, time: { nowMs }, state }) => {
    if (state.noPickupList) return applied({});
    const rows: Readonly<Record<string, unknown>> = state;
    const zones = zoneIds.map((zoneId) => rows[zoneId] as Zone | undefined).filter((zone) => zone !== undefined);
    const list = listWith(undefined, zones, nowMs);
    return applied({ changes: list ? [noPickupListKind.put(list)] : [] });
  },
});
