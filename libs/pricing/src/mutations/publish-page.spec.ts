import type { Change } from '#sync/client';
import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import { NOW_MS, play, published, RIDER, SYSTEM } from '../../test/samples.ts';
import { jwsOf, PAGE_ARGS as args, PAGE_PAYLOAD as payload } from '../../test/unsigned-pages.ts';
import { TARIFF_2023 } from '../shipped-tariffs.ts';
import type { BookPage, TariffRecord } from '../state.ts';
import { bookPageKind, bookSeriesKind, mapDatesKind, tariffKind } from '../views.ts';
import { publishPage } from './publish-page.ts';

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
