/** Classes of road, as OpenStreetMap and Geofabrik's shapefiles name them, and which of them cars drive. */
import type { OsmTags } from '../osm-pbf.ts';
import type { NoRoad } from './road-report.ts';
import { textsOf } from './road-texts.ts';

/** From the highest to the lowest: of several, the lowest is kept, so that no speed is too high. */
const DRIVEN = [
  'motorway',
  'motorway_link',
  'trunk',
  'trunk_link',
  'primary',
  'primary_link',
  'secondary',
  'secondary_link',
  'tertiary',
  'tertiary_link',
  'unclassified',
  'residential',
  'living_street',
  'service',
  'road',
  'track',
];

const NOT_DRIVEN = new Set([
  'abandoned',
  'bridleway',
  'bus_guideway',
  'bus_stop',
  'busway',
  'construction',
  'corridor',
  'crossing',
  'cycleway',
  'elevator',
  'footway',
  'no',
  'path',
  'pedestrian',
  'planned',
  'platform',
  'proposed',
  'raceway',
  'razed',
  'rest_area',
  'services',
  'steps',
  'street_lamp',
  'traffic_signals',
  'turning_circle',
  'via_ferrata',
]);
const CARS_MAY = new Set(['yes', 'designated', 'permissive', 'destination']);

type Class = { readonly kind: 'class'; readonly tags: OsmTags; readonly isOneOfSeveral: boolean };

/** The class of a record with these properties, names in small letters. */
export function classOf(properties: Readonly<Record<string, unknown>>): Class | NoRoad {
  const names = [...new Set(namesOf(properties))];
  if (names.length === 0) return { kind: 'left_out', reason: 'no_class' };
  const lowest = Math.max(...names.map((name) => DRIVEN.indexOf(name)));
  const [first = ''] = names;
  if (lowest >= 0) {
    const highway = DRIVEN[lowest] ?? first;
    return { kind: 'class', tags: { highway, ...gradeOf(properties) }, isOneOfSeveral: names.length > 1 };
  }
  if (!NOT_DRIVEN.has(first)) return { kind: 'left_out', reason: 'class_unknown', value: first };
  const isForCars = ['motor_vehicle', 'motorcar', 'vehicle'].some((name) => CARS_MAY.has(String(properties[name])));
  // The engine knows a way for walkers that cars may drive, too, as a service road.
  if (isForCars) return { kind: 'class', tags: { highway: 'service' }, isOneOfSeveral: false };
  return { kind: 'left_out', reason: 'not_for_cars', value: first };
}

// https://download.geofabrik.de/osm-data-in-gis-formats-free.pdf: tracks carry their grade, and a class may be unknown.
const GRADED = /^track_(grade[1-5])$/;

function namesOf({ highway, fclass }: Readonly<Record<string, unknown>>): readonly string[] {
  const names = textsOf(highway);
  if (names.length > 0) return names;
  return textsOf(fclass).map((name) => (GRADED.test(name) ? 'track' : name === 'unknown' ? 'road' : name));
}

function gradeOf({ fclass }: Readonly<Record<string, unknown>>): OsmTags {
  const grade = GRADED.exec(textsOf(fclass)[0] ?? '')?.[1];
  return grade === undefined ? {} : { tracktype: grade };
}
