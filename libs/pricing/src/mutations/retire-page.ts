import { applied, asPlain, defineMutation, refused } from '#sync/client';
import { z } from 'zod';
import { PRICING_LIMITS } from '../limits.ts';
import { codeTexts } from '../rules/codes.ts';
import type { BookPage } from '../state.ts';
import { bookPageKind } from '../views.ts';

const pageId = asPlain(z.string().max(4 * PRICING_LIMITS.idCharsMax));

export const retirePageArgs = z.strictObject({
  pageId,
  /** The newer page that says what phones need to know instead. */
  supersededBy: pageId.optional(),
});

/**
 * A page leaves the phones: it is no longer honoured, or a newer one stands for it. It is kept here, because quotes made
 * from it stand for as long as it promised, and fares are to be run again.
 */
export const retirePage = defineMutation({
  name: 'pricing.retirePage',
  summary: 'Takes a page of the book off the phones.',
  roles: ['system'],
  priority: 'general',
  args: retirePageArgs,
  codes: codeTexts('page_not_found', 'page_honoured'),
  lane: (args) => bookPageKind.key(args.pageId),
  needs: (args) => ({ page: bookPageKind.key(args.pageId) }),
  follow: (_state, args) => ({
    newer: args.supersededBy === undefined ? undefined : bookPageKind.key(args.supersededBy),
  }),
  decide: ({ time: { nowMs }, state: { page, newer } }) => {
    if (!page) return refused('page_not_found');
    if (nowMs <= page.honouredUntilMs && !isSuperseded(page, newer, nowMs))
      return refused('page_honoured', { honouredUntilMs: page.honouredUntilMs });
    return page.retiredAtMs === null
      ? applied({ changes: [bookPageKind.put({ ...page, retiredAtMs: nowMs })] })
      : applied({});
  },
});

// A tariff is superseded by a page of the same tariff only: another one holds at another time.
function isSuperseded(page: BookPage, newer: BookPage | undefined, nowMs: number): boolean {
  if (newer === undefined || newer.page !== page.page || newer.pageId === page.pageId) return false;
  const isLater = newer.publishedAtMs >= page.publishedAtMs && newer.validFromMs <= nowMs && nowMs < newer.validToMs;
  return isLater && (page.page === 'map' || newer.contentVersion === page.contentVersion);
}
