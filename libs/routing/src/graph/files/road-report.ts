/**
 * What became of everything in road files. Invariant: each record was taken as a road or is counted under exactly one reason,
 * so that `records` is their sum.
 */
import { IMPORT_LIMITS } from './import-limits.ts';

/** Why a record of a file gave no road, and what each reason means. */
export const LEFT_OUT = {
  broken: 'not readable as JSON',
  not_a_feature: 'not a GeoJSON feature',
  no_class: 'not a road: it has no `highway`',
  class_unknown: 'a class of road that is not known',
  not_for_cars: 'a class of road that cars do not drive',
  no_geometry: 'no geometry, or an empty one',
  not_a_line: 'a point or an area, not a line',
  position_invalid: 'a position is not two numbers in degrees',
  positions_swapped: 'latitude stands before longitude',
  line_too_short: 'fewer than two different positions',
  not_in_barbados: 'outside of Barbados',
  repeated: 'the same piece of road again',
  turn_rule: 'a rule for turning: not read from this form, only from .osm.pbf',
} as const;
export type LeftOutReason = keyof typeof LEFT_OUT;

/** What of a road was not understood, so that it was taken without. */
export const IGNORED = {
  oneway: 'a `oneway` that is not understood: taken as two-way',
  maxspeed: 'a `maxspeed` that is no number: the speed of its class is taken',
  several_classes: 'several classes: the lowest is taken',
  several_speeds: 'several speeds: the lowest is taken',
  part_broken: 'a part of its line is broken: taken without that part',
} as const;
export type IgnoredPart = keyof typeof IGNORED;

/** A record that gave no road. */
export type NoRoad = { readonly kind: 'left_out'; readonly reason: LeftOutReason; readonly value?: string };
/** What of a road was not understood, with its value. */
export type Ignored = { readonly part: IgnoredPart; readonly value?: string };

export type Counted<Reason extends string> = {
  readonly reason: Reason;
  readonly count: number;
  /** How often which value, where the reason is a value. */
  readonly values: Readonly<Record<string, number>>;
  /** Names of some such records: the file's own ids, or their number in it from 1. */
  readonly examples: readonly string[];
};

export type RoadFileForm = 'geojson' | 'geojson-lines' | 'overpass';

export type RoadFileReport = {
  readonly files: readonly {
    readonly name: string;
    readonly form: RoadFileForm;
    /** Features, or ways and turn rules of Overpass. */
    readonly records: number;
  }[];
  /** Records taken as roads, and what they say. */
  readonly taken: {
    readonly records: number;
    readonly oneWays: number;
    readonly withSpeed: number;
    readonly classes: Readonly<Record<string, number>>;
  };
  readonly leftOut: readonly Counted<LeftOutReason>[];
  readonly ignored: readonly Counted<IgnoredPart>[];
};

/** Counts reasons, the most frequent first. */
export class Tally<Reason extends string> {
  readonly #counts = new Map<Reason, { count: number; values: Map<string, number>; examples: string[] }>();

  /** Counts one, with the value at fault where there is one. */
  add(reason: Reason, example: string, value?: string): void {
    const counted = this.#counts.get(reason) ?? { count: 0, values: new Map<string, number>(), examples: [] };
    this.#counts.set(reason, counted);
    counted.count += 1;
    if (counted.examples.length < IMPORT_LIMITS.examplesMax) counted.examples.push(short(example));
    if (value === undefined) return;
    const known = counted.values.has(short(value)) || counted.values.size < IMPORT_LIMITS.valuesMax;
    const name = known ? short(value) : 'others';
    counted.values.set(name, (counted.values.get(name) ?? 0) + 1);
  }

  all(): readonly Counted<Reason>[] {
    const rows = [...this.#counts].map(([reason, { count, values, examples }]) => {
      return { reason, count, values: Object.fromEntries(values), examples };
    });
    return rows.toSorted((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  }
}

function short(text: string): string {
  return text.length > IMPORT_LIMITS.valueCharsMax ? `${text.slice(0, IMPORT_LIMITS.valueCharsMax - 1)}…` : text;
}
