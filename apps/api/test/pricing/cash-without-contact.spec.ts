/** A driver takes more cash without contact than the credential of their phone says. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { CREDENTIAL_POLICY } from '#sync';
import { callHttp } from '../harness/http-caller.ts';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import { PIN, Story, type Person } from './story.ts';

const TRIP = { pickup: OISTINS, dropoff: BATHSHEBA };
const LIMIT_CENTS = CREDENTIAL_POLICY.driverCashCents;

let story: Story;
beforeAll(async () => void (story = await Story.begin()));
afterAll(() => story.end());

it('Y11 is kept beyond the limit, and waits for staff; what is replayed is in the books, and contact begins anew', async () => {
  const [rider, driver, support] = await Promise.all(['rider', 'driver', 'support'].map((role) => story.person(role)));
  if (!rider || !driver || !support) throw new Error('nobody is there');
  const quote = await story.quoted(rider, TRIP);
  const { rideId } = await story.booked(rider, TRIP, quote);
  await story.accepted(driver, rideId);
  await driver.push(['rides.arrive', { rideId }], ['rides.start', { rideId, pin: PIN }], ['rides.end', { rideId }]);
  await contact(driver);

  const { fareCents, cashDueCents } = quote;
  const took = (keptCents: number, offline = true) => {
    const tender = { currency: 'BBD', tenderedCents: keptCents, changeCents: 0, fareCents, cashDueCents };
    const args = { rideId, paymentId: randomUUID(), ...tender };
    return ['pricing.recordCash', args, { claimedAt: story.nowMs(), offline }] as const;
  };
  const held = { outcome: 'parked', code: 'cash_limit_reached' };
  const pushed = await driver.push(
    took(LIMIT_CENTS - 100),
    took(105),
    // What is held counts as well: nothing smaller passes it by.
    took(100),
    took(100, false),
  );
  expect(pushed).toMatchObject([{ outcome: 'applied' }, held, held, { outcome: 'applied' }]);
  expect(await kept(driver)).toBe(LIMIT_CENTS);
  expect((await driver.pull()).get(`device/${driver.device}`)).toMatchObject({ cashCents: LIMIT_CENTS + 105 });

  const ops = (method: string, path: string) =>
    callHttp(`${story.api.url}/v1/ops/${path}`, { method, token: support.token });
  const devices = await ops('GET', `devices?subject=${driver.subject}`);
  expect(devices.json).toMatchObject({ items: [{ cashLimitCents: LIMIT_CENTS, cashCents: LIMIT_CENTS + 105 }] });
  const { json } = await ops('GET', 'parked?reason=cash_limit_reached');
  const [item] = json['items'] as { clientId: string; mutationId: number }[];
  expect(item).toMatchObject({ name: 'pricing.recordCash', subject: driver.subject });
  const replayed = await ops('POST', `parked/${item?.clientId}/${item?.mutationId}/replay`);
  expect(replayed.json).toMatchObject({ replayed: [{ outcome: { outcome: 'applied' } }] });
  expect(await kept(driver)).toBe(LIMIT_CENTS + 105);

  await contact(driver);
  const after = await ops('GET', `devices?subject=${driver.subject}`);
  expect(after.json).toMatchObject({ items: [{ cashCents: 0, earlierCashCents: LIMIT_CENTS + 105 }] });
  expect(await driver.push(took(LIMIT_CENTS))).toMatchObject([{ outcome: 'applied' }]);
});

it('Y11 counts cash that was claimed before the first credential, and staff see it', async () => {
  const [driver, support] = await Promise.all(['driver', 'support'].map((role) => story.person(role)));
  if (!driver || !support) throw new Error('nobody is there');
  const claimedAt = story.nowMs() - 3_600_000;
  await contact(driver);
  const cents = LIMIT_CENTS + 100;
  const tender = { currency: 'BBD', tenderedCents: cents, changeCents: 0, fareCents: cents, cashDueCents: cents };
  const args = { rideId: randomUUID(), paymentId: randomUUID(), ...tender };
  const held = { outcome: 'parked', code: 'cash_limit_reached' };
  expect(await driver.push(['pricing.recordCash', args, { claimedAt, offline: true }])).toMatchObject([held]);
  const { json } = await callHttp(`${story.api.url}/v1/ops/devices?subject=${driver.subject}`, {
    method: 'GET',
    token: support.token,
  });
  expect(json).toMatchObject({ items: [{ cashCents: 0, earlierCashCents: cents }] });
});

async function contact(driver: Person): Promise<void> {
  const { status } = await driver.post('/v1/devices/credential', { clientGroupID: driver.device });
  expect(status).toBe(200);
}

/** What is in the driver's drawer. */
async function kept(driver: Person): Promise<unknown> {
  return (await driver.pull()).get(`drawer/${driver.subject}`)?.['keptCents'];
}
