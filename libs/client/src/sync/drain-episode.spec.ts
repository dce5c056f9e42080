import { describe, expect, it } from '@jest/globals';
import { pushRequestSchema, type PushRequest } from '#sync/client';
import { note, NotesIsland, notedBy } from '../../test/notes.ts';
import { TIME_ENOUGH, type Phone } from '../../test/phones.ts';
import type { BimrideClient } from '../bimride-client.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import type { LinkRequest } from '../testing/scripted-link.ts';

/** More than a push holds. */
const MANY = CLIENT_LIMITS.batchMutationsFirst + 100;
/** Milliseconds that each exchange takes here. */
const EXCHANGE_MS = 400;

async function slowIsland() {
  const island = new NotesIsland();
  const phone = await island.phone();
  const slow = (): null => {
    island.clock.advance(EXCHANGE_MS);
    return null;
  };
  phone.link.fault = slow;
  return { island, phone, client: phone.client, link: phone.link, slow };
}

async function noteMany(client: BimrideClient, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await client.mutate(note.ride, { text: `note ${index}` });
}

/** What each push said, read as the server reads it. */
function pushesOf({ link }: Pick<Phone, 'link'>): readonly PushRequest[] {
  const isPush = ({ path }: LinkRequest) => path.endsWith('/push');
  return link.requests.filter(isPush).map(({ body }) => pushRequestSchema.parse(body));
}

const drainsOf = (phone: Pick<Phone, 'link'>) => pushesOf(phone).map(({ drain }) => drain);
const episodesOf = (phone: Pick<Phone, 'link'>) => drainsOf(phone).map((drain) => drain?.episode);

describe('an episode', () => {
  it('goes from the first push after an outage to the last of the queue, by the monotonic clock', async () => {
    const { island, phone, client, link } = await slowIsland();
    link.offline = true;
    await noteMany(client, MANY);
    await client.drainOnce(TIME_ENOUGH);
    link.offline = false;
    await client.mutate(note.emergency, { text: 'help' });
    // Somebody sets the clock back while it drains.
    link.fault = () => {
      island.clock.advance(EXCHANGE_MS);
      island.clock.set(island.clock.nowMs() - 86_400_000);
      return null;
    };
    await client.drainOnce(TIME_ENOUGH);
    const drains = drainsOf(phone);
    expect(drains.map((drain) => drain?.remaining)).toEqual([600, 600 - CLIENT_LIMITS.batchMutationsFirst, 0]);
    expect(drains.map((drain) => drain?.elapsedMs)).toEqual([0, 400, 800]);
    expect(new Set(episodesOf(phone)).size).toBe(1);
  });

  it('is not told of when contact was never lost', async () => {
    const { phone, client } = await slowIsland();
    await client.drainOnce(TIME_ENOUGH);
    await noteMany(client, MANY);
    await client.drainOnce(TIME_ENOUGH);
    expect(drainsOf(phone)).toEqual([undefined, undefined]);
  });

  it('is another one for each outage, also for one in the middle of a drain', async () => {
    const { phone, client, link, slow } = await slowIsland();
    link.offline = true;
    await noteMany(client, MANY);
    await client.drainOnce(TIME_ENOUGH);
    link.offline = false;
    let pushes = 0;
    link.fault = ({ path }) => {
      slow();
      return path.endsWith('/push') && ++pushes === 2 ? 'lose_reply' : null;
    };
    await client.drainOnce(TIME_ENOUGH);
    await client.drainOnce(TIME_ENOUGH);
    const [first, second, third] = drainsOf(phone);
    expect(second?.episode).toBe(first?.episode);
    expect(third?.episode).not.toBe(first?.episode);
    expect(third?.elapsedMs).toBe(0);
    await noteMany(client, 1);
    await client.drainOnce(TIME_ENOUGH);
    expect(drainsOf(phone).at(-1)).toBeUndefined();
  });

  it('has not begun while nobody answers, and counts the server’s "later"', async () => {
    const { island, phone, client, link, slow } = await slowIsland();
    link.offline = true;
    await noteMany(client, 5);
    await client.drainOnce(TIME_ENOUGH);
    link.offline = false;
    for (const fault of ['portal', 'lose_request', { status: 503, retryAfter: '2' }] as const) {
      link.fault = ({ path }) => (path.endsWith('/push') ? fault : null);
      await client.drainOnce(TIME_ENOUGH);
    }
    island.clock.advance(2_000);
    link.fault = slow;
    await client.drainOnce(TIME_ENOUGH);
    const [portal, lost, busy, last] = drainsOf(phone);
    expect(new Set([portal?.episode, lost?.episode, busy?.episode]).size).toBe(3);
    expect(last).toEqual({ episode: busy?.episode, elapsedMs: 2_000, remaining: 0 });
  });

  it('begins after a restart too, if what waits was made without contact', async () => {
    const { island, phone, client, link, slow } = await slowIsland();
    link.offline = true;
    await client.drainOnce(TIME_ENOUGH);
    await noteMany(client, 3);
    const again = await phone.restart();
    link.offline = false;
    link.fault = slow;
    await again.drainOnce(TIME_ENOUGH);
    expect(drainsOf(phone)).toMatchObject([{ elapsedMs: 0, remaining: 0 }]);
    expect(notedBy(island.server)).toHaveLength(3);
  });
});

it('every push says when it was sent', async () => {
  const { island, phone, client } = await slowIsland();
  const atMs = island.clock.nowMs();
  await noteMany(client, 1);
  island.clock.advance(5_000);
  await client.drainOnce(TIME_ENOUGH);
  const [push] = pushesOf(phone);
  expect(push?.sentAt).toBe(atMs + 5_000);
  expect(push?.mutations).toMatchObject([{ claimedAt: atMs }]);
});
