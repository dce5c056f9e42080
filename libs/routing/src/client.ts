/**
 * The phone's door to routing: the map page, and what can be asked of it without a network. Pure.
 */
export { ROUTING_LIMITS } from './limits.ts';
export { routing, routingMutations } from './module.ts';
export { etaByTable } from './rules/eta/eta-by-table.ts';
export { ETA_METHODS, etaParametersAt, type Eta, type EtaMethod, type EtaParameters } from './rules/eta/eta.ts';
export { locate, noPickupAt, zonesAt, type Located, type Unanswered } from './rules/map/locate.ts';
export {
  isMapPage,
  MAP_ATTRIBUTION,
  ROUTING_CODES,
  type CurrentMapPage,
  type DistanceMethod,
  type LatLon,
  type MapArea,
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
} from './rules/map/map-page.ts';
export { isInOperatingArea, operatingAreaOf, type OperatingArea } from './rules/map/operating-area.ts';
export { MICRODEGREES_PER_DEGREE } from './rules/map/metric.ts';
export { roadLine } from './rules/way/road-line.ts';
export { roadDistance, type MeasuredDistance } from './rules/way/road-distance.ts';
export { packTrail, unpackTrail, type TimedPoint } from './rules/trail/packed-trail.ts';
export { prepareMap, type RoadMap } from './rules/map/road-map.ts';
export { searchPlaces, type FoundPlace } from './rules/map/search-places.ts';
export { nearestPlaces, type NearPlace } from './rules/map/nearest-places.ts';
export { routeFault, type RouteFault } from './rules/map/route-fault.ts';
export type { AreaRow, Closure, NoPickupList, Place, Zone } from './state.ts';
export { areaKind, closureKind, noPickupListKind, placeKind, zoneKind } from './views.ts';
