/**
 * The knowledge that ships with the product, made into a map page. No database: what staff close or set is not in it.
 */
import { BORDERS, OUTLINE_TOLERANCE_METERS, PARISHES, type ParishOutline } from '../data/parishes.ts';
import { PLACES, type KnownPlace } from '../data/places.ts';
import { EDGES, NODES } from '../data/skeleton.ts';
import { ZONES } from '../data/zones.ts';
import {
  buildMapPage,
  measureNetwork,
  parseLine,
  toMicrodegrees,
  type MapKnowledge,
} from './rules/map/build-map-page.ts';
import type { MapPage, MapParish, MapPlace, MapZone } from './rules/map/map-page.ts';
import { joinBorders } from './rules/map/outlines.ts';

const METERS_PER_KM = 1_000;

/** What the product knows when nothing has been recorded yet. */
export const SHIPPED_KNOWLEDGE: MapKnowledge = {
  places: PLACES.map(toPlace),
  parishes: PARISHES.map(toParish),
  outlineToleranceMeters: OUTLINE_TOLERANCE_METERS,
  zones: ZONES.map(({ rings, ...zone }): MapZone => ({ ...zone, rings: rings.map(parseLine) })),
  closures: [],
  network: measureNetwork({
    nodes: NODES.map(({ id, name, lat, lon }) => ({ id, name, ...microdegrees({ lat, lon }) })),
    edges: EDGES.map(({ from, to, km }) => ({ from, to, meters: Math.round(km * METERS_PER_KM) })),
  }),
};

/** The map page as shipped. */
export function shippedMapPage(): MapPage {
  return buildMapPage(SHIPPED_KNOWLEDGE);
}

function toPlace({ id, name, kind, parish, lat, lon, approximate }: KnownPlace): MapPlace {
  return { id, name, kind, parish, ...microdegrees({ lat, lon }), approximate: approximate ?? false };
}

function toParish({ code, name, outline, islets }: ParishOutline): MapParish {
  const corners = outline.split(' ').map((border) => (BORDERS[border] ?? '').split(', '));
  return { code, name, rings: [joinBorders(corners).join(', '), ...islets].map(parseLine) };
}

function microdegrees({ lat, lon }: { lat: number; lon: number }) {
  return { latMicrodegrees: toMicrodegrees(lat), lonMicrodegrees: toMicrodegrees(lon) };
}
