import { describe, expect, it } from '@jest/globals';
import { DAY_MS, MAP, NOW_MS, place } from '../../../test/samples.ts';
import { signPages } from '../../../test/signed-pages.ts';
import { TARIFF_2023 } from '../../shipped-tariffs.ts';
import { BookReader } from './book-reader.ts';
import type { PagePayload } from './book-page.ts';

const TRIP = { pickup: place('oistins'), dropoff: place('bathsheba'), atMs: NOW_MS };

function page(
  of: 'tariff' | 'map',
  content: object,
  days: { readonly from?: number; readonly to?: number } = {},
): PagePayload {
  const { from = -1, to = 30 } = days;
  const contentVersion = of === 'tariff' ? TARIFF_2023.version : MAP.page.mapVersion;
  const [validFromMs, validToMs] = [NOW_MS + from * DAY_MS, NOW_MS + to * DAY_MS];
  const dates = { validFromMs, validToMs, honouredUntilMs: validToMs + DAY_MS };
  return {
    page: of,
    version: `${contentVersion}.${from}`,
    contentVersion,
    ...dates,
    content: content as PagePayload['content'],
  };
}
const tariff = (content: object = TARIFF_2023, days = {}) =>
  page('tariff', { tariff: content, effectiveToMs: null }, days);
const map = page('map', MAP.page);

describe('a phone that reads its book', () => {
  const { pages, jwks } = signPages([tariff(), map]);

  it('quotes from what it holds, and finds places', () => {
    const reader = new BookReader(jwks);
    const quoted = reader.quote(pages, TRIP, NOW_MS);
    expect(quoted).toMatchObject({ tariffVersion: TARIFF_2023.version, mapVersion: MAP.page.mapVersion });
    expect(reader.roads(pages, NOW_MS)?.page.places).toHaveLength(MAP.page.places.length);
    // Kept, and the same again.
    expect(reader.quote(pages, TRIP, NOW_MS)).toEqual(quoted);
  });

  it('says nothing where a page is missing, signed by another, changed, or out of date', () => {
    const [tariffText = '', mapText = ''] = pages;
    const changed = `${tariffText.slice(0, -2)}AA`;
    for (const held of [[], [tariffText], [mapText], [changed, mapText]]) {
      expect(new BookReader(jwks).quote(held, TRIP, NOW_MS)).toBeNull();
    }
    expect(new BookReader(signPages([]).jwks).quote(pages, TRIP, NOW_MS)).toBeNull();
    expect(new BookReader(jwks).roads([tariffText], NOW_MS)).toBeNull();
    const reader = new BookReader(jwks);
    expect(reader.quote(pages, TRIP, NOW_MS)).not.toBeNull();
    // A page it has read already runs out all the same; a trip that is still within its dates changes nothing about that.
    expect(reader.quote(pages, TRIP, NOW_MS + 31 * DAY_MS)).toBeNull();
    expect(reader.quote(pages, TRIP, NOW_MS - 2 * DAY_MS)).toBeNull();
  });

  it('quotes a trip from the newest page that holds at its time', () => {
    const next = { ...TARIFF_2023, version: 'v2026-11-23' };
    const both = signPages([tariff(), tariff(next, { from: 0, to: 30 }), map]);
    const reader = new BookReader(both.jwks);
    expect(reader.quote(both.pages, TRIP, NOW_MS)).toMatchObject({ tariffVersion: 'v2026-11-23' });
    expect(reader.quote(both.pages, { ...TRIP, atMs: NOW_MS - 1 }, NOW_MS)).toMatchObject({
      tariffVersion: TARIFF_2023.version,
    });
  });

  it('tells a refusal as it is', () => {
    expect(new BookReader(jwks).quote(pages, { ...TRIP, extras: ['luggage'] }, NOW_MS)).toMatchObject({
      code: 'extra_not_allowed',
    });
  });
});
