import { describe, expect, it } from '@jest/globals';
import { accept, arrive, book, cancel, confirm, driverKind, goOnline, rideKind, start, type Ride } from '#rides/client';
import { booking, DRIVER, Island, OISTINS, RIDER, signedIn, TIME_ENOUGH } from '../../test/phones.ts';
import type { BimrideClient } from '../bimride-client.ts';
import { MemoryStorage } from '../storage/memory.ts';

type Settle = (client: BimrideClient, rideId: string) => Promise<unknown>;

/** A ride whose driver is at the pickup, as both phones know. */
async function arrived() {
  const island = new Island();
  const rider = await island.phone();
  const driver = await island.phone({ person: DRIVER, token: signedIn(DRIVER) });
  const sync = async (...phones: (typeof rider)[]): Promise<void> => {
    for (const { client } of phones) await client.drainOnce(TIME_ENOUGH);
  };
  const args = booking();
  const { rideId } = args;
  await driver.client.mutate(goOnline, { position: OISTINS });
  await rider.client.mutate(book, args);
  await sync(rider, driver);
  island.offer(rideId);
  await sync(driver);
  await driver.client.mutate(accept, { rideId });
  await driver.client.mutate(arrive, { rideId, position: OISTINS });
  await sync(driver, rider);
  return { island, rider, driver, rideId };
}

describe('the inbox', () => {
  it('tells a refusal in words, on every device of the person, until it is acknowledged', async () => {
    const island = new Island();
    const phone = await island.phone();
    await phone.client.mutate(book, booking());
    await phone.client.mutate(book, booking());
    phone.link.fault = ({ path }) => (path.endsWith('/pull') ? 'lose_request' : null);
    await phone.client.drainOnce(TIME_ENOUGH);
    const words = {
      wanted: 'Asks for a car from one place to another.',
      reason: 'You already have an open ride.',
      next: null,
      dropped: null,
      instead: [],
    };
    expect(phone.client.inbox()).toMatchObject([{ kind: 'rejected', code: 'ride_open', words }]);
    phone.link.fault = () => null;
    await phone.client.drainOnce(TIME_ENOUGH);
    expect(phone.client.inbox()).toMatchObject([{ kind: 'rejected', code: 'ride_open', words }]);

    const other = await phone.restart({ storage: new MemoryStorage() });
    await other.drainOnce(TIME_ENOUGH);
    const [item] = other.inbox();
    // True of the phone that was told so; this one may be the one with the open ride.
    const told = {
      ...words,
      reason: expect.stringMatching(/^Your other phone, .* was told: “You already have an open ride.”$/),
    };
    expect(item).toMatchObject({ code: 'ride_open', ofThisDevice: false, words: told });
    expect(phone.client.inbox()).toMatchObject([{ ofThisDevice: true, words }]);
    if (item) await other.acknowledge(item);
    expect(other.inbox()).toEqual([]);
    await other.drainOnce(TIME_ENOUGH);
    await phone.client.drainOnce(TIME_ENOUGH);
    expect(phone.client.inbox()).toEqual([]);
    expect(await phone.restart().then((again) => again.inbox())).toEqual([]);
  });

  it('Y4 shows both sides of a conflict', async () => {
    const island = new Island();
    const { client, link } = await island.phone();
    const args = booking();
    await client.mutate(book, args);
    await client.drainOnce(TIME_ENOUGH);
    link.offline = true;
    await client.mutate(cancel, { rideId: args.rideId, reason: 'changed_mind' });
    const ride = island.server.state.rows.get(`ride/${args.rideId}`)?.state as Ride;
    const ended = { status: 'ended', driverId: 'd', acceptedAtMs: 1, startedAtMs: 2, endedAtMs: 3 } as const;
    island.server.put(rideKind.put({ ...ride, ...ended }));
    link.offline = false;
    await client.drainOnce(TIME_ENOUGH);
    const [item] = client.inbox();
    expect(item).toMatchObject({
      kind: 'conflict',
      yours: { reason: 'changed_mind' },
      words: { instead: ['The ride is now ended.'] },
    });
    expect(item?.theirs).toMatchObject({ [`ride/${args.rideId}`]: { status: 'ended' } });
    expect(driverKind.kind).toBe('driver');
  });

  it('no longer tells of a late booking that its person has confirmed, offline too, or called off', async () => {
    const confirms: Settle = (client, rideId) => client.mutate(confirm, { rideId });
    const cancels: Settle = (client, rideId) => client.mutate(cancel, { rideId });
    for (const [settle, isOffline] of [
      [confirms, false],
      [cancels, false],
      [cancels, true],
    ] as const) {
      const island = new Island();
      const { client, link, restart } = await island.phone();
      link.offline = true;
      const args = booking();
      await client.mutate(book, args, { validUntilMs: island.clock.nowMs() + 60_000 });
      island.clock.advance(3_600_000);
      link.offline = false;
      await client.drainOnce(TIME_ENOUGH);
      expect(client.inbox()).toMatchObject([{ kind: 'reoffer', code: 'booking_lapsed' }]);
      link.offline = isOffline;
      await settle(client, args.rideId);
      expect(client.inbox()).toEqual([]);
      link.offline = false;
      await client.drainOnce(TIME_ENOUGH);
      expect((await restart()).inbox()).toEqual([]);
    }
  });

  it('tells of a wrong PIN as missed, until the right one came or the ride is over', async () => {
    const { island, driver, rider, rideId } = await arrived();
    driver.link.offline = true;
    const wrong = await driver.client.mutate(start, { rideId, pin: '0000' });
    expect(wrong.expected).toMatchObject({ outcome: 'missed', code: 'pin_wrong' });
    driver.link.offline = false;
    await driver.client.drainOnce(TIME_ENOUGH);
    expect(driver.client.inbox()).toMatchObject([{ kind: 'missed', code: 'pin_wrong', ofThisDevice: true }]);
    driver.link.offline = true;
    await driver.client.mutate(start, { rideId, pin: '1234' });
    expect(driver.client.inbox()).toEqual([]);
    // The rider’s word came first: the right PIN is refused, and the wrong one asks nothing any more.
    await rider.client.mutate(cancel, { rideId });
    await rider.client.drainOnce(TIME_ENOUGH);
    driver.link.offline = false;
    await driver.client.drainOnce(TIME_ENOUGH);
    expect(driver.client.inbox()).toMatchObject([{ kind: 'conflict', code: 'ride_cancelled' }]);
    expect(island.server.state.rows.get(`ride/${rideId}`)?.state).toMatchObject({
      status: 'cancelled',
      pinFailures: 1,
    });
  });

  it('tells of a late booking that is offered again, though it took effect, and forgets it when seen', async () => {
    const island = new Island();
    const { client, link, restart } = await island.phone();
    link.offline = true;
    const saved = await client.mutate(book, booking(), { validUntilMs: island.clock.nowMs() + 60_000 });
    island.clock.advance(3_600_000);
    link.offline = false;
    await client.drainOnce(TIME_ENOUGH);
    expect(saved.state()).toMatchObject({
      stage: 'confirmed',
      outcome: { outcome: 'applied', code: 'booking_lapsed' },
    });
    const [item] = (await restart()).inbox();
    expect(item).toMatchObject({ kind: 'reoffer', code: 'booking_lapsed' });
    expect(client.scan('ride/')).toMatchObject([{ value: { status: 'lapsed', riderId: RIDER.subject } }]);
    if (item) await client.acknowledge(item);
    expect((await restart()).inbox()).toEqual([]);
    expect(client.queue().waiting).toBe(0);
  });
});
