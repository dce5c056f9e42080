/**
 * What a record says of a road, in OpenStreetMap's words: class, direction, speed, name. Tools write the same in many ways:
 * columns or packed tags, yes or true or 1, lists where several roads became one.
 */
import type { OsmTags } from '../osm-pbf.ts';
import { unpackTags } from './hstore.ts';
import { classOf } from './road-classes.ts';
import type { Ignored, NoRoad } from './road-report.ts';
import { directionOf, speedOf } from './road-values.ts';
import { textsOf } from './road-texts.ts';

type Properties = Readonly<Record<string, unknown>>;

/** What was not understood of a road, with its value. */

export type TaggedRoad = { readonly kind: 'road'; readonly tags: OsmTags; readonly ignored: readonly Ignored[] };

/** What else of a road matters to the engine, taken as it is. */
const PLAIN_TAGS = [
  'name',
  'ref',
  'junction',
  'access',
  'vehicle',
  'motor_vehicle',
  'motorcar',
  'surface',
  'tracktype',
  'bridge',
  'tunnel',
  'layer',
  'lanes',
  'service',
  'toll',
];
const SPEEDS = ['maxspeed', 'maxspeed:forward', 'maxspeed:backward'];

/** Reads the properties of a record. */
export function roadTagsOf(properties: Properties): TaggedRoad | NoRoad {
  const all = flattened(properties);
  const found = classOf(all);
  if (found.kind === 'left_out') return found;
  const ignored: Ignored[] = found.isOneOfSeveral ? [{ part: 'several_classes' }] : [];
  const speeds = SPEEDS.flatMap((name) => {
    const speed = speedOf(textsOf(all[name]));
    ignored.push(...speed.ignored);
    return speed.value === undefined ? [] : [[name, speed.value] as const];
  });
  const direction = directionOf(textsOf(all['oneway'])[0], 'fclass' in all && !('highway' in all));
  ignored.push(...direction.ignored);
  const plain = PLAIN_TAGS.flatMap((name) => {
    const text = structureOf(name, textsOf(all[name]).join('; '));
    return text === '' ? [] : [[name, text] as const];
  });
  const oneway = direction.value === undefined ? {} : { oneway: direction.value };
  const tags = { ...found.tags, ...Object.fromEntries([...speeds, ...plain]), ...oneway };
  return { kind: 'road', tags, ignored };
}

// Tables of roads say of each road whether it is a bridge, with a letter or a truth value.
function structureOf(name: string, text: string): string {
  if (name !== 'bridge' && name !== 'tunnel') return text;
  if (/^(no|f|false|0)$/i.test(text)) return '';
  return /^(t|true|1)$/i.test(text) ? 'yes' : text;
}

/** Own columns before packed ones; names in small letters, for shapefiles shout. */
function flattened(properties: Properties): Properties {
  const packed = ['tags', 'other_tags', 'all_tags'].flatMap((name) => {
    const value = properties[name];
    if (typeof value === 'string') return Object.entries(unpackTags(value));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  });
  const own = Object.entries(properties).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries([...packed, ...own].map(([name, value]) => [name.toLowerCase(), value]));
}
