/**
 * The phone's door to routing: the map page, and what can be asked of it without a network. Pure.
 */
export { ROUTING_LIMITS } from './limits.ts';
export { routingMutations, routingScopesByRole } from './registration.ts';
export { etaByTable } from './rules/eta-by-table.ts';
export { ETA_METHODS, etaOf, etaParametersAt, type Eta, type EtaMethod, type EtaParameters } from './rules/eta.ts';
export { locate, noPickupAt, pointFault, zonesAt, type Located, type Unanswered } from './rules/locate.ts';
export {
  MAP_ATTRIBUTION,
  ROUTING_CODES,
  type DistanceMethod,
  type LatLon,
  type MapClosure,
  type MapEdge,
  type MapNode,
  type MapPage,
  type MapParish,
  type MapPlace,
  type MapZone,
  type MapZoneKind,
  type RoadDistance,
  type RoutingCode,
} from './rules/map-page.ts';
export { isInOperatingArea, operatingAreaOf, type OperatingArea } from './rules/operating-area.ts';
export { MICRODEGREES_PER_DEGREE } from './rules/metric.ts';
export { roadLine } from './rules/road-line.ts';
export { roadDistance, type MeasuredDistance } from './rules/road-distance.ts';
export { packTrail, unpackTrail, type TimedPoint } from './rules/packed-trail.ts';
export { buildMapPage, type MapKnowledge } from './rules/build-map-page.ts';
export { prepareMap, type RoadMap } from './rules/road-map.ts';
export { searchPlaces, type FoundPlace } from './rules/search-places.ts';
export { nearestPlaces, type NearPlace } from './rules/nearest-places.ts';
export type { Closure, NoPickupList, Place, Zone } from './state.ts';
export { closureKind, noPickupListKind, placeKind, zoneKind } from './views.ts';
