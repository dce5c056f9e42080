/** What the verified pages of the book hold. */
import { isMapPage, type MapPage } from '#routing/client';
import { timeMsSchema } from '#sync/client';
import { z } from 'zod';
import type { PagePayload } from './book-page.ts';
import type { TariffInBook } from '../quote/quote.ts';
import { tariffSchema } from '../tariff.ts';

/** What the page `tariff` holds. */
export const tariffContentSchema = z.strictObject({
  tariff: tariffSchema,
  effectiveToMs: timeMsSchema.nullable(),
});

/** The tariff of a page. Null: the page holds none. */
export function tariffOf({ page, content, validToMs, honouredUntilMs }: PagePayload): TariffInBook | null {
  const parsed = page === 'tariff' ? tariffContentSchema.safeParse(content) : null;
  return parsed?.success === true ? { ...parsed.data, validToMs, honouredUntilMs } : null;
}

/** The map of a page: make it ready with routing's `prepareMap`. Null: the page holds none. */
export function mapOf({ page, content }: PagePayload): MapPage | null {
  // Signed by us and of a form that routing gave us: the forms themselves are routing's to know.
  return page === 'map' && typeof content === 'object' && content !== null && isMapPage(content) ? content : null;
}

/** Of the pages a phone holds, the one to quote a trip from: begun at that time, and the newest that has. */
export function pageFor<P extends Pick<PagePayload, 'validFromMs' | 'validToMs'>>(
  pages: readonly P[],
  atMs: number,
): P | null {
  let best: P | null = null;
  for (const page of pages) {
    const holds = page.validFromMs <= atMs && atMs < page.validToMs;
    if (holds && (best === null || isNewer(page, best))) best = page;
  }
  return best;
}

function isNewer(
  a: Pick<PagePayload, 'validFromMs' | 'validToMs'>,
  b: Pick<PagePayload, 'validFromMs' | 'validToMs'>,
): boolean {
  return a.validFromMs > b.validFromMs || (a.validFromMs === b.validFromMs && a.validToMs > b.validToMs);
}
