/** What two people read whose actions, made apart, cannot both stand: word for word. */
import { describe, expect, it } from '@jest/globals';
import { accept, arrive, book, cancel, goOnline, start, type Ride } from '#rides/client';
import { booking, DRIVER, Island, OISTINS, RIDER, TIME_ENOUGH, signedIn, type Phone } from '../../test/phones.ts';
import { MemoryStorage } from '../storage/memory.ts';

const HERE = { position: OISTINS };

/** A rider and their driver, who has accepted; both are now without contact. */
async function apart() {
  const island = new Island();
  const rider = await island.phone();
  const driver = await island.phone({ person: DRIVER, token: signedIn(DRIVER) });
  const meet = async (...phones: readonly Phone[]): Promise<void> => {
    for (const { client, link } of phones) {
      link.offline = false;
      await client.drainOnce(TIME_ENOUGH);
    }
  };
  const args = booking();
  const { rideId } = args;
  await driver.client.mutate(goOnline, HERE);
  await rider.client.mutate(book, args);
  await meet(rider, driver);
  island.offer(rideId);
  await meet(driver);
  await driver.client.mutate(accept, { rideId });
  await meet(driver, rider);
  for (const { link } of [rider, driver]) link.offline = true;
  /** What a person reads of it: the ride as it stands, and what came of what they did. */
  const reads = ({ client }: Phone) => ({
    ride: client.get<Ride>(`ride/${rideId}`)?.status,
    told: client.inbox().map(({ kind, words }) => ({ kind, ...words })),
  });
  return { rideId, rider, driver, meet, reads };
}

describe('Y4 the rider calls it off while the driver goes on', () => {
  it('the cancellation came first: it is kept, and the driver reads what of theirs is dropped', async () => {
    const { rideId, rider, driver, meet, reads } = await apart();
    await rider.client.mutate(cancel, { rideId, reason: 'changed_mind' });
    await driver.client.mutate(arrive, { rideId, ...HERE });
    await meet(rider, driver, rider);
    expect(reads(rider)).toEqual({
      ride: 'cancelled',
      told: [
        {
          kind: 'done',
          wanted: 'Calls a ride off.',
          reason: 'The ride is cancelled. A driver had already accepted it.',
          next: null,
          dropped: null,
          instead: [],
        },
        {
          kind: 'overtook',
          wanted: 'Says that the driver is at the pickup.',
          reason: 'Somebody else wanted this, and it came after what you did. Yours stands.',
          next: null,
          dropped: 'The driver would be at the pickup.',
          instead: ['The ride is now cancelled.'],
        },
      ],
    });
    expect(reads(driver)).toEqual({
      ride: 'cancelled',
      told: [
        {
          kind: 'conflict',
          wanted: 'Says that the driver is at the pickup.',
          reason: 'The ride has been cancelled.',
          next: null,
          dropped: 'The driver would be at the pickup.',
          instead: ['The ride is now cancelled.'],
        },
      ],
    });
  });

  it('the start came first: it is kept, and the rider reads what of theirs is dropped', async () => {
    const { rideId, rider, driver, meet, reads } = await apart();
    await driver.client.mutate(arrive, { rideId, ...HERE });
    await driver.client.mutate(start, { rideId, pin: '1234' });
    await rider.client.mutate(cancel, { rideId, reason: 'changed_mind' });
    await meet(driver, rider, driver);
    expect(reads(driver)).toEqual({
      ride: 'started',
      told: [
        {
          kind: 'overtook',
          wanted: 'Calls a ride off.',
          reason: 'Somebody else wanted this, and it came after what you did. Yours stands.',
          next: null,
          dropped: 'The ride would be cancelled.',
          instead: ['The ride is now started.'],
        },
      ],
    });
    expect(reads(rider)).toEqual({
      ride: 'started',
      told: [
        {
          kind: 'conflict',
          wanted: 'Calls a ride off.',
          reason: 'The ride is under way. Ask the driver to end it, or call us.',
          next: null,
          dropped: 'The ride would be cancelled.',
          instead: ['The ride is now started.'],
        },
      ],
    });
  });

  it('tells whose action stood until they have seen it, and nothing that leads to the other person', async () => {
    const { rideId, rider, driver, meet } = await apart();
    await driver.client.mutate(arrive, { rideId, ...HERE });
    await driver.client.mutate(start, { rideId, pin: '1234' });
    const cancelled = await rider.client.mutate(cancel, { rideId, reason: 'changed_mind' });
    await meet(driver, rider, driver);
    const [told] = driver.client.inbox();
    const { clientID } = rider.client.inbox()[0] ?? {};
    expect(cancelled.state()).toMatchObject({ outcome: { outcome: 'conflict' } });
    expect(told).toMatchObject({ yours: null, theirs: { [`ride/${rideId}`]: driver.client.get(`ride/${rideId}`) } });
    for (const secret of [RIDER.subject, 'changed_mind', clientID]) expect(JSON.stringify(told)).not.toContain(secret);
    if (told) await driver.client.acknowledge(told);
    await meet(driver);
    expect((await driver.restart()).inbox()).toEqual([]);
    expect(rider.client.inbox()).toHaveLength(1);
  });

  it('tells nobody of what was the person’s own doing', async () => {
    const { rideId, rider, driver, meet } = await apart();
    const other = await rider.restart({ storage: new MemoryStorage() });
    rider.link.offline = false;
    await other.drainOnce(TIME_ENOUGH);
    await other.mutate(cancel, { rideId, reason: 'changed_mind' });
    await rider.client.mutate(cancel, { rideId, reason: 'changed_mind' });
    await rider.client.drainOnce(TIME_ENOUGH);
    await other.drainOnce(TIME_ENOUGH);
    await meet(driver);
    expect(other.inbox().map(({ kind }) => kind)).toContain('conflict');
    expect(driver.client.inbox()).toEqual([]);
  });
});
