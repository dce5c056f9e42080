import { SYNC_LIMITS } from '#sync';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { callHttp } from '../harness/http-caller.ts';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import { PIN, Story, type Person } from './story.ts';

const TRIP = { pickup: OISTINS, dropoff: BATHSHEBA };

const longId = (role: string): string => `${role}-${randomUUID()}-`.padEnd(SYNC_LIMITS.subjectCharsMax, 'x');

describe('people of the longest id that a token may carry', () => {
  let story: Story;
  let rider: Person;
  let driver: Person;

  beforeAll(async () => {
    story = await Story.begin();
    [rider, driver] = await Promise.all([
      story.personOf(longId('rider'), 'rider'),
      story.personOf(longId('driver'), 'driver'),
    ]);
  });
  afterAll(() => story.end());

  it('book, are offered rides, drive, pay and have a fare', async () => {
    const quote = await story.quoted(rider, TRIP);
    const { rideId, answer } = await story.booked(rider, TRIP, quote);
    expect(answer.status).toBe(201);
    await story.accepted(driver, rideId);
    const { fareCents, cashDueCents } = quote;
    const paid = { paymentId: randomUUID(), currency: 'BBD', tenderedCents: cashDueCents, changeCents: 0 };
    const driven = await driver.push(
      ['rides.arrive', { rideId, position: OISTINS }],
      ['rides.start', { rideId, pin: PIN }],
      ['rides.end', { rideId }],
      ['pricing.recordCash', { rideId, fareCents, cashDueCents, ...paid }],
    );
    expect(driven.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied', 'applied']);
    expect(await story.fare(rider, rideId)).toMatchObject({ fareCents });
    expect((await story.ledger(rideId))['rider_receivable'] ?? 0).toBe(0);
    await driver.push(['drivers.goOffline', {}]);
  });

  it('are found by staff, who look at what they did and take their lost phone out of service', async () => {
    const support = await story.person('support');
    const query = `subject=${encodeURIComponent(driver.subject)}`;
    const found = await support.get(`/v1/ops/devices?${query}`);
    expect(found).toMatchObject({ status: 200, body: { items: [{ groupId: driver.device, revokedAtMs: null }] } });
    expect(await support.get(`/v1/ops/parked?${query}`)).toMatchObject({ status: 200 });
    const path = `${story.api.url}/v1/ops/devices/${driver.device}/revoke`;
    const revoked = await callHttp(path, {
      method: 'POST',
      token: support.token,
      body: { subject: driver.subject },
      headers: { 'idempotency-key': randomUUID() },
    });
    expect(revoked.status).toBe(204);
    expect(await driver.push(['drivers.goOnline', { position: OISTINS }])).toMatchObject([
      { outcome: 'parked', code: 'device_revoked' },
    ]);
  });
});
