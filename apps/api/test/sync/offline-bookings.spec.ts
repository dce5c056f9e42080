import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { request, type ClientRequest } from 'node:http';
import { GiveUps, OfferTimeouts, pinHash, RIDE_LIMITS } from '#rides';
import { SyncRuntime, verifyStoredChain, type CommitReport, type Outcome } from '#sync';
import { startApi, type ApiUnderTest } from '../harness/api.ts';
import { callHttp } from '../harness/http-caller.ts';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import { startTestIssuer, type TestIssuer } from '../harness/test-issuer.ts';
import { until } from '../harness/until.ts';
import { HttpPhone, type Said } from '../phone/index.ts';

const SALT = '00112233445566778899aabbccddeeff';
const MINUTE_MS = 60_000;

/** A server on a clock that stands still unless a story moves it, with nothing that looks at it by itself. */
describe('bookings made offline, told of by the audit', () => {
  const clock = { nowMs: 1_780_000_000_000, reads: 0 };
  const commits: CommitReport[] = [];
  let issuer: TestIssuer;
  let api: ApiUnderTest;
  let sync: SyncRuntime;

  beforeAll(async () => {
    issuer = await startTestIssuer();
    const tick = (): number => {
      clock.reads += 1;
      return clock.nowMs;
    };
    api = await startApi(
      { OIDC_ISSUER: issuer.issuer, BIMRIDE_ROAD_ENGINE: 'matrix' },
      { planted: { pipeline: { clock: tick, onCommit: (report) => commits.push(report) }, looksByHand: true } },
    );
    sync = api.server.app.get(SyncRuntime, { strict: false });
  });
  afterAll(async () => {
    await api.close();
    await issuer.close();
  });

  async function person(role: 'rider' | 'driver'): Promise<HttpPhone> {
    const subject = `${role}-${randomUUID()}`;
    return new HttpPhone({ subject, token: await issuer.mint({ sub: subject, roles: [role] }) });
  }

  async function does(who: HttpPhone, name: string, args: object, said: Said = {}): Promise<Outcome> {
    const [outcome] = await who.do(api.url, [name, args, said]);
    if (!outcome) throw new Error(`${name} has no outcome`);
    return outcome;
  }
  /** Books without a network, and comes back four minutes later. */
  async function booked(who: HttpPhone, validForMs: number | null): Promise<{ rideId: string; outcome: Outcome }> {
    const rideId = randomUUID();
    const args = { rideId, pickup: OISTINS, dropoff: BATHSHEBA, pinSalt: SALT, pinHash: pinHash(rideId, SALT, '4821') };
    const claimedAt = clock.nowMs;
    clock.nowMs += 4 * MINUTE_MS;
    const validUntil = validForMs === null ? {} : { validUntil: claimedAt + validForMs };
    return { rideId, outcome: await does(who, 'rides.book', args, { claimedAt, offline: true, ...validUntil }) };
  }
  const query = <T>(text: string, values: readonly unknown[]): Promise<T[]> =>
    api.database.dataSource.query<T[]>(text, [...values]);
  const told = async (rideId: string): Promise<unknown[]> => {
    const rows = await query<{ metric: string; value: number; notes: string }>(
      `SELECT metric, value, notes FROM public.audit_offline_first_mobile_architecture
       WHERE entity_id = $1 AND metric NOT LIKE 'sync%' ORDER BY id`,
      [`ride/${rideId}`],
    );
    return rows.map(({ metric, value, notes }) => [metric, value, JSON.parse(notes) as unknown]);
  };
  const rideSeen = async (who: HttpPhone, rideId: string): Promise<unknown> => {
    const { json } = await callHttp(`${api.url}/v1/rides/${rideId}`, { method: 'GET', token: who.caller.token });
    return json;
  };

  it('assigned: the handlers are settled without waiting, the driver accepts in time, and it counts once', async () => {
    const [rider, driver] = [await person('rider'), await person('driver')];
    await does(driver, 'drivers.goOnline', { position: OISTINS });
    const wantedUntilMs = clock.nowMs + 30 * MINUTE_MS;
    const { rideId, outcome } = await booked(rider, 30 * MINUTE_MS);
    expect(outcome.outcome).toBe('applied');
    await sync.idle();
    expect(await does(driver, 'rides.accept', { rideId })).toMatchObject({ outcome: 'applied' });
    expect(await does(rider, 'rides.cancel', { rideId })).toMatchObject({ code: 'cancelled_after_accept' });
    expect(await told(rideId)).toEqual([
      ['offline_booking', 4 * MINUTE_MS, { outcome: 'applied', code: null, wantedUntilMs }],
      ['offline_booking_success', 1, { how: 'assigned', strict: 1, code: null }],
    ]);
    await does(driver, 'drivers.goOffline', {});
  });

  it('nobody there: the rider is told so in time, which is a success but not a strict one', async () => {
    const rider = await person('rider');
    const { rideId } = await booked(rider, 30 * MINUTE_MS);
    await sync.idle();
    const giveUps = api.server.app.get(GiveUps, { strict: false });
    clock.nowMs += 26 * MINUTE_MS - RIDE_LIMITS.giveUpLeadMs - 1;
    expect(await giveUps.doDue()).toBe(0);
    clock.nowMs += 1;
    expect(await giveUps.doDue()).toBe(1);
    expect(await rideSeen(rider, rideId)).toMatchObject({
      status: 'lapsed',
      lapseReason: 'no_supply',
      offlineBooking: null,
    });
    expect((await told(rideId))[1]).toEqual([
      'offline_booking_success',
      1,
      { how: 'no_supply', strict: 0, code: null },
    ]);
    expect(await does(rider, 'rides.confirm', { rideId })).toMatchObject({ outcome: 'applied' });
    expect(await does(rider, 'rides.cancel', { rideId })).toMatchObject({ outcome: 'applied' });
    expect(await told(rideId)).toHaveLength(2);
  });

  it('a driver who does not answer holds it up no longer than the rider wants to wait', async () => {
    const [rider, driver] = [await person('rider'), await person('driver')];
    await does(driver, 'drivers.goOnline', { position: OISTINS });
    const { rideId } = await booked(rider, 5 * MINUTE_MS);
    await sync.idle();
    clock.nowMs += MINUTE_MS - RIDE_LIMITS.giveUpOfferedLeadMs;
    expect(await api.server.app.get(GiveUps, { strict: false }).doDue()).toBe(1);
    expect(await does(driver, 'rides.accept', { rideId })).toMatchObject({ outcome: 'rejected', code: 'offer_gone' });
    expect((await told(rideId))[1]).toMatchObject(['offline_booking_success', 1, { how: 'no_supply' }]);
    await does(driver, 'drivers.goOffline', {});
  });

  it('R5 too late: it lapses, and has failed', async () => {
    const { rideId, outcome } = await booked(await person('rider'), MINUTE_MS);
    expect(outcome).toMatchObject({ outcome: 'applied', code: 'booking_lapsed' });
    expect((await told(rideId))[1]).toMatchObject([
      'offline_booking_success',
      0,
      { how: 'lapsed', strict: 0, code: 'booking_lapsed' },
    ]);
  });

  it('refused: it has failed', async () => {
    const rider = await person('rider');
    await booked(rider, null);
    const { rideId, outcome } = await booked(rider, null);
    expect(outcome).toMatchObject({ outcome: 'rejected', code: 'ride_open' });
    expect(await told(rideId)).toMatchObject([
      ['offline_booking', 4 * MINUTE_MS, { outcome: 'rejected', code: 'ride_open' }],
      ['offline_booking_success', 0, { how: 'rejected', strict: 0, code: 'ride_open' }],
    ]);
  });

  it('a conflict says that it was made offline, and with which code', async () => {
    const rider = await person('rider');
    const { rideId } = await booked(rider, null);
    const base = { [`ride/${rideId}`]: commits.at(-1)?.commit ?? 0 };
    await does(rider, 'rides.cancel', { rideId });
    const again = await does(
      rider,
      'rides.cancel',
      { rideId },
      { base, offline: true, claimedAt: clock.nowMs - 1_000 },
    );
    expect(again.outcome).toBe('conflict');
    const rows = await query<{ notes: string }>(
      `SELECT notes FROM public.audit_offline_first_mobile_architecture WHERE entity_id = $1 AND metric = 'sync_conflict'`,
      [`ride/${rideId}`],
    );
    expect(rows.map(({ notes }) => JSON.parse(notes) as object)).toMatchObject([{ offline: true, code: 'ride_over' }]);
  });

  it('is received when its first byte comes: the time that its body takes counts as time of the drain', async () => {
    const rider = await person('rider');
    const drain = { episode: randomUUID(), elapsedMs: 1_000, remaining: 0 };
    rider.write('rides.setComms', { rideId: randomUUID(), commsLost: true });
    const body = JSON.stringify({ ...rider.pushOf(), drain, sentAt: clock.nowMs });
    const [reads, begunMs] = [clock.reads, clock.nowMs];
    const sending = slowly(`${api.url}/v1/sync/push`, rider.caller.token, body);
    await until('the server has seen the headers', () => clock.reads > reads);
    clock.nowMs += 700;
    expect(await sending.finish()).toBe(200);
    const [row] = await query<{ received_at_ms: string; drain_episode: string; value: number }>(
      `SELECT l.received_at_ms, l.drain_episode, a.value FROM sync.ledger l
       JOIN public.audit_offline_first_mobile_architecture a ON a.entity_id = 'group/' || l.group_id WHERE l.group_id = $1`,
      [rider.groupId],
    );
    expect(row).toEqual({ received_at_ms: String(begunMs), drain_episode: drain.episode, value: 1_700 });
  });

  it('tells whoever listens in this process of each commit and of whom it concerns', async () => {
    const rider = await person('rider');
    const before = commits.length;
    const { rideId } = await booked(rider, null);
    await sync.idle();
    const scopes = commits.slice(before).flatMap((commit) => commit.scopes);
    expect(scopes).toEqual(
      expect.arrayContaining([`rider:${rider.caller.subject}`, `person:${rider.caller.subject}`, 'ops:dispatch']),
    );
    const [head] = await query<{ commit: string }>('SELECT commit FROM sync.head', []);
    expect(commits.at(-1)?.commit).toBe(Number(head?.commit));
    expect((await told(rideId)).length).toBe(1);
  });

  it('leaves nothing to whoever looks at offers, and a chain that holds', async () => {
    expect(await api.server.app.get(OfferTimeouts, { strict: false }).doDue()).toBe(0);
    expect(await verifyStoredChain(api.database.dataSource)).toMatchObject({ ok: true });
  });
});

/** Sends the headers at once, and the body when told to. */
function slowly(url: string, token: string, body: string): { finish(): Promise<number> } {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const sending: ClientRequest = request(url, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${token}` },
  });
  const answered = new Promise<number>((resolve, reject) => {
    sending.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sending.on('error', reject);
  });
  sending.flushHeaders();
  return {
    finish: () => {
      sending.end(body);
      return answered;
    },
  };
}
