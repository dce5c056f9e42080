/** What routing brings into the pipeline. The same on phone and server. */
import {
  defineModule,
  definePage,
  defineSetting,
  PERSON_ROLES,
  publishReading,
  type MutationDefinition,
} from '#sync/client';
import { z } from 'zod';
import { noPickupList, operatingArea, routingEvents } from './contracts.ts';
import { ROUTING_LIMITS } from './limits.ts';
import { isMapPage } from './rules/map/map-page.ts';
import { endZone } from './mutations/end-zone.ts';
import { liftClosure } from './mutations/lift-closure.ts';
import { listNoPickups } from './mutations/list-no-pickups.ts';
import { openClosure } from './mutations/open-closure.ts';
import { recordArea } from './mutations/record-area.ts';
import { recordPlaces } from './mutations/record-places.ts';
import { recordZones } from './mutations/record-zones.ts';
import { setZone } from './mutations/set-zone.ts';
import { areaKind, closureKind, mapLoadKind, noPickupListKind, opsRoads, placeKind, zoneKind } from './views.ts';

/** Every mutation of routing. Names are never taken off this list. */
export const routingMutations: readonly MutationDefinition[] = [
  recordPlaces,
  recordZones,
  openClosure,
  liftClosure,
  setZone,
  endZone,
  listNoPickups,
  recordArea,
];

/** Roads, places, closures and zones, for quotes and ways without a network. */
export const mapPage = definePage(
  'map',
  (content) => typeof content === 'object' && content !== null && isMapPage(content),
);

const roadEngine = defineSetting({
  name: 'BIMRIDE_ROAD_ENGINE',
  meaning: 'Who answers about roads: the engine, or the table of distances that phones have too',
  schema: z.enum(['valhalla', 'matrix']),
  form: 'valhalla or matrix',
  byDefault: 'valhalla',
});

export const routing = defineModule({
  name: 'routing',
  mutations: routingMutations,
  kinds: [placeKind, zoneKind, closureKind, noPickupListKind, mapLoadKind, areaKind],
  events: routingEvents,
  scopes: [opsRoads],
  readings: [publishReading(noPickupListKind, noPickupList), publishReading(areaKind, operatingArea)],
  pages: [mapPage],
  limits: ROUTING_LIMITS,
  configuration: { engine: roadEngine },
  permissions: {
    'routes:read': PERSON_ROLES,
    'ops:closures:read': ['dispatcher', 'support', 'safety', 'auditor'],
    'ops:closures:write': ['dispatcher', 'safety'],
  },
});
