import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYNC_LIMITS } from '#sync';
import { startTestServer } from '../harness/test-server.ts';
import { until } from '../harness/until.ts';
import { PokeStream, pullBody, pushBody } from '../phone/index.ts';
import { SyncSurface } from './surface.ts';

/** Pokes over HTTP: who is told, of what, and for how long. */

const sync = new SyncSurface();
const { bookMutation, goodPush, mint, push, query, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

describe('poke', () => {
  const streams: PokeStream[] = [];
  afterAll(() => Promise.all(streams.map((stream) => stream.close())));

  async function listen(who: string): Promise<PokeStream> {
    const stream = await PokeStream.open(sync.server.url, who);
    streams.push(stream);
    return stream;
  }
  const head = async (): Promise<number> =>
    Number((await query<{ commit: string }[]>('SELECT commit FROM sync.head'))[0]?.commit);

  it('says at once where the server stands, and then tells of one’s own changes only', async () => {
    const [one, two, staff] = [
      await mint('poke-1', 'rider'),
      await mint('poke-2', 'rider'),
      await mint('poke-3', 'dispatcher'),
    ];
    const [first, second, board] = [await listen(one), await listen(two), await listen(staff)];
    await until('all were told where the server stands', () =>
      [first, second, board].every(({ orders }) => orders.length === 1),
    );
    await push({ token: one, body: goodPush() });
    await until('the rider is told', () => first.orders.length === 2);
    await until('the dispatcher is told', () => board.orders.length === 2);
    const ofFirst = await head();
    await push({ token: two, body: goodPush() });
    await until('the other rider is told', () => second.orders.length >= 2);
    // The first thing the other rider hears is their own change, which came later.
    expect(second.orders[1]).toBe(await head());
    expect(second.orders[1]).toBeGreaterThan(ofFirst);
    expect(first.orders).toEqual([first.orders[0], ofFirst]);
  });

  it('tells of a refusal, too: the last id has moved', async () => {
    const who = await mint('poke-4', 'rider');
    const stream = await listen(who);
    await until('the first word', () => stream.orders.length === 1);
    await push({ token: who, body: pushBody(unique('g'), [{ ...bookMutation(unique('c')), args: {} }]) });
    await until('the refusal is told', () => stream.orders.length > 1);
    expect(stream.orders).toEqual([stream.orders[0], await head()]);
  });

  it('ends with its token', async () => {
    const stream = await listen(await sync.issuer.mint({ sub: 'poke-5', roles: ['rider'], expiresInSeconds: 1 }));
    await until('the first word', () => stream.orders.length === 1);
    await until('the stream has ended', () => stream.ended !== undefined);
    expect(stream.orders).toHaveLength(1);
  });

  it('makes room for the newest: a phone whose old streams died unnoticed is never shut out', async () => {
    const who = await mint('poke-6', 'rider');
    const own: PokeStream[] = [];
    for (let count = 0; count < SYNC_LIMITS.pokesPerPersonMax; count++) own.push(await listen(who));
    await until('all are connected', () => own.every(({ orders }) => orders.length === 1));
    const newest = await listen(who);
    await until('the oldest has ended', () => own[0]?.ended === 'closed');
    expect(own[0]?.events.at(-1)).toEqual({ type: 'replaced', data: {} });
    await until('the newest is told', () => newest.orders.length === 1);
    expect(own.slice(1).map(({ ended }) => ended)).toEqual(own.slice(1).map(() => undefined));
  });

  it('ends when a newer token has other roles, and tells under which scopes it listens', async () => {
    const [oldRoles, newRoles] = [['rider', 'dispatcher'], ['rider']] as const;
    const claims = { iat: Math.floor(Date.now() / 1_000) - 60 };
    const stream = await listen(await sync.issuer.mint({ sub: 'poke-7', roles: oldRoles, claims }));
    await until('the first word', () => stream.orders.length === 1);
    const newer = await sync.issuer.mint({ sub: 'poke-7', roles: newRoles });
    const { json } = await sync.pull({ token: newer, body: pullBody(unique('g')) });
    await until('the stream has ended', () => stream.ended === 'closed');
    const again = await listen(newer);
    await until('the first word under the new token', () => again.orders.length === 1);
    const { scopes } = json['cookie'] as { scopes: string };
    expect(again.events[0]?.data['scopes']).toBe(scopes);
    expect(stream.events[0]?.data['scopes']).not.toBe(scopes);
  });

  it('ends with the server', async () => {
    const ending = await startTestServer({ env: { OIDC_ISSUER: sync.issuer.issuer } });
    const stream = await PokeStream.open(ending.url, sync.token);
    await until('the first word', () => stream.orders.length === 1);
    await ending.close();
    await until('the stream has ended', () => stream.ended !== undefined);
    expect(stream.orders).toHaveLength(1);
  });
});
