/** What routing brings into the pipeline: its mutations, and the scopes of its roles. */
import type { MutationDefinition } from '#sync/client';
import { endZone } from './mutations/end-zone.ts';
import { liftClosure } from './mutations/lift-closure.ts';
import { listNoPickups } from './mutations/list-no-pickups.ts';
import { openClosure } from './mutations/open-closure.ts';
import { recordPlaces } from './mutations/record-places.ts';
import { recordZones } from './mutations/record-zones.ts';
import { setZone } from './mutations/set-zone.ts';
import { OPS_ROADS_SCOPE } from './views.ts';

/** Every mutation of routing. Names are never taken off this list. */
export const routingMutations: readonly MutationDefinition[] = [
  recordPlaces,
  recordZones,
  openClosure,
  liftClosure,
  setZone,
  endZone,
  listNoPickups,
];

/** Which scopes a role brings. */
export const routingScopesByRole = {
  dispatcher: () => [OPS_ROADS_SCOPE],
  safety: () => [OPS_ROADS_SCOPE],
} as const;
