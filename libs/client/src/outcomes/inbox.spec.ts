import { describe, expect, it } from '@jest/globals';
import { book, cancel, driverKind, rideKind, type Ride } from '#rides/client';
import { booking, Island, RIDER, TIME_ENOUGH } from '../../test/phones.ts';
import { MemoryStorage } from '../storage/memory.ts';

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
    expect(item).toMatchObject({ code: 'ride_open' });
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
