import { applied, asPlain, defineMutation, refused } from '#sync/client';
import { z } from 'zod';
import { mapChanged } from '../contracts.ts';
import { ROUTING_LIMITS } from '../limits.ts';
import { codeTexts } from '../rules/codes.ts';
import { datesFault, datesFrom } from '../rules/map/dates.ts';
import { closureLoad, isOverloaded, loadWith, MAP_LOAD_ID } from '../rules/map/map-load.ts';
import { isKnownEdge } from '../rules/way/place-stretch.ts';
import type { Closure } from '../state.ts';
import { closureKind, mapLoadKind } from '../views.ts';
import { atMs, microPoint, reason, rowId } from './arguments.ts';

/** Shuts roads: a flood, a storm, works, a parade. From now on, or from a time ahead; until a time, or until lifted. */
export const openClosure = defineMutation({
  name: 'routing.openClosure',
  summary: 'Shuts stretches of road, from now or a time ahead, until a time or until lifted.',
  roles: ['dispatcher', 'safety'],
  priority: 'general',
  correctable: 'byOne',
  args: z.strictObject({
    closureId: rowId,
    reason,
    edges: z
      .array(asPlain(z.string().max(20)))
      .min(1)
      .max(ROUTING_LIMITS.closureEdgesMax)
      .readonly(),
    points: z.array(microPoint).max(ROUTING_LIMITS.closurePointsMax).readonly(),
    fromMs: atMs.nullable(),
    toMs: atMs.nullable(),
  }),
  codes: codeTexts(
    'closure_exists',
    'edge_unknown',
    'dated_back',
    'dated_too_far',
    'ends_before_it_begins',
    'map_full',
  ),
  lane: ({ closureId }) => closureKind.key(closureId),
  needs: ({ closureId }) => ({ closure: closureKind.key(closureId), load: mapLoadKind.key(MAP_LOAD_ID) }),
  decide: ({ args, time: { nowMs }, state: { closure, load } }) => {
    if (closure) return refused('closure_exists');
    const unknown = args.edges.filter((edge) => !isKnownEdge(edge));
    if (unknown.length > 0) return refused('edge_unknown', { edges: unknown });
    const dates = datesFrom(args, nowMs);
    const fault = datesFault(dates, nowMs);
    if (fault) return refused(fault);
    const { closureId, points } = args;
    const edges = [...new Set(args.edges)];
    const opened: Closure = {
      closureId,
      reason: args.reason,
      edges,
      points,
      ...dates,
      openedAtMs: nowMs,
      liftedAtMs: null,
    };
    const loadNow = loadWith(load, [closureLoad(opened)], nowMs);
    if (isOverloaded(loadNow)) return refused('map_full');
    return applied({
      changes: [closureKind.put(opened), mapLoadKind.put(loadNow)],
      events: [mapChanged.of('map', { change: 'closure_opened', ids: [closureId], atMs: nowMs })],
    });
  },
});
