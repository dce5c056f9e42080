import { prepareMap, type RoadMap } from '#routing/client';
import { Injectable } from '@nestjs/common';
import { PRICING_LIMITS } from './limits.ts';
import { PricingStore, type BookPageFacts } from './pricing.store.ts';
import { mapOf, tariffOf } from './rules/book/book-content.ts';
import { readPage, type PagePayload } from './rules/book/book-page.ts';
import type { TariffInBook } from './rules/quote/quote.ts';
import type { BookPage } from './state.ts';

/** The server's own copy of the offline book: the same signed pages that phones have, opened once each. */
@Injectable()
export class Book {
  readonly #store: PricingStore;
  readonly #tariffs = new Map<string, TariffInBook>();
  readonly #maps = new Map<string, RoadMap>();

  constructor(store: PricingStore) {
    this.#store = store;
  }

  /** The page to use at a time, as signed. Null: there is none. */
  async pageAt(page: string, atMs: number): Promise<BookPage | null> {
    const facts = await this.#store.pageAt(page, atMs);
    return facts === null ? null : this.#store.page(facts.pageId);
  }

  /** The tariff to quote a trip from at a time. Null: none is published for it. */
  async tariffAt(atMs: number): Promise<TariffInBook | null> {
    const facts = await this.#store.pageAt('tariff', atMs);
    return facts === null ? null : this.#opened(this.#tariffs, facts.pageId, facts, tariffOf);
  }

  /** The map to measure on at a time. Null: none is published. */
  async mapAt(atMs: number): Promise<RoadMap | null> {
    return this.#mapOf(await this.#store.pageAt('map', atMs));
  }

  /** The map that a quote was measured on, however old. Null: nobody knows it. */
  async mapByVersion(mapVersion: string): Promise<RoadMap | null> {
    return this.#maps.get(mapVersion) ?? this.#mapOf(await this.#store.newestPage('map', mapVersion));
  }

  async #mapOf(facts: BookPageFacts | null): Promise<RoadMap | null> {
    if (facts === null) return null;
    return this.#opened(this.#maps, facts.contentVersion, facts, (payload) => {
      const map = mapOf(payload);
      return map === null ? null : prepareMap(map);
    });
  }

  // A page never changes, so what was made of it is kept; the oldest goes when there are too many.
  async #opened<T>(
    cache: Map<string, T>,
    key: string,
    { pageId }: BookPageFacts,
    open: (payload: PagePayload) => T | null,
  ): Promise<T> {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const row = await this.#store.page(pageId);
    const payload = row === null ? null : readPage(row.jws);
    const opened = payload === null ? null : open(payload);
    if (opened === null) throw new Error(`the page ${pageId} cannot be read`);
    const oldest = cache.keys().next();
    if (cache.size >= PRICING_LIMITS.pagesCachedMax && oldest.done !== true) cache.delete(oldest.value);
    cache.set(key, opened);
    return opened;
  }
}
