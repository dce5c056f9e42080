import { receiptSchema } from '../../src/pricing/pricing-schemas.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import type { Done } from '../phone/index.ts';
import { Story, type Person } from './story.ts';

const TRIP = { pickup: OISTINS, dropoff: BATHSHEBA };
const MINUTE_MS = 60_000;
const WAITED = { position: OISTINS, waitedMs: 6 * MINUTE_MS };

describe('a rider who does not come', () => {
  let story: Story;
  let rider: Person;
  let driver: Person;
  let rideId: string;

  beforeAll(async () => {
    story = await Story.begin();
  });
  afterAll(() => story.end());
  beforeEach(async () => {
    [rider, driver] = await Promise.all([story.person('rider'), story.person('driver')]);
    ({ rideId } = await story.booked(rider, TRIP, await story.quoted(rider, TRIP)));
    await story.accepted(driver, rideId);
    story.clock.offsetMs += 20 * MINUTE_MS;
    arrivedMs = story.nowMs() - 10 * MINUTE_MS;
  });
  // Who stays on duty would be asked to take the next story's ride.
  afterEach(() => driver.push(['drivers.goOffline', {}]));

  // By the driver's phone, which was out of contact.
  let arrivedMs: number;
  const arrive = (position: object | null = OISTINS): Done => [
    'rides.arrive',
    { rideId, ...(position === null ? {} : { position }) },
    { claimedAt: arrivedMs, offline: true },
  ];
  const giveUp = (says: object = {}, claimedAt = arrivedMs + WAITED.waitedMs): Done => [
    'rides.noShow',
    { rideId, ...WAITED, ...says },
    { claimedAt, offline: true },
  ];
  const rideNow = async () => (await rider.get(`/v1/rides/${rideId}`)).body;
  const chargesOf = async () => (await story.rows('SELECT 1 FROM pricing.fare WHERE ride_id = $1', [rideId])).length;

  it('is told so, and owes the fee of the row that says so; all of it made without a network', async () => {
    const outcomes = await driver.push(arrive(), giveUp());
    expect(outcomes).toMatchObject([{ outcome: 'applied' }, { outcome: 'applied' }]);
    expect((await rider.pull()).get(`ride/${rideId}`)).toMatchObject({
      status: 'cancelled',
      cancelledBy: 'driver',
      cancelReason: 'no_show',
      cancelledClaimedAtMs: arrivedMs + WAITED.waitedMs,
      noShow: { arrivedMeters: 0, distanceMeters: 0, waitedMs: WAITED.waitedMs },
      arrivedPosition: null,
    });
    expect(await rideNow()).toMatchObject({ cancelledBy: 'driver', noShow: { waitedMs: WAITED.waitedMs } });
    expect(await story.fare(rider, rideId)).toMatchObject({
      feeRowId: 'no-show',
      fareCents: 1000,
      driverPayCents: 1000,
    });
    expect(await story.ledger(rideId)).toEqual({ rider_receivable: 1000, driver_payable: -1000 });
    const receipt = receiptSchema.parse((await rider.get(`/v1/rides/${rideId}/receipt`)).body);
    expect(receipt).toMatchObject({ feeRowId: 'no-show', openCents: 1000 });
    const { text } = await rider.text(`/v1/rides/${rideId}/receipt.html`);
    expect(text).toContain('A fee: the driver waited at the pickup and nobody came.');
    expect(text).toContain('Nobody came');
    const auditor = await story.person('auditor');
    expect((await auditor.post(`/v1/ops/fares/${rideId}/recompute`, {})).body).toMatchObject({ same: true });
    // Who disputes it gets it back from support; the driver keeps the pay.
    const support = await story.person('support');
    const refund = { refundCents: 1000, reason: 'The rider stood at the other gate' };
    expect((await support.post(`/v1/ops/fares/${rideId}/refunds`, refund)).status).toBe(201);
    expect(await story.ledger(rideId)).toEqual({ rider_receivable: 0, driver_payable: -1000, refunds: 1000 });
    const rows = await Promise.all([rider.pull(), driver.pull()]);
    expect(rows[0].get(`rider/${rider.subject}`)).toMatchObject({ openRideId: null });
    expect(rows[1].get(`driver/${driver.subject}`)).toMatchObject({ activeRideId: null, online: true });
  });

  it('R15 has all the grace, by the server’s clock too', async () => {
    await driver.push(['rides.arrive', { rideId, position: OISTINS }]);
    expect(await driver.push(['rides.noShow', { rideId, ...WAITED }])).toMatchObject([{ code: 'clocks_disagree' }]);
    story.clock.offsetMs += WAITED.waitedMs;
    expect(await driver.push(['rides.noShow', { rideId, ...WAITED }])).toMatchObject([{ outcome: 'applied' }]);
  });

  it('R15 owes nothing for a spoofed arrival, and what was said is kept', async () => {
    const lies: readonly (readonly [string, readonly [Done, Done]])[] = [
      ['pickup_far', [arrive(BATHSHEBA), giveUp()]],
      ['pickup_far', [arrive(), giveUp({ position: BATHSHEBA })]],
      ['grace_not_over', [arrive(), giveUp({ waitedMs: MINUTE_MS })]],
      ['clocks_disagree', [arrive(), giveUp({}, arrivedMs - 60 * MINUTE_MS)]],
      ['arrival_unproven', [arrive(null), giveUp()]],
    ];
    for (const [code, [arrival, noShow]] of lies) {
      const [who, passenger] = await Promise.all([story.person('driver'), story.person('rider')]);
      ({ rideId } = await story.booked(passenger, TRIP, null));
      await story.accepted(who, rideId);
      story.clock.offsetMs += 20 * MINUTE_MS;
      const named = ([name, args, more]: Done): Done => [name, { ...args, rideId }, more ?? {}];
      expect(await who.push(named(arrival), named(noShow))).toMatchObject([
        { outcome: 'applied' },
        { outcome: 'rejected', code, message: expect.any(String) },
      ]);
      expect((await passenger.get(`/v1/rides/${rideId}`)).body).toMatchObject({ status: 'arrived', noShow: null });
      const kept = await story.rows(
        `SELECT args, claimed_at_ms FROM sync.ledger WHERE name = 'rides.noShow' AND args ->> 'rideId' = $1`,
        [rideId],
      );
      expect(kept).toMatchObject([{ args: { waitedMs: expect.any(Number), position: expect.anything() } }]);
      expect(await chargesOf()).toBe(0);
      await passenger.post(`/v1/rides/${rideId}/cancel`, {});
      await who.push(['drivers.goOffline', {}]);
    }
  });

  it('or cancels, does not pay for a driver at the pickup who was somewhere else', async () => {
    await driver.push(arrive(BATHSHEBA));
    expect((await rider.post(`/v1/rides/${rideId}/cancel`, {})).status).toBe(200);
    expect(await story.fare(rider, rideId)).toMatchObject({ feeRowId: 'rider-late', fareCents: 500 });
  });

  it('R8 and cancelled before the driver’s report came: the cancel stands, and its fee', async () => {
    await driver.push(arrive());
    expect((await rider.post(`/v1/rides/${rideId}/cancel`, {})).status).toBe(200);
    expect(await driver.push(giveUp())).toMatchObject([
      { outcome: 'rejected', code: 'ride_cancelled', details: { cancelledBy: 'rider', cancelledClaimedAtMs: null } },
    ]);
    expect(await story.fare(rider, rideId)).toMatchObject({ feeRowId: 'rider-at-pickup' });
    expect(await chargesOf()).toBe(1);
  });

  it('R8 and whose cancel came after the report: the report stands, and its fee', async () => {
    await driver.push(arrive(), giveUp());
    const phone = rider.onAnotherPhone();
    const cancel: Done = ['rides.cancel', { rideId }, { claimedAt: arrivedMs, offline: true }];
    expect(await phone.push(cancel)).toMatchObject([
      { outcome: 'rejected', code: 'ride_over', details: { status: 'cancelled' } },
    ]);
    expect(await story.fare(rider, rideId)).toMatchObject({ feeRowId: 'no-show' });
    expect(await chargesOf()).toBe(1);
  });
});
