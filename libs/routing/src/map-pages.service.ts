import { Inject, Injectable } from '@nestjs/common';
import { ROUTING_OPTIONS, type RoutingOptions } from './options.ts';
import { buildMapPage } from './rules/map/build-map-page.ts';
import type { MapClosure, MapPage, MapPlace, MapZone } from './rules/map/map-page.ts';
import { prepareMap, type RoadMap } from './rules/map/road-map.ts';
import { RoutingStore, type StoredMap } from './routing.store.ts';
import { SHIPPED_KNOWLEDGE } from './shipped-map.ts';
import type { Closure, Place, Zone } from './state.ts';

/** Milliseconds for which a page is taken to be the newest: a closure opened by another process counts by then. */
const FRESH_MS = 1_000;

/** The map page as it stands, and ready for questions. */
@Injectable()
export class MapPages {
  readonly #store: RoutingStore;
  readonly #options: RoutingOptions;
  #reading: Promise<RoadMap> | undefined;
  #readAtMs = 0;
  #map: RoadMap | undefined;
  #signature = '';

  constructor(store: RoutingStore, @Inject(ROUTING_OPTIONS) options: RoutingOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The page as of now, read anew: for whoever publishes it. Its zones and closures are what is in force or will be. */
  async current(): Promise<MapPage> {
    this.forget();
    return (await this.map()).page;
  }

  /** The page, prepared; up to a second old. */
  map(): Promise<RoadMap> {
    const atMs = performance.now();
    if (this.#reading && atMs - this.#readAtMs < FRESH_MS) return this.#reading;
    this.#readAtMs = atMs;
    this.#reading = this.#read();
    this.#reading.catch(() => this.forget());
    return this.#reading;
  }

  /** Reads again next time: somebody has just changed the map. */
  forget(): void {
    this.#reading = undefined;
  }

  async #read(): Promise<RoadMap> {
    const stored = await this.#store.map(this.#options.clock());
    const signature = signatureOf(stored);
    if (this.#map && signature === this.#signature) return this.#map;
    const { places, zones, closures } = stored;
    const page = buildMapPage({
      ...SHIPPED_KNOWLEDGE,
      // Before the first seeding there are no places in the database.
      places: places.length === 0 ? SHIPPED_KNOWLEDGE.places : places.map(toMapPlace),
      zones: zones.map(toMapZone),
      closures: closures.map(toMapClosure),
    });
    this.#signature = signature;
    this.#map = prepareMap(page, this.#map);
    return this.#map;
  }
}

/** Which rows, each as of which commit: the same signature is the same map. */
function signatureOf({ places, zones, closures }: StoredMap): string {
  const named = [
    ...places.map(({ placeId, commit }) => `${placeId} ${commit}`),
    ...zones.map(({ zoneId, commit }) => `${zoneId} ${commit}`),
    ...closures.map(({ closureId, commit }) => `${closureId} ${commit}`),
  ];
  return named.sort().join('\n');
}

function toMapPlace({ placeId, name, kind, parish, latMicrodegrees, lonMicrodegrees, approximate }: Place): MapPlace {
  return { id: placeId, name, kind, parish, latMicrodegrees, lonMicrodegrees, approximate };
}

function toMapZone({ zoneId, kind, name, reason, rings, fromMs, toMs, assumed }: Zone): MapZone {
  return { id: zoneId, kind, name, reason, rings, fromMs, toMs, assumed };
}

function toMapClosure({ closureId, reason, edges, points, fromMs, toMs }: Closure): MapClosure {
  return { id: closureId, reason, edges, points, fromMs, toMs };
}
