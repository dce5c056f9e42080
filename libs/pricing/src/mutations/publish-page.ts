import { type MapDates } from '#rides/contracts';
import { applied, asPlain, canonicalJson, defineMutation, refused, sha256Hex, type Change } from '#sync/client';
import { z } from 'zod';
import { pagePublished } from '../contracts.ts';
import { PRICING_LIMITS } from '../limits.ts';
import { pageNameSchema, readPage, type PagePayload } from '../rules/book/book-page.ts';
import { codeTexts } from '../rules/codes.ts';
import type { BookPage, TariffRecord } from '../state.ts';
import { bookPageKind, bookSeriesKind, mapDatesKind, tariffKind } from '../views.ts';

const name = asPlain(
  z
    .string()
    .min(1)
    .max(2 * PRICING_LIMITS.idCharsMax),
);

export const publishPageArgs = z.strictObject({
  page: asPlain(pageNameSchema),
  version: name,
  contentVersion: name,
  keyId: name,
  jws: asPlain(z.string().max(PRICING_LIMITS.pageBytesMax)),
});
type Args = z.infer<typeof publishPageArgs>;

/** The id of a page's row. */
export function pageIdOf({ page, version }: Pick<BookPage, 'page' | 'version'>): string {
  return `${page}/${version}`;
}

/** The version of the next page of a series: the content's, and a running number. */
export function pageVersion(contentVersion: string, serial: number): string {
  return `${contentVersion}.${serial}`;
}

/** Bimride publishes a page that it has signed. It never changes after. */
export const publishPage = defineMutation({
  name: 'pricing.publishPage',
  summary: 'Publishes a signed page of the offline book.',
  roles: ['system'],
  priority: 'general',
  args: publishPageArgs,
  codes: codeTexts('page_exists', 'page_invalid', 'page_out_of_order'),
  lane: (args) => bookSeriesKind.key(args.page),
  needs: (args) => ({ series: bookSeriesKind.key(args.page), page: bookPageKind.key(pageIdOf(args)) }),
  // What the signed page promises binds the tariff or the map that it holds.
  follow: (_state, { page, contentVersion }) => ({
    tariff: page === 'tariff' ? tariffKind.key(contentVersion) : undefined,
    map: page === 'map' ? mapDatesKind.key(contentVersion) : undefined,
  }),
  decide: ({ args, time: { nowMs }, state: { series, page, tariff, map } }) => {
    if (page) return refused('page_exists');
    const serial = (series?.serial ?? 0) + 1;
    if (args.version !== pageVersion(args.contentVersion, serial)) return refused('page_out_of_order', { serial });
    const payload = readPage(args.jws);
    if (payload === null || !isAsSaid(payload, args)) return refused('page_invalid');
    const { validFromMs, validToMs, honouredUntilMs } = payload;
    const { page: pageName, version, contentVersion } = args;
    return applied({
      changes: [
        bookPageKind.put(newPage(args, payload, nowMs)),
        bookSeriesKind.put({ page: pageName, serial }),
        ...(pageName === 'map' ? mapPromised(map, contentVersion, honouredUntilMs) : promised(tariff, honouredUntilMs)),
      ],
      events: [
        pagePublished.of(`${pageName}/${version}`, {
          page: pageName,
          version,
          contentVersion,
          validFromMs,
          validToMs,
          honouredUntilMs,
        }),
      ],
    });
  },
});

function isAsSaid(payload: PagePayload, { page, version, contentVersion }: Args): boolean {
  const isNamed = payload.page === page && payload.version === version && payload.contentVersion === contentVersion;
  return isNamed && payload.validFromMs < payload.validToMs && payload.validToMs <= payload.honouredUntilMs;
}

function newPage(args: Args, payload: PagePayload, nowMs: number): BookPage {
  const { page, version, contentVersion, keyId, jws } = args;
  const { validFromMs, validToMs, honouredUntilMs, content } = payload;
  return {
    pageId: pageIdOf(args),
    page,
    version,
    contentVersion,
    keyId,
    jws,
    validFromMs,
    validToMs,
    honouredUntilMs,
    contentHash: sha256Hex(canonicalJson(content)),
    publishedAtMs: nowMs,
    retiredAtMs: null,
  };
}

function promised(tariff: TariffRecord | undefined, honouredUntilMs: number): readonly Change[] {
  if (!tariff || tariff.honouredUntilMs >= honouredUntilMs) return [];
  return [tariffKind.put({ ...tariff, honouredUntilMs })];
}

function mapPromised(map: MapDates | undefined, mapVersion: string, honouredUntilMs: number): readonly Change[] {
  if (map && map.honouredUntilMs >= honouredUntilMs) return [];
  return [mapDatesKind.put({ mapVersion, honouredUntilMs })];
}
