import type { Change } from '#sync/client';
import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import { DAY_MS, NOW_MS, play, published, RIDER, SYSTEM } from '../../test/samples.ts';
import { TARIFF_2023 } from '../shipped-tariffs.ts';
import type { BookPage, TariffRecord } from '../state.ts';
import { bookPageKind, bookSeriesKind, mapDatesKind, tariffKind } from '../views.ts';
import { publishPage } from './publish-page.ts';
import { retirePage } from './retire-page.ts';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const payload = {
  page: 'tariff',
  version: 'v2023-01-07.1',
  contentVersion: 'v2023-01-07',
  validFromMs: NOW_MS,
  validToMs: NOW_MS + DAY_MS,
  honouredUntilMs: NOW_MS + 2 * DAY_MS,
  content: { some: 'thing' },
};
const jwsOf = (value: unknown) => `${encoded({ alg: 'ES256' })}.${encoded(value)}.sig`;
const args = {
  page: 'tariff',
  version: payload.version,
  contentVersion: payload.contentVersion,
  keyId: 'key',
  jws: jwsOf(payload),
};

describe('pricing.publishPage', () => {
  const rows = [tariffKind.put(published(TARIFF_2023, { honouredUntilMs: 5 }))];

  it('keeps the page as signed, counts it, and binds the tariff to what it promises', () => {
    const verdict = play(publishPage, { args, actor: SYSTEM, rows });
    expect(changed<BookPage>(verdict, 'bookPage')).toMatchObject({
      pageId: 'tariff/v2023-01-07.1',
      jws: args.jws,
      retiredAtMs: null,
      publishedAtMs: NOW_MS,
    });
    expect(changed(verdict, 'bookSeries')).toEqual({ page: 'tariff', serial: 1 });
    expect(changed<TariffRecord>(verdict, 'tariff')?.honouredUntilMs).toBe(payload.honouredUntilMs);
    expect(verdict.events[0]).toMatchObject({ type: 'pricing.pagePublished.v1' });
  });

  it('binds a map to what its pages promise, and never shortens it', () => {
    const version = 'm1.1';
    const content = { ...payload, page: 'map', version, contentVersion: 'm1' };
    const map = { ...args, page: 'map', version, contentVersion: 'm1', jws: jwsOf(content) };
    const promisedBefore = (honouredUntilMs: number) => [mapDatesKind.put({ mapVersion: 'm1', honouredUntilMs })];
    const promise = { mapVersion: 'm1', honouredUntilMs: payload.honouredUntilMs };
    const after = (before: readonly Change[]) =>
      changed(play(publishPage, { args: map, actor: SYSTEM, rows: before }), 'mapDates');
    expect(after([])).toEqual(promise);
    expect(after(promisedBefore(5))).toEqual(promise);
    expect(after(promisedBefore(payload.honouredUntilMs + 1))).toBeUndefined();
  });

  it('never shortens a promise that an earlier page made', () => {
    const promised = [tariffKind.put(published(TARIFF_2023, { honouredUntilMs: payload.honouredUntilMs + 1 }))];
    expect(changed(play(publishPage, { args, actor: SYSTEM, rows: promised }), 'tariff')).toBeUndefined();
  });

  const page = changed<BookPage>(play(publishPage, { args, actor: SYSTEM }), 'bookPage');
  const refusals: readonly (readonly [string, Partial<Parameters<typeof play>[1]>])[] = [
    ['page_exists', { rows: page ? [bookPageKind.put(page)] : [] }],
    ['page_out_of_order', { rows: [bookSeriesKind.put({ page: 'tariff', serial: 1 })] }],
    ['page_invalid', { args: { ...args, jws: 'a.b.c' } }],
    ['page_invalid', { args: { ...args, jws: jwsOf({ ...payload, page: 'map' }) } }],
    ['page_invalid', { args: { ...args, jws: jwsOf({ ...payload, version: 'v2' }) } }],
    ['page_invalid', { args: { ...args, jws: jwsOf({ ...payload, honouredUntilMs: NOW_MS }) } }],
    ['page_invalid', { args: { ...args, jws: jwsOf({ ...payload, validToMs: NOW_MS }) } }],
    ['role_missing', { actor: RIDER }],
  ];
  it.each(refusals)('refuses with %s', (code, scene) => {
    expect(play(publishPage, { args, actor: SYSTEM, ...scene })).toMatchObject({ outcome: 'rejected', code });
  });
});

describe('pricing.retirePage', () => {
  const page: BookPage = {
    pageId: 'map/m1.1',
    page: 'map',
    version: 'm1.1',
    contentVersion: 'm1',
    contentHash: 'h',
    keyId: 'k',
    jws: 'a.b.c',
    validFromMs: NOW_MS - 10,
    validToMs: NOW_MS + 10,
    honouredUntilMs: NOW_MS + 20,
    publishedAtMs: NOW_MS - 10,
    retiredAtMs: null,
  };
  const newer: BookPage = {
    ...page,
    pageId: 'map/m2.2',
    version: 'm2.2',
    contentVersion: 'm2',
    publishedAtMs: NOW_MS - 5,
  };
  const scene = {
    args: { pageId: page.pageId },
    actor: SYSTEM,
    rows: [bookPageKind.put(page), bookPageKind.put(newer)],
  };

  it('takes a page that is no longer honoured off the phones; it stays here', () => {
    const verdict = play(retirePage, { ...scene, nowMs: page.honouredUntilMs + 1 });
    const retired = changed<BookPage>(verdict, 'bookPage');
    expect(retired).toEqual({ ...page, retiredAtMs: page.honouredUntilMs + 1 });
    expect(retired && bookPageKind.views(retired)).toEqual({});
    expect(Object.keys(bookPageKind.views(page))).toEqual(['public']);
  });

  it('takes a map that a newer one stands for, at once', () => {
    expect(play(retirePage, { ...scene, args: { pageId: page.pageId, supersededBy: newer.pageId } }).outcome).toBe(
      'applied',
    );
  });

  it.each([
    ['page_honoured', { args: { pageId: page.pageId } }],
    ['page_honoured', { args: { pageId: newer.pageId, supersededBy: page.pageId } }],
    ['page_honoured', { args: { pageId: page.pageId, supersededBy: page.pageId } }],
    ['page_not_found', { args: { pageId: 'map/none' } }],
  ])('refuses with %s: %j', (code, other) => {
    expect(play(retirePage, { ...scene, ...other }).code).toBe(code);
  });

  it('does not take a tariff because another one holds at another time', () => {
    const rows = [page, newer].map((one) => bookPageKind.put({ ...one, page: 'tariff' }));
    expect(play(retirePage, { ...scene, rows, args: { pageId: page.pageId, supersededBy: newer.pageId } }).code).toBe(
      'page_honoured',
    );
  });
});
