import { describe, expect, it } from '@jest/globals';
import { DAY_MS, inBook, MAP, NOW_MS, place } from '../test/samples.ts';
import { isHonoured, quotePagesKeys, type QuoteNames, type QuotePages } from '#rides/contracts';
import { quote } from './rules/quote/quote.ts';

const HOUR_MS = 3_600_000;
const LATER_MS = NOW_MS + 60 * DAY_MS;
const discount = { discountId: 'promo', fromMs: NOW_MS - DAY_MS, toMs: NOW_MS };
const tariff = { version: 'v1', effectiveFromMs: 1, effectiveToMs: null, honouredUntilMs: LATER_MS };
const pages = (overrides: object = {}): QuotePages => ({
  tariff: { ...tariff, document: { discounts: [discount] }, ...overrides },
  map: { mapVersion: 'm1', honouredUntilMs: LATER_MS },
  book: {},
});
const named = (overrides: Partial<QuoteNames> = {}): QuoteNames => ({
  tariffVersion: 'v1',
  mapVersion: 'm1',
  discountId: null,
  quotedForMs: NOW_MS,
  ...overrides,
});

describe('a quote stands', () => {
  const table: readonly (readonly [
    string,
    boolean,
    Partial<QuoteNames>,
    { nowMs?: number; claimedAtMs?: number; pages?: QuotePages },
  ])[] = [
    ['when it is booked at once', true, {}, {}],
    ['to the last moment of its seven days', true, {}, { nowMs: NOW_MS + 7 * DAY_MS }],
    ['not after them, though its tariff has no successor', false, {}, { nowMs: NOW_MS + 7 * DAY_MS + 1 }],
    ['not after its page’s promise', false, {}, { pages: pages({ honouredUntilMs: NOW_MS - 1 }) }],
    ['though another tariff has taken effect', true, {}, { pages: pages({ effectiveToMs: NOW_MS - DAY_MS }) }],
    ['not from a tariff that is to come', false, {}, { pages: pages({ effectiveFromMs: NOW_MS + 1 }) }],
    ['not for a time to come', false, { quotedForMs: NOW_MS + HOUR_MS + 1 }, {}],
    ['for a time within the drift', true, { quotedForMs: NOW_MS + HOUR_MS }, {}],
    [
      'when the phone’s clock is ahead by a day',
      true,
      { quotedForMs: NOW_MS + DAY_MS },
      { claimedAtMs: NOW_MS + DAY_MS },
    ],
    [
      'not when the phone’s clock is ahead by more',
      false,
      { quotedForMs: NOW_MS + DAY_MS + 1 },
      { claimedAtMs: NOW_MS + DAY_MS + 1 },
    ],
    [
      'not for a time after the phone’s own booking',
      false,
      { quotedForMs: NOW_MS },
      { claimedAtMs: NOW_MS - HOUR_MS - 1 },
    ],
    [
      'with a discount that held when it was booked, however late that comes',
      true,
      { discountId: 'promo', quotedForMs: NOW_MS - HOUR_MS },
      { claimedAtMs: NOW_MS - 1, nowMs: NOW_MS + DAY_MS },
    ],
    [
      'not with a discount that was over when it was booked',
      false,
      { discountId: 'promo', quotedForMs: NOW_MS - HOUR_MS },
      { nowMs: NOW_MS + HOUR_MS },
    ],
    ['not with a discount before its time', false, { discountId: 'promo', quotedForMs: NOW_MS - 2 * DAY_MS }, {}],
    ['not with a discount that nobody knows', false, { discountId: 'summer' }, {}],
    ['not from a tariff that is not in the book', false, {}, { pages: { ...pages(), tariff: undefined } }],
    ['not from a map that is not in the book', false, {}, { pages: { ...pages(), map: undefined } }],
    [
      'not from a map past its promise',
      false,
      {},
      { pages: { ...pages(), map: { mapVersion: 'm1', honouredUntilMs: NOW_MS - 1 } } },
    ],
    [
      'as far as a phone can tell, which holds no such rows',
      true,
      { discountId: 'promo' },
      { pages: { tariff, map: undefined, book: undefined } },
    ],
    [
      'when it names no pages: it is no more than a wish',
      true,
      { tariffVersion: undefined, mapVersion: undefined },
      {},
    ],
  ];
  it.each(table)('%s: %s', (_what, isSo, names, { nowMs = NOW_MS, claimedAtMs = null, pages: rows = pages() }) => {
    expect(isHonoured(named(names), rows, { nowMs, claimedAtMs })).toBe(isSo);
  });

  it('as long as it says itself', () => {
    const said = (honouredUntilMs: number) => {
      const book = { ...inBook(), honouredUntilMs };
      const answer = quote(book, MAP, { pickup: place('oistins'), dropoff: place('bathsheba'), atMs: NOW_MS });
      return 'code' in answer ? answer.code : answer.honouredUntilMs;
    };
    expect([said(LATER_MS), said(NOW_MS + DAY_MS)]).toEqual([NOW_MS + 7 * DAY_MS, NOW_MS + DAY_MS]);
  });
});

it('a quote’s pages are asked for by what it names', () => {
  expect(quotePagesKeys(named())).toMatchObject({
    tariff: { kind: 'tariff', id: 'v1' },
    map: { kind: 'mapDates', id: 'm1' },
    book: { kind: 'bookSeries', id: 'map' },
  });
  expect(quotePagesKeys({})).toEqual({ tariff: undefined, map: undefined, book: undefined });
});
