/**
 * The knowledge that ships with the product, made into a map page. No database: what staff close or set is not in it.
 */
import { AREA, BORDERS, OUTLINE_TOLERANCE_METERS, PARISHES } from '../data/outlines.ts';
import { PLACES, type KnownPlace } from '../data/places.ts';
import { EDGES, NODES, RULER, stretchMeters } from '../data/skeleton.ts';
import { ZONES } from '../data/zones.ts';
import { buildMapPage, nameNetwork, parseLine, toMicrodegrees, type MapKnowledge } from './rules/map/build-map-page.ts';
import type { CurrentMapPage, MapPlace, MapZone, StepLine } from './rules/map/map-page.ts';

/** What the product knows when nothing has been recorded yet. */
export const SHIPPED_KNOWLEDGE: MapKnowledge = {
  places: PLACES.map(toPlace),
  area: { ...AREA, shores: Object.values(AREA.shores).map(toSteps) },
  borders: Object.values(BORDERS).map(toSteps),
  parishes: PARISHES.map(({ borders, ...parish }) => ({ ...parish, borders: borders.split(' ').map(indexOfBorder) })),
  outlineToleranceMeters: OUTLINE_TOLERANCE_METERS,
  zones: ZONES.map(({ rings, ...zone }): MapZone => ({ ...zone, rings: rings.map(parseLine) })),
  closures: [],
  network: nameNetwork({
    nodes: NODES.map(({ id, name, lat, lon }) => ({ id, name, ...microdegrees({ lat, lon }) })),
    edges: EDGES.map((edge) => ({ from: edge.from, to: edge.to, meters: stretchMeters(edge) })),
    ruler: RULER,
  }),
};

/** The map page as shipped. */
export function shippedMapPage(): CurrentMapPage {
  return buildMapPage(SHIPPED_KNOWLEDGE);
}

function toPlace({ id, name, kind, parish, lat, lon, approximate }: KnownPlace): MapPlace {
  return { id, name, kind, parish, ...microdegrees({ lat, lon }), approximate: approximate ?? false };
}

function toSteps(text: string): StepLine {
  return text.split(' ').map(Number);
}

function indexOfBorder(name: string): number {
  const index = Object.keys(BORDERS).indexOf(name);
  if (index === -1) throw new Error(`no border ${name}`);
  return index;
}

function microdegrees({ lat, lon }: { lat: number; lon: number }) {
  return { latMicrodegrees: toMicrodegrees(lat), lonMicrodegrees: toMicrodegrees(lon) };
}
