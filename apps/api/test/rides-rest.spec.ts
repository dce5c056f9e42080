import { driversPageSchema } from '../src/rides/driver-schemas.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEGAL_MOVES, pinHash, RIDE_STATUSES, type Ride } from '#rides';
import type { Outcome } from '#sync';
import { bootstrap, type RunningServer } from '../src/bootstrap.ts';
import { readConfig } from '../src/read-config.ts';
import { rideSchema } from '../src/rides/ride-schemas.ts';
import { BATHSHEBA, OISTINS } from './harness/places.ts';
import { call, until, type Answer } from './harness/probe-app.ts';
import { testDatabase, type TestDatabase } from './harness/test-database.ts';
import { startTestIssuer, type TestIssuer } from './harness/test-issuer.ts';
import { HttpPhone } from './phone/index.ts';

const QUOTED_FROM = { tariffVersion: 'v2025.1', mapVersion: 'm1', quotedForMs: 1_796_000_000_000 };
const TRIP = { pickup: OISTINS, dropoff: BATHSHEBA, pin: '4821' };

interface Party {
  readonly subject: string;
  readonly token: string;
  readonly phone: HttpPhone;
}

describe('rides by REST', () => {
  let database: TestDatabase;
  let issuer: TestIssuer;
  let dataDir: string;
  let server: RunningServer;

  beforeAll(async () => {
    [database, issuer, dataDir] = await Promise.all([
      testDatabase(),
      startTestIssuer(),
      mkdtemp(join(tmpdir(), 'bimride-rest-')),
    ]);
    server = await bootstrap(
      readConfig({
        PORT: '0',
        BIMRIDE_MANAGEMENT_PORT: '0',
        DATABASE_URL: database.url,
        OIDC_ISSUER: issuer.issuer,
        BIMRIDE_DATA_DIR: dataDir,
        BIMRIDE_LOG_LEVEL: 'silent',
      }),
    );
  });
  afterAll(async () => {
    await server.close();
    await Promise.all([database.close(), issuer.close(), rm(dataDir, { recursive: true })]);
  });

  const party = async (...roles: string[]): Promise<Party> => {
    const subject = `${roles.join('-')}-${randomUUID()}`;
    const caller = { subject, token: await issuer.mint({ sub: subject, roles }) };
    return { ...caller, phone: new HttpPhone(caller) };
  };
  const get = (path: string, who?: Party): Promise<Answer> => call(`${server.url}${path}`, who?.token);
  const post = (path: string, who: Party, body?: unknown, key: string | null = randomUUID()): Promise<Answer> =>
    call(`${server.url}${path}`, who.token, {
      method: 'POST',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === null ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  /** One mutation, as the phone of a driver would push it. */
  const push = async (who: Party, name: string, args: object): Promise<readonly Outcome[]> =>
    who.phone.do(server.url, [name, args]);
  const booked = async (rider: Party, more: object = {}): Promise<Ride> => {
    const answer = await post('/v1/rides', rider, { ...TRIP, ...more });
    expect(answer.status).toBe(201);
    return answer.body['ride'] as Ride;
  };

  describe('booking', () => {
    it('makes one ride for one key, however often it is asked', async () => {
      const rider = await party('rider');
      const key = randomUUID();
      const first = await post('/v1/rides', rider, TRIP, key);
      expect(first).toMatchObject({
        status: 201,
        body: { outcome: { outcome: 'applied' }, ride: { status: 'requested', riderId: rider.subject, ...OMIT_PIN } },
      });
      const ride = rideSchema.parse(first.body['ride']);
      // Salt and hash are for phones that check a PIN without a network: who has them can try all PINs.
      expect(first.body['ride']).not.toHaveProperty('pinHash');
      expect(first.body['ride']).not.toHaveProperty('pinSalt');
      expect(first.headers.get('location')).toBe(`/v1/rides/${ride.rideId}`);

      const again = await post('/v1/rides', rider, TRIP, key);
      expect(again.status).toBe(200);
      expect(again.body['outcome']).toEqual(first.body['outcome']);
      expect((await get('/v1/rides', rider)).body['rides']).toHaveLength(1);
    });

    it('does not take one key for two things', async () => {
      const rider = await party('rider');
      const key = randomUUID();
      await post('/v1/rides', rider, TRIP, key);
      const other = await post('/v1/rides', rider, { ...TRIP, dropoff: OISTINS }, key);
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
      const rideId = randomUUID();
      expect(await post(`/v1/rides/${rideId}/cancel`, rider, {}, key)).toMatchObject({ status: 422 });
    });

    it('knows a key only with its owner', async () => {
      const key = randomUUID();
      const [one, two] = [await party('rider'), await party('rider')];
      expect((await post('/v1/rides', one, TRIP, key)).status).toBe(201);
      expect((await post('/v1/rides', two, TRIP, key)).status).toBe(201);
    });

    it.each([
      ['none', null, 'idempotency_key_missing'],
      ['an empty one', '', 'idempotency_key_missing'],
      ['a long one', 'k'.repeat(201), 'idempotency_key_invalid'],
      ['one with spaces', 'a b', 'idempotency_key_invalid'],
    ])('asks for a key and gets %s', async (_what, key, code) => {
      const rider = await party('rider');
      expect(await post('/v1/rides', rider, TRIP, key)).toMatchObject({ status: 400, body: { code } });
      expect((await get('/v1/rides', rider)).body['rides']).toEqual([]);
    });

    it('takes salt and hash of a phone that keeps its PIN to itself', async () => {
      const rider = await party('rider');
      const rideId = randomUUID();
      const { pin, ...trip } = TRIP;
      const pinSalt = '00112233445566778899aabbccddeeff';
      const own = { rideId, pinSalt, pinHash: pinHash(rideId, pinSalt, pin) };
      expect((await post('/v1/rides', rider, { ...trip, ...own })).body['ride']).toMatchObject({ rideId });
      const stored: unknown = await database.dataSource.query('SELECT pin_hash FROM rides.ride WHERE ride_id = $1', [
        rideId,
      ]);
      expect(stored).toEqual([{ pin_hash: own.pinHash }]);
    });

    it.each([
      ['no PIN at all', { pin: undefined }],
      ['two kinds of PIN', { pinSalt: '0'.repeat(16), pinHash: '0'.repeat(64) }],
      ['a hash that is bound to no ride', { pin: undefined, pinSalt: '0'.repeat(16), pinHash: '0'.repeat(64) }],
      ['a place in Grenada', { pickup: { lat: 12.05, lon: -61.75 } }],
      ['a fare below nothing', { ...QUOTED_FROM, quotedFareCents: -1 }],
      ['a fare from nowhere, which would promise nothing', { quotedFareCents: 10_744 }],
      ['a fare of an unknown map', { ...QUOTED_FROM, mapVersion: undefined, quotedFareCents: 10_744 }],
      ['something unknown', { tip: 100 }],
    ])('refuses %s, and changes nothing', async (_what, wrong) => {
      const rider = await party('rider');
      const answer = await post('/v1/rides', rider, { ...TRIP, ...wrong });
      expect(answer).toMatchObject({ status: 400, body: { code: 'body_invalid' } });
      expect((await get('/v1/rides', rider)).body['rides']).toEqual([]);
    });

    it('allows one open ride, and says the rule’s own code', async () => {
      const rider = await party('rider');
      const { rideId } = await booked(rider);
      expect(await post('/v1/rides', rider, TRIP)).toMatchObject({
        status: 409,
        body: { code: 'ride_open', outcome: 'rejected', details: { rideId } },
      });
      expect(await post('/v1/rides', rider, { ...TRIP, rideId })).toMatchObject({
        status: 409,
        body: { code: 'ride_exists', details: { status: expect.any(String) } },
      });
    });

    it('by a dispatcher is for a rider, who finds the ride among their own', async () => {
      const [dispatcher, rider] = [await party('dispatcher'), await party('rider')];
      expect(await post('/v1/rides', dispatcher, TRIP)).toMatchObject({ status: 409, body: { code: 'rider_missing' } });
      const unknown = await post('/v1/rides', dispatcher, { ...TRIP, riderId: `${rider.subject}x` });
      expect(unknown).toMatchObject({ status: 409, body: { code: 'rider_unknown' } });
      const ride = await booked(dispatcher, { riderId: rider.subject, newRider: true });
      expect(ride).toMatchObject({ bookedBy: 'dispatcher', riderId: rider.subject });
      expect(ride).not.toHaveProperty('pinHash');
      expect((await get('/v1/rides', rider)).body['rides']).toMatchObject([{ rideId: ride.rideId }]);
    });

    it('is nobody else’s business', async () => {
      const driver = await party('driver');
      expect(await post('/v1/rides', driver, TRIP)).toMatchObject({ status: 403, body: { code: 'permission_denied' } });
      const rider = await party('rider');
      const forOther = await post('/v1/rides', rider, { ...TRIP, riderId: driver.subject });
      expect(forOther).toMatchObject({ status: 409, body: { code: 'rider_not_you' } });
    });
  });

  describe('cancelling', () => {
    it('ends the ride once, and says so again under the same key', async () => {
      const rider = await party('rider');
      const { rideId } = await booked(rider);
      const key = randomUUID();
      const reason = { reason: 'changed_mind' };
      expect(await post(`/v1/rides/${rideId}/cancel`, rider, reason, key)).toMatchObject({
        status: 200,
        body: { outcome: { outcome: 'applied' }, ride: { status: 'cancelled', cancelReason: 'changed_mind' } },
      });
      expect(await post(`/v1/rides/${rideId}/cancel`, rider, reason, key)).toMatchObject({ status: 200 });
      expect(await post(`/v1/rides/${rideId}/cancel`, rider)).toMatchObject({
        status: 409,
        body: { code: 'ride_over' },
      });
    });

    it('needs no body', async () => {
      const rider = await party('rider');
      const { rideId } = await booked(rider);
      expect(await post(`/v1/rides/${rideId}/cancel`, rider)).toMatchObject({ status: 200 });
    });

    it('of somebody else’s ride finds none, exactly like one that is not there', async () => {
      const [rider, other] = [await party('rider'), await party('rider')];
      const { rideId } = await booked(rider);
      const [others, missing] = [
        await post(`/v1/rides/${rideId}/cancel`, other),
        await post(`/v1/rides/${randomUUID()}/cancel`, other),
      ];
      expect(others).toMatchObject({ status: 404, body: { code: 'ride_not_found' } });
      expect(withoutInstance(others)).toEqual(withoutInstance(missing));
      expect((await get(`/v1/rides/${rideId}`, rider)).body['status']).not.toBe('cancelled');
    });

    it('any ride is for a dispatcher', async () => {
      const [rider, dispatcher] = [await party('rider'), await party('dispatcher')];
      const { rideId } = await booked(rider);
      const answer = await post(`/v1/rides/${rideId}/cancel`, dispatcher, { reason: 'other' });
      expect(answer).toMatchObject({ status: 200, body: { ride: { status: 'cancelled', cancelledBy: 'dispatcher' } } });
      expect((await get(`/v1/rides/${rideId}`, rider)).body).toMatchObject({ cancelledBy: 'dispatcher' });
    });
  });

  describe('looking', () => {
    it('at one ride is for its parties', async () => {
      const [rider, other, driver] = [await party('rider'), await party('rider'), await party('driver')];
      const { rideId } = await booked(rider);
      expect(rideSchema.parse((await get(`/v1/rides/${rideId}`, rider)).body)).toMatchObject({ rideId });
      for (const stranger of [other, driver]) {
        const [others, missing] = [
          await get(`/v1/rides/${rideId}`, stranger),
          await get(`/v1/rides/${randomUUID()}`, stranger),
        ];
        expect(others).toMatchObject({ status: 404, body: { code: 'ride_not_found' } });
        expect(withoutInstance(others)).toEqual(withoutInstance(missing));
      }
      expect(await get('/v1/rides/7', rider)).toMatchObject({ status: 400, body: { code: 'path_invalid' } });
    });

    it('at one’s own goes page by page, the newest first, each once', async () => {
      const rider = await party('rider');
      const rideIds: string[] = [];
      for (let count = 0; count < 5; count += 1) {
        const { rideId } = await booked(rider);
        rideIds.unshift(rideId);
        await post(`/v1/rides/${rideId}/cancel`, rider);
      }
      expect(await pages('/v1/rides?limit=2', rider)).toEqual([
        rideIds.slice(0, 2),
        rideIds.slice(2, 4),
        rideIds.slice(4),
      ]);
      expect(await pages('/v1/rides?status=ended,started', rider)).toEqual([[]]);
      const { rideId: open, requestedAtMs } = await booked(rider);
      expect(await pages('/v1/rides?status=cancelled,lapsed&limit=3', rider)).toEqual([
        rideIds.slice(0, 3),
        rideIds.slice(3),
      ]);
      expect(await pages(`/v1/rides?fromMs=${requestedAtMs}`, rider)).toEqual([[open]]);
      expect(await pages(`/v1/rides?toMs=${requestedAtMs}`, rider)).toEqual([rideIds]);
      const wrong = await get('/v1/rides?status=over', rider);
      expect(wrong).toMatchObject({ status: 400, body: { code: 'query_invalid' } });
    });

    it.each(['cursor=nonsense', 'cursor=MS4y'])('does not go on from %s', async (query) => {
      const answer = await get(`/v1/rides?${query}`, await party('rider'));
      expect(answer).toMatchObject({ status: 400, body: { code: 'cursor_invalid' } });
    });

    it.each(['limit=0', 'limit=201', 'limit=x', 'as=dispatcher', 'who=me'])('does not understand %s', async (query) => {
      const answer = await get(`/v1/rides?${query}`, await party('rider'));
      expect(answer).toMatchObject({ status: 400, body: { code: 'query_invalid' } });
    });

    it('at all of them is for staff, with filters, and without the PIN', async () => {
      const [rider, support] = [await party('rider'), await party('support')];
      const cancelled = await booked(rider);
      await post(`/v1/rides/${cancelled.rideId}/cancel`, rider);
      const open = await booked(rider);
      const of = `/v1/ops/rides?riderId=${rider.subject}`;
      expect(await pages(`${of}&limit=1`, support)).toEqual([[open.rideId], [cancelled.rideId]]);
      expect(await pages(`${of}&status=cancelled,ended`, support)).toEqual([[cancelled.rideId]]);
      expect(await pages(`/v1/ops/rides?driverId=nobody`, support)).toEqual([[]]);
      const { body } = await get(of, support);
      expect(JSON.stringify(body)).not.toMatch(/pinHash|pinSalt/);
      expect(await get('/v1/ops/rides', rider)).toMatchObject({ status: 403 });
      expect(await get('/v1/ops/rides?status=lost', support)).toMatchObject({
        status: 400,
        body: { code: 'query_invalid' },
      });
    });

    it('at one of them, whosever it is, is for staff: who books for others can look at what they booked', async () => {
      const [rider, dispatcher] = [await party('rider'), await party('dispatcher')];
      const { body } = await post('/v1/rides', dispatcher, { ...TRIP, riderId: rider.subject, newRider: true });
      const { rideId } = rideSchema.parse(body['ride']);
      const seen = await get(`/v1/ops/rides/${rideId}`, dispatcher);
      expect(seen).toMatchObject({ status: 200, body: { rideId, riderId: rider.subject, bookedBy: 'dispatcher' } });
      expect(rideSchema.parse(seen.body)).toEqual(seen.body);
      expect(await get(`/v1/ops/rides/${rideId}`, rider)).toMatchObject({ status: 403 });
      expect(await get(`/v1/ops/rides/${randomUUID()}`, dispatcher)).toMatchObject({
        status: 404,
        body: { code: 'ride_not_found' },
      });
    });

    it.each([`x' OR '1'='1`, `x'; DROP TABLE rides.ride; --`, 'x%', String.raw`x\'; SELECT 1; --`])(
      'takes %s for a name, wherever a name may stand',
      async (name) => {
        const [support, token] = [
          await party('support'),
          await issuer.mint({ sub: `${name}${randomUUID()}`, roles: ['rider'] }),
        ];
        const { rideId } = await booked({ ...support, token });
        for (const query of ['riderId', 'driverId'])
          expect(await pages(`/v1/ops/rides?${query}=${encodeURIComponent(name)}`, support)).toEqual([[]]);
        expect((await get(`/v1/places?q=${encodeURIComponent(name)}`, support)).status).toBe(200);
        expect((await get(`/v1/rides/${rideId}`, { ...support, token })).body).toMatchObject({ rideId });
        expect(await post(`/v1/rides/${rideId}/cancel`, { ...support, token })).toMatchObject({ status: 200 });
      },
    );

    it('at drivers is for staff: page by page, without where they are', async () => {
      const [one, other, support] = [await party('driver'), await party('driver'), await party('support')];
      for (const driver of [one, other]) await push(driver, 'drivers.goOnline', { position: OISTINS });
      await push(other, 'drivers.goOffline', {});
      const found: Record<string, unknown>[] = [];
      let path = '/v1/ops/drivers?limit=1';
      for (let cursor: unknown = ''; cursor !== null; path = `/v1/ops/drivers?limit=1&cursor=${String(cursor)}`) {
        const { body } = await get(path, support);
        const page = driversPageSchema.parse(body);
        expect(page).toEqual(body);
        expect(page.drivers.length).toBeLessThanOrEqual(1);
        found.push(...page.drivers);
        cursor = page.nextCursor;
      }
      const ids = found.map(({ driverId }) => driverId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(found.filter(({ driverId }) => [one.subject, other.subject].includes(String(driverId)))).toHaveLength(2);
      expect(found.find(({ driverId }) => driverId === other.subject)).toMatchObject({
        online: false,
        activeRideId: null,
      });
      const { body: off } = await get('/v1/ops/drivers?online=false', support);
      expect(driversPageSchema.parse(off).drivers.every(({ online }) => !online)).toBe(true);
      expect(await get('/v1/ops/drivers', one)).toMatchObject({ status: 403 });
      expect(await get('/v1/ops/drivers?online=maybe', support)).toMatchObject({ status: 400 });
      // Who stays on duty here would be asked to drive in a later story.
      await push(one, 'drivers.goOffline', {});
    });

    it('R1 at the table of legal moves is for everybody', async () => {
      const { status, body } = await get('/v1/rides/moves');
      expect([status, body['moves']]).toEqual([200, LEGAL_MOVES]);
      expect(body['statuses']).toHaveLength(RIDE_STATUSES.length);
    });
  });

  it('finds the nearest driver by itself, who drives the ride to its end', async () => {
    const [rider, driver, far] = [await party('rider'), await party('driver'), await party('driver')];
    expect(await push(far, 'drivers.goOnline', { position: { lat: 13.25, lon: -59.64 } })).toMatchObject([APPLIED]);
    await push(far, 'drivers.goOffline', {});
    await clearQueue(await party('dispatcher'));
    await push(driver, 'drivers.goOnline', { position: OISTINS });
    const { rideId } = await booked(rider);
    const seen = await until(
      () => get(`/v1/rides/${rideId}`, driver),
      ({ status }) => status === 200,
    );
    const forDriver = rideSchema.parse(seen.body);
    expect(forDriver).toMatchObject({ status: 'offered', driverId: driver.subject });
    expect(JSON.stringify(forDriver)).not.toContain(rider.subject);
    expect((await get(`/v1/rides/${rideId}`, rider)).body).toMatchObject({ status: 'offered', driverId: null });

    expect(await post(`/v1/rides/${rideId}/cancel`, driver)).toMatchObject({ status: 403 });
    await push(driver, 'rides.accept', { rideId });
    await push(driver, 'rides.arrive', { rideId });
    expect(await push(driver, 'rides.start', { rideId, pin: '0000' })).toMatchObject([
      { ...APPLIED, code: 'pin_wrong', details: { triesLeft: 4 } },
    ]);
    expect(await push(driver, 'rides.start', { rideId, pin: TRIP.pin })).toMatchObject([APPLIED]);
    expect(await post(`/v1/rides/${rideId}/cancel`, rider)).toMatchObject({
      status: 409,
      body: { code: 'ride_started' },
    });
    expect(await push(driver, 'rides.end', { rideId })).toMatchObject([APPLIED]);
    expect((await get(`/v1/rides/${rideId}`, rider)).body).toMatchObject({ status: 'ended', driverId: driver.subject });
    expect((await get('/v1/rides', driver)).body['rides']).toMatchObject([{ rideId, status: 'ended' }]);
  });

  it('is described', async () => {
    const { body } = await get('/openapi.json');
    const paths = body['paths'] as Record<
      string,
      Record<string, { parameters?: { name: string; required: boolean }[] }>
    >;
    expect(
      Object.keys(paths)
        .filter((path) => path.includes('rides') && !path.startsWith('/v1/mutations/'))
        .sort(),
    ).toEqual([
      '/v1/ops/rides',
      '/v1/ops/rides/{rideId}',
      '/v1/rides',
      '/v1/rides/moves',
      '/v1/rides/{rideId}',
      '/v1/rides/{rideId}/cancel',
      '/v1/rides/{rideId}/fare',
      '/v1/rides/{rideId}/receipt',
      '/v1/rides/{rideId}/receipt.html',
    ]);
    const key = expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true });
    expect(paths['/v1/rides']?.['post']?.parameters).toContainEqual(key);
    expect(JSON.stringify(paths['/v1/rides']?.['post'])).toContain('13.06319');
    expect(body['x-limits']).toHaveProperty('rides.pageRidesMax');
  });

  /** The ids of a list's rides, page by page. */
  async function pages(path: string, who: Party): Promise<string[][]> {
    const all: string[][] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { status, body } = await get(cursor === '' ? path : `${path}&cursor=${cursor}`, who);
      expect(status).toBe(200);
      all.push((body['rides'] as Ride[]).map(({ rideId }) => rideId));
      cursor = body['nextCursor'] as string | null;
    }
    return all;
  }

  /** Rides of earlier stories must not take this story's driver. */
  async function clearQueue(dispatcher: Party): Promise<void> {
    const { body } = await get('/v1/ops/rides?status=requested,offered&limit=200', dispatcher);
    for (const { rideId } of body['rides'] as Ride[]) await post(`/v1/rides/${rideId}/cancel`, dispatcher);
  }
});

const APPLIED = { outcome: 'applied' };
const OMIT_PIN = { pickup: OISTINS, dropoff: BATHSHEBA };

function withoutInstance({ status, body }: Answer): object {
  const { instance: _, ...rest } = body;
  return { status, ...rest };
}
