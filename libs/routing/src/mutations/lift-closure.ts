import { applied, defineMutation, refused } from '#sync/client';
import { z } from 'zod';
import { mapChanged } from '../contracts.ts';
import { codeTexts } from '../rules/codes.ts';
import { closureLoad, loadWith, MAP_LOAD_ID } from '../rules/map/map-load.ts';
import { closureKind, mapLoadKind } from '../views.ts';
import { rowId } from './arguments.ts';

/** Opens shut roads again, from now on. A closure that has not begun never begins. */
export const liftClosure = defineMutation({
  name: 'routing.liftClosure',
  summary: 'Opens shut roads again, from now on.',
  roles: ['dispatcher', 'safety'],
  priority: 'general',
  correctable: 'byOne',
  args: z.strictObject({ closureId: rowId }),
  codes: codeTexts('closure_unknown', 'closure_lifted'),
  lane: ({ closureId }) => closureKind.key(closureId),
  needs: ({ closureId }) => ({ closure: closureKind.key(closureId), load: mapLoadKind.key(MAP_LOAD_ID) }),
  decide: ({ time: { nowMs }, state: { closure, load } }) => {
    if (!closure) return refused('closure_unknown');
    if (closure.liftedAtMs !== null) return refused('closure_lifted');
    // What is over stays as it was: lifting it only takes it off the map.
    const endsMs = Math.max(nowMs, closure.fromMs);
    const toMs = closure.toMs === null ? endsMs : Math.min(closure.toMs, endsMs);
    const lifted = { ...closure, toMs, liftedAtMs: nowMs };
    return applied({
      changes: [closureKind.put(lifted), mapLoadKind.put(loadWith(load, [closureLoad(lifted)], nowMs))],
      events: [mapChanged.of('map', { change: 'closure_lifted', ids: [closure.closureId], atMs: nowMs })],
    });
  },
});
