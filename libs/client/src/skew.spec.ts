/** Clocks of phones that are wrong by years decide nothing: not who got the ride, what it costs, or whether it is wanted. By seed. */
import { expect, it } from '@jest/globals';
import { accept, arrive, book, end, goOnline, start, type Ride } from '#rides/client';
import { booking, DRIVER, Island, OISTINS, TIME_ENOUGH, signedIn } from '../test/phones.ts';
import { TestClock } from './testing/test-clock.ts';

const SKEW_MS_MAX = 50 * 365 * 86_400_000;
const SEEDS = 20;
/** Less than passes from the arrival to the end. */
const WAITED_MS = 60_000;
const RIDE_ID = '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e55';
/** Kept as evidence, each as its device told it. */
const DEVICE_TIME = /ClaimedAtMs$/;

/** A ride between two phones whose clocks are wrong, and are set again on the way. */
async function rideWith(skewMs: () => number): Promise<Ride> {
  const island = new Island();
  const clocks = [new TestClock(), new TestClock()] as const;
  const rider = await island.phone({ clock: clocks[0] });
  const driver = await island.phone({ clock: clocks[1], person: DRIVER, token: signedIn(DRIVER) });
  const between = async (): Promise<void> => {
    island.clock.advance(60_000);
    for (const clock of clocks) clock.set(island.clock.nowMs() + skewMs());
    for (const { client } of [rider, driver]) await client.drainOnce(TIME_ENOUGH);
  };
  const args = booking(RIDE_ID);
  const { rideId } = args;
  await between();
  await driver.client.mutate(goOnline, { position: OISTINS });
  await rider.client.mutate(book, { ...args, quotedFareCents: 10_750 });
  await between();
  island.offer(rideId);
  await between();
  for (const [move, more] of [
    [accept, {}],
    [arrive, {}],
    [start, { pin: '1234' }],
    [end, { waitingMs: WAITED_MS }],
  ] as const) {
    await driver.client.mutate(move as typeof arrive, { rideId, ...more });
    await between();
  }
  expect([...rider.client.inbox(), ...driver.client.inbox()]).toEqual([]);
  return island.server.state.rows.get(`ride/${rideId}`)?.state as Ride;
}

const withoutDeviceTimes = (ride: Ride) =>
  Object.entries(ride).filter(([field]) => !DEVICE_TIME.test(field) && field !== 'driverDevice');

it('Y5 gives the same ride whatever the clocks of both phones say', async () => {
  const first = Math.floor(Math.random() * 1_000_000);
  process.stdout.write(`skew: seeds ${first} to ${first + SEEDS - 1}\n`);
  const right = await rideWith(() => 0);
  expect(right).toMatchObject({ status: 'ended', quotedFareCents: 10_750 });
  for (let seed = first; seed < first + SEEDS; seed++) {
    const chance = new TestClock({ seed });
    const wrong = await rideWith(() => Math.floor((chance.random() * 2 - 1) * SKEW_MS_MAX));
    expect({ seed, ride: withoutDeviceTimes(wrong) }).toEqual({ seed, ride: withoutDeviceTimes(right) });
    expect(wrong.requestedClaimedAtMs).not.toBe(right.requestedClaimedAtMs);
  }
});

const WANTED_MS = 1_800_000;

/** A booking that is wanted for half an hour, made without contact on a phone whose clock is wrong. */
async function bookingAfter(withoutContactMs: number, clock: TestClock): Promise<Ride> {
  const island = new Island();
  const { client, link } = await island.phone({ clock });
  link.offline = true;
  await client.mutate(book, booking(RIDE_ID), { validUntilMs: clock.nowMs() + WANTED_MS });
  for (const one of [island.clock, clock]) one.advance(withoutContactMs);
  link.offline = false;
  await client.drainOnce(TIME_ENOUGH);
  return island.server.state.rows.get(`ride/${RIDE_ID}`)?.state as Ride;
}

it('Y5 keeps a booking for as long as it was wanted, and no longer, however wrong the clock is', async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  process.stdout.write(`skew of bookings: seed ${seed}\n`);
  const chance = new TestClock({ seed });
  for (let time = 0; time < SEEDS; time++) {
    const clockAt = () => new TestClock({ nowMs: new TestClock().nowMs() + skewMs });
    const skewMs = Math.floor((chance.random() * 2 - 1) * SKEW_MS_MAX);
    for (const waitedMs of [60_000, WANTED_MS + 60_000]) {
      const [right, wrong] = [await bookingAfter(waitedMs, new TestClock()), await bookingAfter(waitedMs, clockAt())];
      expect(right.status).toBe(waitedMs < WANTED_MS ? 'requested' : 'lapsed');
      expect({ skewMs, ride: withoutDeviceTimes(wrong) }).toEqual({ skewMs, ride: withoutDeviceTimes(right) });
    }
  }
});

it('keeps it too when the network sets the clock right before it is sent, if the app lives', async () => {
  const island = new Island();
  const clock = new TestClock({ nowMs: 0 });
  const { client } = await island.phone({ clock });
  const saved = await client.mutate(book, booking(), { validUntilMs: clock.nowMs() + WANTED_MS });
  for (const one of [island.clock, clock]) one.advance(60_000);
  clock.set(island.clock.nowMs());
  await client.drainOnce(TIME_ENOUGH);
  expect(saved.state()).toMatchObject({ stage: 'confirmed', outcome: { outcome: 'applied' } });
  expect(client.scan('ride/')).toMatchObject([{ value: { status: 'requested' } }]);
});
