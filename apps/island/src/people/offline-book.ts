import {
  mapOf,
  pageFor,
  quote,
  tariffOf,
  verifyPage,
  type BookJwks,
  type PagePayload,
  type Quote,
  type TariffInBook,
} from '#pricing/client';
import { prepareMap, type LatLon, type RoadMap } from '#routing/client';

/** A row of a phone that holds a page. */
export interface PageRow {
  readonly jws: string;
}

/** A page that was checked, made ready for questions. */
interface ReadPage {
  readonly payload: PagePayload;
  readonly tariff: TariffInBook | null;
  readonly roads: RoadMap | null;
}

/**
 * Reads the pages that phones hold. A page is checked once and not once on each phone: they would all come to the same,
 * and a run has thousands of them.
 */
export class BookReader {
  readonly #keys: BookJwks;
  readonly #pages = new Map<string, ReadPage>();

  constructor(keys: BookJwks) {
    this.#keys = keys;
  }

  /** What a phone that holds these rows shows for a trip; null: it has no page that says. */
  quote(
    rows: readonly PageRow[],
    trip: { readonly pickup: LatLon; readonly dropoff: LatLon; readonly atMs: number },
  ): Quote | null {
    const held = rows.map(({ jws }) => this.#read(jws, trip.atMs)).filter((page) => page !== null);
    const tariff = newest(
      held.filter((page) => page.tariff !== null),
      trip.atMs,
    )?.tariff;
    const roads = newest(
      held.filter((page) => page.roads !== null),
      trip.atMs,
    )?.roads;
    if (!tariff || !roads) return null;
    const quoted = quote(tariff, roads, trip);
    return 'code' in quoted ? null : quoted;
  }

  #read(jws: string, nowMs: number): ReadPage | null {
    const known = this.#pages.get(jws);
    if (known !== undefined) return known;
    const verdict = verifyPage(jws, this.#keys, nowMs);
    // A phone whose clock is wrong may refuse what others believe.
    if ('code' in verdict) return null;
    const page = read(verdict.page);
    this.#pages.set(jws, page);
    return page;
  }
}

function read(payload: PagePayload): ReadPage {
  const map = mapOf(payload);
  return { payload, tariff: tariffOf(payload), roads: map && prepareMap(map) };
}

function newest(pages: readonly ReadPage[], atMs: number): ReadPage | undefined {
  const payload = pageFor(
    pages.map((page) => page.payload),
    atMs,
  );
  return pages.find((page) => page.payload === payload);
}
