/**
 * The roads of one or more files that tools wrote, joined into one network. Invariants: where two pieces have a position in
 * common there is one junction; a piece that comes twice counts once, in whichever direction it is drawn if it is driven
 * both ways; the same files give the same data; every record is accounted for in the report.
 */
import { withCountry } from '../country.ts';
import type { OsmData, OsmNode, OsmTags, OsmWay } from '../osm-pbf.ts';
import { featureRoad, nameOf } from './feature-road.ts';
import { recordsOf } from './json-records.ts';
import { overpassRoads, type NamedRecord } from './overpass-roads.ts';
import { RoadFileRefused } from './road-file-refused.ts';
import type { Position } from './road-lines.ts';
import { Tally, type IgnoredPart, type LeftOutReason, type RoadFileReport } from './road-report.ts';

export type RoadText = { readonly name: string; readonly text: string };
export type ReadRoads = { readonly roads: OsmData; readonly report: RoadFileReport };

type Line = { readonly tags: OsmTags; readonly positions: readonly Position[] };

/** The roads. @throws RoadFileRefused */
export function roadsFromTexts(texts: readonly RoadText[]): ReadRoads {
  const files = texts.map(({ name, text }) => {
    const { form, records } = recordsOf(text);
    return { name, form, records: form === 'overpass' ? overpassRoads(records) : records.map(named) };
  });
  const { lines, ...counts } = sorted(files.flatMap(({ records }) => records));
  const report = { files: files.map(({ records, ...file }) => ({ ...file, records: records.length })), ...counts };
  if (lines.length === 0) throw new RoadFileRefused('file_no_roads', { report });
  return { roads: withCountry(join(lines)), report };
}

function named(feature: unknown, index: number): NamedRecord {
  return { name: nameOf(feature, index), road: featureRoad(feature) };
}

/** Roads from what is none, and from what was there before. */
function sorted(records: readonly NamedRecord[]): Omit<RoadFileReport, 'files'> & { readonly lines: readonly Line[] } {
  const seen = new Set<string>();
  const [leftOut, ignored] = [new Tally<LeftOutReason>(), new Tally<IgnoredPart>()];
  const classes = new Map<string, number>();
  let [taken, oneWays, withSpeed] = [0, 0, 0];
  const lines = records.flatMap(({ name, road }): Line[] => {
    if (road.kind === 'left_out') {
      leftOut.add(road.reason, name, road.value);
      return [];
    }
    const { tags } = road;
    const fresh = road.lines.filter((positions) => isFirst(seen, { tags, positions }));
    if (fresh.length === 0) {
      leftOut.add('repeated', name);
      return [];
    }
    for (const { part, value } of road.ignored) ignored.add(part, name, value);
    taken += 1;
    oneWays += isOneWay(tags) ? 1 : 0;
    withSpeed += tags['maxspeed'] === undefined ? 0 : 1;
    classes.set(tags['highway'] ?? '', (classes.get(tags['highway'] ?? '') ?? 0) + 1);
    return fresh.map((positions) => ({ tags, positions }));
  });
  const inOrder = [...classes].toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  const kept = { records: taken, oneWays, withSpeed, classes: Object.fromEntries(inOrder) };
  return { lines, taken: kept, leftOut: leftOut.all(), ignored: ignored.all() };
}

function isOneWay({ oneway, junction }: OsmTags): boolean {
  return oneway === undefined ? junction === 'roundabout' || junction === 'circular' : oneway !== 'no';
}

/** Whether a line was not there before; two-way roads of a directed graph come once for each direction. */
function isFirst(seen: Set<string>, { tags, positions }: Line): boolean {
  const there = positions.join(' ');
  const back = isOneWay(tags) ? there : positions.toReversed().join(' ');
  const { oneway: _direction, ...others } = tags;
  const key = JSON.stringify([there < back ? there : back, isOneWay(tags) ? tags : others]);
  return !seen.has(key) && seen.add(key) !== undefined;
}

const UNITS_PER_DEGREE = 1e7;

function join(lines: readonly Line[]): Pick<OsmData, 'nodes' | 'ways'> {
  const nodes: OsmNode[] = [];
  const ids = new Map<string, number>();
  const nodeAt = ([lon, lat]: Position): number => {
    const key = [lon, lat].map((degrees) => Math.round(degrees * UNITS_PER_DEGREE)).join();
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = nodes.length + 1;
    nodes.push({ id, lat, lon });
    ids.set(key, id);
    return id;
  };
  const ways: OsmWay[] = [];
  for (const { tags, positions } of lines) {
    const way = positions.map(nodeAt).filter((id, at, all) => id !== all[at - 1]);
    if (way.length > 1) ways.push({ id: ways.length + 1, nodes: way, tags });
  }
  return { nodes, ways };
}
