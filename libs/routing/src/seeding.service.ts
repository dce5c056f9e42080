import { FaultReports, Pipeline, SYSTEM_ACTOR } from '#sync';
import { canonicalJson, sha256Hex, type Json } from '#sync/client';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ROUTING_LIMITS } from './limits.ts';
import { MapPages } from './map-pages.service.ts';
import { listNoPickups } from './mutations/list-no-pickups.ts';
import { recordArea } from './mutations/record-area.ts';
import { recordPlaces } from './mutations/record-places.ts';
import { recordZones } from './mutations/record-zones.ts';
import { ROUTING_OPTIONS, type RoutingOptions } from './options.ts';
import { RoutingStore } from './routing.store.ts';
import { SHIPPED_KNOWLEDGE } from './shipped-map.ts';

/** Records what ships with the product. Each part is named by its contents: the same part is written once, ever. */
@Injectable()
export class Seeding implements OnApplicationBootstrap {
  readonly #pipeline: Pipeline;
  readonly #faults: FaultReports;
  readonly #pages: MapPages;
  readonly #store: RoutingStore;
  readonly #options: RoutingOptions;

  constructor(
    pipeline: Pipeline,
    faults: FaultReports,
    pages: MapPages,
    store: RoutingStore,
    @Inject(ROUTING_OPTIONS) options: RoutingOptions,
  ) {
    this.#store = store;
    this.#pipeline = pipeline;
    this.#faults = faults;
    this.#pages = pages;
    this.#options = options;
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.#options.seeds) return;
    try {
      await this.seed();
    } catch (error) {
      // The page falls back on what ships, and the next start tries again.
      this.#faults.report('recording places', error);
    }
  }

  /** Records what is not recorded yet. */
  async seed(): Promise<void> {
    await this.#record(recordArea.name, SHIPPED_KNOWLEDGE.area);
    const places = SHIPPED_KNOWLEDGE.places.map(({ id, ...place }) => ({ placeId: id, ...place }));
    const zones = SHIPPED_KNOWLEDGE.zones.map(({ id, ...zone }) => ({ zoneId: id, ...zone }));
    for (const part of parts(places, ROUTING_LIMITS.placesPerMutationMax))
      await this.#record(recordPlaces.name, { places: part });
    for (const part of parts(zones, ROUTING_LIMITS.zonesPerMutationMax))
      await this.#record(recordZones.name, { zones: part });
    const zoneIds = await this.#store.unlistedNoPickups(this.#options.clock());
    if (zoneIds.length > 0) await this.#record(listNoPickups.name, { zoneIds });
    this.#pages.forget();
  }

  async #record(name: string, args: object): Promise<void> {
    const contents = args as Json;
    const key = `${name}/${sha256Hex(canonicalJson(contents))}`;
    const performed = await this.#pipeline.perform({ actor: SYSTEM_ACTOR, key, name, args: contents });
    if ('error' in performed || performed.outcome.outcome !== 'applied') throw new Error(`${name} was refused`);
  }
}

function parts<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size));
}
