import { describe, expect, it } from '@jest/globals';
import { fromOrder, toOrder } from '../wire/cookie.ts';
import { answerPull, planPull, planWithoutHead } from './pull.ts';
import type { Pulled } from './pull.store.ts';
import type { PullRequest } from '../wire/protocol.ts';

const now = { epoch: 1, commit: 50, fingerprint: 'mine', forgottenAt: 10 };
const request = (more: Partial<PullRequest>): PullRequest => ({
  pullVersion: 1,
  schemaVersion: '',
  profileID: '',
  clientGroupID: 'g',
  cookie: null,
  ...more,
});
const at = (commit: number, epoch = 1) => ({ order: toOrder(epoch, commit), scopes: 'mine' });

describe('planning a pull', () => {
  it.each([
    ['no cookie', null, 'first'],
    ['other scopes than last time', { ...at(40), scopes: 'others' }, 'scopes'],
    ['a cookie from before a restore', at(90, 0), 'epoch'],
  ])('takes a fresh snapshot on %s', (_name, cookie, clear) => {
    expect(planPull(request({ cookie }), now)).toMatchObject({
      clear,
      from: { commit: 0 },
      owedSince: 0,
      clearedAt: 50,
    });
  });

  it('takes a fresh snapshot when the device drifted', () => {
    expect(planPull(request({ cookie: at(40), driftedScopes: ['rider:x'] }), now)).toMatchObject({ clear: 'drift' });
  });

  it.each([
    ['which saw less than what is forgotten', at(9), 'forgotten'],
    ['which saw just so much', at(10), null],
    ['in pages, of a snapshot that began before', { ...at(0), page: { commit: 2, scope: '', key: '', owedSince: 0, clearedAt: 9 } }, 'forgotten'],
    ['in pages, of a snapshot that began since', { ...at(0), page: { commit: 2, scope: '', key: '', owedSince: 0, clearedAt: 40 } }, null],
  ])('is for a device %s: %j ends as %s', (_what, cookie, clear) => {
    expect(planPull(request({ cookie }), now)).toMatchObject({ clear });
  }); // prettier-ignore

  it('goes on after the commit of the cookie', () => {
    expect(planPull(request({ cookie: at(40) }), now)).toMatchObject({
      clear: null,
      from: { commit: 41, scope: '', key: '' },
      owedSince: 40,
      clearedAt: 0,
    });
  });

  it('goes on within a page where the page ended, and still owes last ids since the beginning', () => {
    const page = { commit: 33, scope: 's', key: 'k', owedSince: 7, clearedAt: 44 };
    expect(planPull(request({ cookie: { ...at(0), page } }), now)).toMatchObject({
      clear: null,
      from: { commit: 33, scope: 's', key: 'k' },
      owedSince: 7,
      clearedAt: 44,
    });
  });

  it.each([
    ['of any time', at(40)],
    ['of another epoch', at(40, 7)],
    ['within a page', { ...at(0), page: { commit: 33, scope: 's', key: 'k', owedSince: 7, clearedAt: 44 } }],
  ])('needs no head for a cookie %s that goes on', (_name, cookie) => {
    const plan = planWithoutHead(request({ cookie }), 'mine');
    expect(plan).toEqual(planPull(request({ cookie }), { ...now, epoch: fromOrder(cookie.order).epoch }));
  });

  it.each([
    ['no cookie', { cookie: null }],
    ['other scopes', { cookie: { ...at(40), scopes: 'others' } }],
    ['a device that drifted', { cookie: at(40), driftedScopes: ['rider:x'] }],
  ])('needs the head for %s', (_name, more) => {
    expect(planWithoutHead(request(more), 'mine')).toBeNull();
  });

  it.each([
    ['of a later commit', at(51)],
    ['of a later epoch', at(1, 2)],
  ])('refuses a cookie %s', (_name, cookie) => {
    expect(planPull(request({ cookie }), now)).toBeNull();
  });
});

describe('answering a pull', () => {
  const row = (commit: number, key: string, value: number | null = 1) => ({ scope: 'rider:x', key, commit, value });
  const pulled: Pulled = {
    epoch: 1,
    commit: 50,
    forgottenAt: 10,
    owner: 'x',
    rows: [row(1, 'a'), row(2, 'b', null), row(3, 'c')],
    more: false,
    lastIds: { c1: 4 },
    scopes: { 'rider:x': { rows: 2, digest: '255' } },
  };
  const plan = (cookie: PullRequest['cookie'], pageRows: number) => {
    const planned = planPull(request({ cookie, pageRows }), now);
    if (!planned) throw new Error('no plan');
    return planned;
  };

  it('gives the last page with last ids, digests and the cookie of the head', () => {
    expect(answerPull(plan(null, 10), pulled, 'mine')).toEqual({
      cookie: at(50),
      lastMutationIDChanges: { c1: 4 },
      patch: [
        { op: 'clear' },
        { op: 'put', key: 'a', value: 1 },
        { op: 'del', key: 'b' },
        { op: 'put', key: 'c', value: 1 },
      ],
      more: false,
      scopes: { 'rider:x': { rows: 2, digest: '00000000000000ff' } },
    });
  });

  it('owes last ids and digests on a page that is not the last, and never lets the cookie run backwards', () => {
    const before = { ...at(40), scopes: 'others' };
    const firstTwo = { ...pulled, rows: pulled.rows.slice(0, 2), more: true };
    const answer = answerPull(plan(before, 2), firstTwo, 'mine');
    expect(answer).toMatchObject({ more: true, lastMutationIDChanges: {}, scopes: {} });
    expect(answer.patch).toHaveLength(3);
    expect(answer.cookie.order).toBeGreaterThanOrEqual(before.order);
    expect(answer.cookie.page).toEqual({ commit: 2, scope: 'rider:x', key: 'b', owedSince: 0, clearedAt: 50 });
  });

  it('puts the name of a shared scope before the key', () => {
    const shared = { ...pulled, rows: [{ ...row(1, 'ride/1'), scope: 'ops:dispatch' }] };
    expect(answerPull(plan(at(40), 10), shared, 'mine').patch).toEqual([
      { op: 'put', key: 'ops:dispatch/ride/1', value: 1 },
    ]);
  });
});
