import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { jobsSchema } from '../../src/sync/job-schemas.ts';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import { until } from '../harness/until.ts';
import type { Done } from '../phone/index.ts';
import { PIN, Story, type Person } from '../pricing/story.ts';

const DAY_MS = 86_400_000;
const TRIP = { pickup: OISTINS, dropoff: BATHSHEBA };
const SALT = '00112233445566778899aabbccddeeff';
const HASH = 'a'.repeat(64);

/** Everything that an action could have done a second time. */
const DONE_SQL = `SELECT (SELECT count(*)::int FROM rides.ride) AS rides, (SELECT count(*)::int FROM pricing.fare) AS fares,
  (SELECT count(*)::int FROM pricing.cash_payment) AS payments, (SELECT count(*)::int FROM pricing.ledger_entry) AS entries,
  (SELECT sum(kept_cents)::int FROM pricing.drawer) AS cash, (SELECT sum(offer_count)::int FROM rides.ride) AS offers`;

describe('R13 an action that comes again after 30 days', () => {
  let story: Story;
  let rider: Person;
  let driver: Person;
  let second: Person;
  const rest = { key: randomUUID(), body: { ...TRIP, rideId: randomUUID(), pin: PIN } };
  const bookedBy = (rideId: string): Done => ['rides.book', { rideId, ...TRIP, pinSalt: SALT, pinHash: HASH }];
  const pushed = randomUUID();
  const before: { rest?: unknown; done?: unknown } = {};

  /** A ride from the booking by REST to its cash, another one by push that is called off: and all of it pushed by its phones. */
  beforeAll(async () => {
    story = await Story.begin();
    [rider, driver] = await Promise.all([story.person('rider'), story.person('driver')]);
    second = rider.onAnotherPhone();
    before.rest = (await rider.post('/v1/rides', rest.body, rest.key)).body['outcome'];
    const { rideId } = rest.body;
    await story.accepted(driver, rideId);
    await driver.push(['rides.arrive', { rideId, position: OISTINS }], ['rides.start', { rideId, pin: PIN }]);
    await driver.push(['rides.end', { rideId }]);
    await story.fare(rider, rideId);
    const paid = { currency: 'BBD', tenderedCents: 10_000, changeCents: 0, fareCents: 10_000, cashDueCents: 10_000 };
    await driver.push(['pricing.recordCash', { rideId, paymentId: randomUUID(), ...paid }], ['drivers.goOffline', {}]);
    await rider.push(bookedBy(pushed), ['rides.cancel', { rideId: pushed, reason: 'changed_mind' }]);
    await second.push(bookedBy(pushed));
    before.done = await story.rows(DONE_SQL);

    story.clock.offsetMs += 30 * DAY_MS;
    const admin = await story.person('admin');
    expect(await admin.post('/v1/ops/jobs/retention/runs', {})).toMatchObject({ status: 202 });
    const ended = async () => {
      const { jobs } = jobsSchema.parse((await admin.get('/v1/ops/jobs')).body);
      return jobs.find(({ name }) => name === 'retention')?.last?.state;
    };
    await until('what is old is gone', async () => (await ended()) === 'done');
  });
  afterAll(() => story.end());

  it('is answered byte for byte as it was then, to each of its phones', async () => {
    expect(before.done).toEqual([expect.objectContaining({ rides: 2, fares: 1, payments: 1, cash: 10_000 })]);
    for (const phone of [rider, driver, second]) expect(await phone.changedRepeats()).toEqual([]);
    expect(await rider.post('/v1/rides', rest.body, rest.key)).toMatchObject({
      status: 200,
      body: { outcome: before.rest },
    });
    expect(await story.rows(DONE_SQL)).toEqual(before.done);
  });

  it('is not done a second time for a phone that its person has bought since', async () => {
    const bought = rider.onAnotherPhone();
    expect(await bought.push(bookedBy(pushed))).toMatchObject([
      { outcome: 'rejected', code: 'ride_exists', details: { status: 'cancelled' } },
    ]);
    expect(await bought.push(bookedBy(rest.body.rideId))).toMatchObject([
      { outcome: 'rejected', code: 'ride_exists', details: { status: 'ended' } },
    ]);
    expect(await story.rows(DONE_SQL)).toEqual(before.done);
  });
});
