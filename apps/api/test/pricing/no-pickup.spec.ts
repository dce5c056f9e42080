import { book, pinHash } from '#rides';
import { keyText, reconcile, type Row, type Verdict } from '#sync/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { bootstrap } from '../../src/bootstrap.ts';
import { readConfig } from '../../src/read-config.ts';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import { PIN, Story, type Person } from './story.ts';

const SALT = '00112233445566778899aabbccddeeff';
const LIST = 'noPickupList/island';
const FISH_FRY = {
  zoneId: 'fish-fry',
  kind: 'no_pickup',
  name: 'Oistins Bay',
  reason: 'Fish fry: no cars on Friday night',
  rings: [
    [
      { lat: 13.06, lon: -59.545 },
      { lat: 13.06, lon: -59.54 },
      { lat: 13.066, lon: -59.54 },
      { lat: 13.066, lon: -59.545 },
    ],
  ],
};

describe('R16 a zone without pickups', () => {
  let story: Story;
  let rider: Person;
  let dispatcher: Person;
  type Rows = Awaited<ReturnType<Person['pull']>>;
  let before: Rows;
  let during: Rows;

  beforeAll(async () => {
    story = await Story.begin();
    [rider, dispatcher] = await Promise.all([story.person('rider'), story.person('dispatcher')]);
    before = await rider.pull();
    expect((await dispatcher.post('/v1/ops/zones', FISH_FRY)).status).toBe(201);
    during = await rider.pull();
  });
  afterAll(() => story.end());

  const argsFor = (pickup = OISTINS) => {
    const rideId = randomUUID();
    return { rideId, pickup, dropoff: BATHSHEBA, pinSalt: SALT, pinHash: pinHash(rideId, SALT, PIN) };
  };

  /** What the rider's phone decides by itself, from the rows it was told. */
  function decidedOnPhone(rows: Rows, args: object, commit: number): Verdict {
    const nowMs = story.nowMs();
    const time = { nowMs, claimedAtMs: nowMs, validUntilMs: null, offline: true };
    const attempt = { args, actor: { subject: rider.subject, roles: ['rider'] }, time, base: null };
    return reconcile(book, attempt, (key): Row | undefined => {
      const state = rows.get(keyText(key));
      return state === undefined ? undefined : { state, commit };
    });
  }

  it('comes to phones with the commit that sets it', () => {
    expect(before.get(LIST)).toMatchObject({ zones: [{ zoneId: 'port-cruise-season-2026' }] });
    expect(during.get(LIST)).toMatchObject({ zones: [{ zoneId: 'fish-fry' }, { zoneId: 'port-cruise-season-2026' }] });
  });

  it('is refused by a phone without a network as by the server, with the same words', async () => {
    const args = argsFor();
    const onPhone = decidedOnPhone(during, args, 0);
    const { zoneId, name, reason } = FISH_FRY;
    expect(onPhone).toMatchObject({
      outcome: 'rejected',
      code: 'pickup_not_allowed',
      details: { zoneId, name, reason },
    });
    const [outcome] = await rider.push(['rides.book', args]);
    expect(outcome).toMatchObject({ outcome: 'rejected', code: 'pickup_not_allowed', details: onPhone.details });
    expect(await story.rows('SELECT 1 FROM rides.ride WHERE ride_id = $1', [args.rideId])).toEqual([]);
    const { answer } = await story.booked(rider, { pickup: OISTINS, dropoff: BATHSHEBA }, null);
    expect(answer).toMatchObject({ status: 409, body: { code: 'pickup_not_allowed' } });
  });

  it('that a phone does not know yet is a conflict, and the phone is shown it', async () => {
    const args = argsFor();
    expect(decidedOnPhone(before, args, 0).outcome).toBe('applied');
    const [outcome] = await rider.push(['rides.book', args, { base: { [LIST]: 1 } }]);
    expect(outcome).toMatchObject({ outcome: 'conflict', code: 'pickup_not_allowed' });
    expect(outcome?.conflict?.theirs).toMatchObject({ [LIST]: { zones: [{ zoneId: 'fish-fry' }, {}] } });
  });

  it('is not needed at sea: there phone and server refuse with the same words by the area that comes to phones', async () => {
    expect(before.get('operatingArea/island')).toMatchObject({ name: 'Barbados', shoreToleranceMeters: 50 });
    const far = { lat: 13.18, lon: -59.68 };
    for (const [trip, code] of [
      [{ pickup: far }, 'point_at_sea'],
      [{ dropoff: far }, 'point_at_sea'],
      [{ dropoff: BATHSHEBA }, 'trip_zero_length'],
    ] as const) {
      const args = { ...argsFor(BATHSHEBA), dropoff: OISTINS, ...trip };
      const onPhone = decidedOnPhone(before, args, 0);
      expect(onPhone).toMatchObject({ outcome: 'rejected', code });
      const refusal = { outcome: 'rejected', code, details: onPhone.details };
      expect(await rider.push(['rides.book', args])).toMatchObject([refusal]);
      const points = { pickup: args.pickup, dropoff: args.dropoff };
      const byRest = await rider.post('/v1/rides', { ...points, pin: PIN });
      const quoted = await rider.post('/v1/quotes', points);
      expect([byRest.body, quoted.body]).toMatchObject([{ code }, { code }]);
      expect([400, 409, 422]).toContain(byRest.status);
    }
  });

  it('can be gone to, and be picked up in again once it has ended', async () => {
    const there = { ...argsFor(BATHSHEBA), dropoff: OISTINS };
    expect(await rider.push(['rides.book', there])).toMatchObject([{ outcome: 'applied' }]);
    expect(await rider.push(['rides.cancel', { rideId: there.rideId }])).toMatchObject([{ outcome: 'applied' }]);
    expect((await dispatcher.post('/v1/ops/zones/fish-fry/end', {})).status).toBe(200);
    expect((await rider.pull()).get(LIST)).toEqual(before.get(LIST));
    expect(await rider.push(['rides.book', argsFor()])).toMatchObject([{ outcome: 'applied' }]);
  });

  it('is on the list of a database that is older than the list, once a server has started', async () => {
    const listed = () => story.rows('SELECT zones FROM routing.no_pickup_list');
    const now = await listed();
    await story.rows('DELETE FROM routing.no_pickup_list');
    const { url } = story.api.database;
    const settings = { PORT: '0', BIMRIDE_MANAGEMENT_PORT: '0', BIMRIDE_LOG_LEVEL: 'silent', DATABASE_URL: url };
    const second = await bootstrap(readConfig({ ...settings, BIMRIDE_DATA_DIR: story.dataDir }));
    await second.close();
    expect(await listed()).toEqual(now);
  });
});
