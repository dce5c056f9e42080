/**
 * The skeleton as OpenStreetMap data, for an engine that measures a road along its shape.
 *
 * The true shapes of the roads are not known here, only their lengths. So between two junctions a road swings from side
 * to side of the straight line in even teeth, as wide as it takes to be as long as the road: distances and times are
 * right, and the line on a map is schematic.
 */
import {
  EDGES,
  NODES,
  ROAD_CLASSES,
  stretchMeters,
  type SkeletonEdge,
  type SkeletonNode,
} from '../../data/skeleton.ts';
import { withCountry } from './country.ts';
import type { OsmData, OsmNode, OsmTags, OsmWay } from './osm-pbf.ts';

// A sphere of this radius is what the engine measures with.
const METERS_PER_DEGREE = (Math.PI / 180) * 6_378_137;
const TOOTH_METERS = 400;

type Point = { readonly lat: number; readonly lon: number };

/** All junctions and roads. */
export function skeletonOsm(): OsmData {
  const nodes: OsmNode[] = NODES.map(({ lat, lon, name }, index) => ({ id: index + 1, lat, lon, tags: { name } }));
  const ids = new Map(NODES.map(({ id }, index) => [id, index + 1]));
  const ways = EDGES.map((edge, index): OsmWay => {
    const [from, to] = [nodeOf(edge.from), nodeOf(edge.to)];
    const bends = bendsOf(from, to, stretchMeters(edge)).map((bend, at): OsmNode => ({
      id: nodes.length + at + 1,
      ...bend,
    }));
    nodes.push(...bends);
    const inner = bends.map(({ id }) => id);
    return { id: index + 1, nodes: [ids.get(edge.from) ?? 0, ...inner, ids.get(edge.to) ?? 0], tags: tagsOf(edge) };
  });
  return withCountry({ nodes, ways });
}

function nodeOf(id: string): SkeletonNode {
  const node = NODES.find((one) => one.id === id);
  if (!node) throw new Error(`no node ${id}`);
  return node;
}

function tagsOf(edge: SkeletonEdge): OsmTags {
  return {
    highway: edge.class,
    maxspeed: String(ROAD_CLASSES[edge.class].speedKmPerHour),
    ...(edge.road === undefined ? {} : { name: edge.road }),
    ...(edge.ref === undefined ? {} : { ref: edge.ref }),
  };
}

/** Where a road of this length bends between two points. None where it is no longer than the straight line. */
export function bendsOf(from: Point, to: Point, meters: number): Point[] {
  const lonScale = Math.cos((((from.lat + to.lat) / 2) * Math.PI) / 180);
  const east = (to.lon - from.lon) * lonScale * METERS_PER_DEGREE;
  const north = (to.lat - from.lat) * METERS_PER_DEGREE;
  const straight = Math.hypot(east, north);
  if (meters <= straight) return [];
  const teeth = Math.max(1, Math.round(straight / TOOTH_METERS));
  const swing = Math.sqrt(meters * meters - straight * straight) / (2 * teeth);
  return Array.from({ length: teeth }, (_, tooth) => {
    const along = (tooth + 0.5) / teeth;
    const aside = ((tooth % 2 === 0 ? 1 : -1) * swing) / straight;
    return {
      lat: from.lat + (north * along + east * aside) / METERS_PER_DEGREE,
      lon: from.lon + (east * along - north * aside) / (METERS_PER_DEGREE * lonScale),
    };
  });
}
