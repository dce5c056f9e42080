import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import { NOW_MS, play, SYSTEM } from '../../test/samples.ts';
import type { BookPage } from '../state.ts';
import { bookPageKind } from '../views.ts';
import { retirePage } from './retire-page.ts';

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
