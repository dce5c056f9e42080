/**
 * The server's door to routing.
 */
export * from './client.ts';
export { ENGINE_CODES, NOTHING_CLOSED, RoadEngine, type EngineLeg } from './engine/road-engine.ts';
export { ShelfEngine } from './engine/shelf-engine.ts';
export {
  calibrateEta,
  etaCoveragePercent,
  etaRatios,
  TooFewTrips,
  TRIPS_PER_BAND_MIN,
  type DrivenTrip,
} from './eta/calibrate-eta.ts';
export { driftOf, type Drift } from './eta/drift.ts';
export { tripSimulator } from './eta/simulated-trips.ts';
export { ETA_PARAMETERS } from '../data/eta-parameters.ts';
export { RoadFileRefused } from './graph/files/road-file-refused.ts';
export { IGNORED, LEFT_OUT, type RoadFileReport } from './graph/files/road-report.ts';
export type { RoadFigures } from './graph/road-figures.ts';
export { GraphRefused, importRoads, type ImportedGraph } from './graph/import-graph.ts';
export { ensureGraph, skeletonPbf } from './graph/skeleton-graph.ts';
export { COVERAGE_LIMITS, type RoutePreference } from './rules/way/coverage.ts';
export { TABLE_METERS_PER_SECOND } from './rules/way/road-pace.ts';
export { isKnownEdge } from './rules/way/place-stretch.ts';
export { MapPages } from './map-pages.service.ts';
export { MapPageSource } from './map-page-source.ts';
export type { RoutingOptions } from './options.ts';
export { Roads, TRAIL_FAULTS, type MatchAnswer, type RouteAnswer, type Unroutable } from './roads.service.ts';
export { RoutingModule } from './routing.module.ts';
export { RoutingStore } from './routing.store.ts';
export type { TrailPoint } from './rules/trail/trail.ts';
export { routingOnServer } from './server.ts';
export { shippedMapPage } from './shipped-map.ts';
