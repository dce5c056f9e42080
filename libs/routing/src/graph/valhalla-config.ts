/**
 * Valhalla's settings. Its own generator of settings is a Python program, which a machine with only Node does not have;
 * so what the engine insists on is written out here, cut down to cars on one island.
 */
import { join } from 'node:path';
import { ROUTING_LIMITS } from '../limits.ts';

export type GraphPlaces = {
  /** Where the tiles are. */
  readonly tilesFolder: string;
  /** Where the country's borders are: by them the engine knows on which side people drive. */
  readonly adminFile: string;
};

/** Where things are within the folder of a graph. */
export function placesIn(graphFolder: string): GraphPlaces {
  return { tilesFolder: join(graphFolder, 'tiles'), adminFile: join(graphFolder, 'admin.sqlite') };
}

const CACHE_BYTES = 100_000_000;
// Enough ids for the nodes of any extract of the island, and 1,000 times less memory than for the planet.
const OSM_ID_TABLE_SIZE = 1_300_000;
const ISLAND_METERS = 200_000;
// All stretches of the skeleton with three points each, and points of closures beside.
const CLOSED_POINTS_MAX = 600;
// The shores of the whole island are half as long as this.
const AVOIDED_METERS_MAX = 200_000;
// A trail of the longest kind, with 200 m from point to point.
const TRAIL_METERS_MAX = 2_000_000;

const HIERARCHY = { max_up_transitions: { '1': 400, '2': 100 } };
const EXPAND = { expand_within_distance: { '0': 1e8, '1': 20_000, '2': 5_000 } };

/** The settings for building and for asking the graph in these places. */
export function valhallaConfig(places: GraphPlaces, { verbose = false }: { readonly verbose?: boolean } = {}): object {
  const logging = verbose ? { type: 'std_out', color: false } : { type: '' };
  return {
    mjolnir: { ...tileSettings(places), logging },
    loki: { ...searchSettings(), logging },
    thor: { ...pathSettings(), logging },
    odin: { logging, service: { proxy: 'ipc:///tmp/odin' }, markup_formatter: { markup_enabled: false } },
    meili: { ...matchSettings(), logging },
    service_limits: serviceLimits(),
  };
}

function tileSettings({ tilesFolder, adminFile }: GraphPlaces): object {
  return {
    tile_dir: tilesFolder,
    admin: adminFile,
    concurrency: 1,
    max_cache_size: CACHE_BYTES,
    id_table_size: OSM_ID_TABLE_SIZE,
    hierarchy: true,
    shortcuts: true,
    include_driving: true,
    include_bicycle: false,
    include_pedestrian: false,
    include_driveways: true,
    reclassify_links: true,
    data_processing: {
      apply_country_overrides: true,
      infer_internal_intersections: true,
      infer_turn_channels: true,
      use_admin_db: true,
      use_urban_tag: false,
    },
  };
}

function searchSettings(): object {
  return {
    actions: ['locate', 'route', 'sources_to_targets', 'isochrone', 'trace_attributes', 'status'],
    use_connectivity: true,
    service_defaults: {
      radius: 0,
      minimum_reachability: 50,
      search_cutoff: 35_000,
      node_snap_tolerance: 5,
      heading_tolerance: 60,
      street_side_tolerance: 5,
      street_side_max_distance: 1_000,
    },
    service: { proxy: 'ipc:///tmp/loki' },
  };
}

function pathSettings(): object {
  return {
    // One against many is what dispatch asks, and this one answers it four times as fast as the default.
    source_to_target_algorithm: 'timedistancematrix',
    bidirectional_astar: {
      threshold_delta: 420,
      alternative_cost_extend: 1.2,
      hierarchy_limits: { ...HIERARCHY, ...EXPAND },
    },
    unidirectional_astar: { hierarchy_limits: { ...HIERARCHY, ...EXPAND } },
    costmatrix: { max_iterations: 2_800, min_iterations: 100, max_reserved_locations: 25, hierarchy_limits: HIERARCHY },
    service: { proxy: 'ipc:///tmp/thor' },
  };
}

function matchSettings(): object {
  return {
    mode: 'auto',
    customizable: ['search_radius', 'gps_accuracy', 'breakage_distance', 'interpolation_distance'],
    default: {
      beta: 3,
      breakage_distance: 2_000,
      geometry: false,
      gps_accuracy: 5,
      interpolation_distance: 10,
      max_route_distance_factor: 5,
      max_route_time_factor: 5,
      max_search_radius: 200,
      route: true,
      search_radius: 50,
      sigma_z: 4.07,
      turn_penalty_factor: 0,
    },
    auto: { search_radius: 50, turn_penalty_factor: 200 },
    grid: { cache_size: 100_240, size: 500 },
    service: { proxy: 'ipc:///tmp/meili' },
    verbose: false,
  };
}

// The engine refuses to start unless every kind of travel has its limits.
const TRAVEL_KINDS = [
  'auto',
  'taxi',
  'bus',
  'truck',
  'bicycle',
  'bikeshare',
  'motorcycle',
  'motor_scooter',
  'multimodal',
  'transit',
];

function serviceLimits(): object {
  const travel = {
    max_distance: 2 * ISLAND_METERS,
    max_locations: ROUTING_LIMITS.waypointsMax + 1,
    max_matrix_distance: ISLAND_METERS,
    max_matrix_location_pairs: ROUTING_LIMITS.matrixPairsMax,
  };
  return {
    ...Object.fromEntries(TRAVEL_KINDS.map((kind) => [kind, travel])),
    pedestrian: { ...travel, min_transit_walking_distance: 1, max_transit_walking_distance: 10_000 },
    skadi: { max_shape: ROUTING_LIMITS.trailPointsMax, min_resample: 10 },
    isochrone: {
      max_contours: 4,
      max_time_contour: ROUTING_LIMITS.isochroneMinutesMax,
      max_distance_contour: 200,
      max_distance: 25_000,
      max_locations: 1,
    },
    trace: {
      max_shape: ROUTING_LIMITS.trailPointsMax,
      max_distance: TRAIL_METERS_MAX,
      max_gps_accuracy: 100,
      max_search_radius: 200,
      max_alternates: 0,
      max_alternates_shape: 100,
    },
    centroid: { max_distance: ISLAND_METERS, max_locations: 5 },
    status: { allow_verbose: false },
    max_exclude_locations: CLOSED_POINTS_MAX,
    max_exclude_polygons_length: AVOIDED_METERS_MAX,
    max_radius: 200,
    max_reachability: 100,
    max_alternates: 0,
    max_timedep_distance: ISLAND_METERS,
    max_timedep_distance_matrix: 0,
    max_distance_disable_hierarchy_culling: 0,
    allow_hard_exclusions: false,
    hierarchy_limits: {
      allow_modification: false,
      costmatrix: {},
      bidirectional_astar: {},
      unidirectional_astar: {},
    },
  };
}
