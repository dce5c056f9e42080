/**
 * The offline book in a phone's hands: which of the pages it holds are believed, and what they say a trip costs.
 *
 * Invariants: of the signature of a page, and of its map, a phone makes up its mind once, because that takes longer than all
 * questions together; its dates are looked at with each question.
 */
import { prepareMap, type RoadMap } from '#routing/client';
import { PRICING_LIMITS } from '../../limits.ts';
import { quote, type Quote, type QuoteRefusal, type QuoteRequest, type TariffInBook } from '../quote/quote.ts';
import { mapOf, pageFor, tariffOf } from './book-content.ts';
import { dateRefusal, signedPage, type BookJwks, type PagePayload } from './book-page.ts';

type ReadPage = PagePayload & { readonly tariff: TariffInBook | null; readonly roads: RoadMap | null };

/** Reads pages as a phone's rows hold them (`bookPage/…`, `jws`). */
export class BookReader {
  readonly #keys: BookJwks;
  readonly #read = new Map<string, ReadPage | null>();

  /** @param keys as `GET /v1/book/jwks.json` gave them when there was a network */
  constructor(keys: BookJwks) {
    this.#keys = keys;
  }

  /**
   * What a trip costs.
   *
   * @param pages the texts of the pages that the phone holds
   * @param nowMs the device's clock, in milliseconds since 1970
   * @returns the quote, the code of why there is none, or null where no page says
   */
  quote(pages: readonly string[], request: QuoteRequest, nowMs: number): Quote | QuoteRefusal | null {
    const when = { atMs: request.atMs, nowMs };
    const tariff = this.#pageFor(pages, when, (page) => page.tariff !== null)?.tariff;
    const roads = this.#pageFor(pages, when, (page) => page.roads !== null)?.roads;
    return tariff && roads ? quote(tariff, roads, request) : null;
  }

  /** The roads and places of now; null where no page says. */
  roads(pages: readonly string[], nowMs: number): RoadMap | null {
    return this.#pageFor(pages, { atMs: nowMs, nowMs }, (page) => page.roads !== null)?.roads ?? null;
  }

  #pageFor(
    pages: readonly string[],
    { atMs, nowMs }: { readonly atMs: number; readonly nowMs: number },
    holds: (page: ReadPage) => boolean,
  ): ReadPage | null {
    const read = pages.map((jws) => this.#page(jws)).filter((page) => page !== null);
    return pageFor(
      read.filter((page) => holds(page) && dateRefusal(page, nowMs) === null),
      atMs,
    );
  }

  #page(jws: string): ReadPage | null {
    const known = this.#read.get(jws);
    if (known !== undefined) return known;
    const signed = signedPage(jws, this.#keys);
    const page = 'page' in signed ? readPage(signed.page) : null;
    const [oldest] = this.#read.keys();
    if (oldest !== undefined && this.#read.size >= PRICING_LIMITS.pagesCachedMax) this.#read.delete(oldest);
    this.#read.set(jws, page);
    return page;
  }
}

function readPage(payload: PagePayload): ReadPage {
  const map = mapOf(payload);
  return { ...payload, tariff: tariffOf(payload), roads: map && prepareMap(map) };
}
