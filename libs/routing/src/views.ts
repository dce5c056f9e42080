/**
 * Who sees the map: everybody. Nothing in it is about a person. A closure that was lifted is taken back from all phones;
 * staff keep it.
 */
import { defineEntity, defineSharedScope, PUBLIC_SCOPE } from '#sync/client';
import type { AreaRow, Closure, MapLoad, NoPickupList, Place, Zone } from './state.ts';

const EVERYBODY = PUBLIC_SCOPE.name;
/** Where staff find what was lifted. */
export const opsRoads = defineSharedScope('ops:roads', ['dispatcher', 'safety']);
export const OPS_ROADS_SCOPE = opsRoads.name;

export const placeKind = defineEntity<Place>({
  kind: 'place',
  id: (place) => place.placeId,
  views: (place) => ({ [EVERYBODY]: place }),
  sensitivity: {
    latMicrodegrees: 'plain',
    lonMicrodegrees: 'plain',
    placeId: 'plain',
    name: 'plain',
    kind: 'plain',
    parish: 'plain',
    approximate: 'plain',
  },
});

export const zoneKind = defineEntity<Zone>({
  kind: 'zone',
  id: (zone) => zone.zoneId,
  views: ({ rings, ...zone }) => ({ [EVERYBODY]: { ...zone, rings: rings.map((ring) => [...ring]) } }),
  sensitivity: {
    zoneId: 'plain',
    kind: 'plain',
    name: 'plain',
    reason: 'plain',
    rings: 'plain',
    fromMs: 'plain',
    toMs: 'plain',
    assumed: 'plain',
  },
});

export const noPickupListKind = defineEntity<NoPickupList>({
  kind: 'noPickupList',
  id: (list) => list.listId,
  views: (list) => ({
    [EVERYBODY]: {
      ...list,
      zones: list.zones.map((zone) => ({ ...zone, rings: zone.rings.map((ring) => [...ring]) })),
    },
  }),
  sensitivity: { listId: 'plain', zones: 'plain' },
});

/** For decisions alone: nobody sees it. */
export const mapLoadKind = defineEntity<MapLoad>({
  kind: 'mapLoad',
  id: (load) => load.loadId,
  views: () => ({}),
  sensitivity: { loadId: 'plain', rows: 'plain' },
});

export const areaKind = defineEntity<AreaRow>({
  kind: 'operatingArea',
  id: (area) => area.areaId,
  views: (area) => ({ [EVERYBODY]: { ...area, shores: area.shores.map((shore) => [...shore]) } }),
  sensitivity: { name: 'plain', shores: 'plain', shoreToleranceMeters: 'plain', areaId: 'plain' },
});

export const closureKind = defineEntity<Closure>({
  kind: 'closure',
  id: (closure) => closure.closureId,
  views: ({ edges, points, ...closure }) => {
    const value = { ...closure, edges: [...edges], points: [...points] };
    return closure.liftedAtMs === null ? { [EVERYBODY]: value } : { [OPS_ROADS_SCOPE]: value };
  },
  sensitivity: {
    closureId: 'plain',
    reason: 'plain',
    edges: 'plain',
    points: 'plain',
    fromMs: 'plain',
    toMs: 'plain',
    openedAtMs: 'plain',
    liftedAtMs: 'plain',
  },
});
