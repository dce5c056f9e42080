import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { SyncRuntime, type Actor, type DeliveredEvent, type FaultReports, type Json } from '#sync';
import type { DataSource } from 'typeorm';
import { SERVER_MODULES, testDatabase, type TestDatabase } from '#api/testing/test-database';
import { BATHSHEBA, HOLETOWN, OISTINS, PIN, SALT, sampleRide } from '../test/samples.ts';
import { Dispatch } from './dispatch.service.ts';
import { DriverRow } from './entities/driver.ts';
import { RideRow } from './entities/ride.ts';
import { GiveUps } from './give-ups.service.ts';
import { RIDE_LIMITS } from './limits.ts';
import { OfferTimeouts } from './offer-timeouts.service.ts';
import { RideEventHandlers } from './on-events.ts';
import type { Position } from './rules/position.ts';
import { RidesStore } from './rides.store.ts';
import { pinHash } from './rules/pin.ts';
import { waitEndsAtMs } from './rules/wait/wait-end.ts';
import type { Ride } from './state.ts';
import { StraightLineTravelTime, TravelTime } from './travel-time.ts';

const BRIDGETOWN = { lat: 13.09666, lon: -59.61414 };
const SPEIGHTSTOWN = { lat: 13.25005, lon: -59.64238 };
const START_MS = 1_780_000_000_000;
const TIMEOUT_MS = 30_000;
const DEADLINE_MS = 10_000;

/** Straight line, unless a spec says otherwise; `meanwhile` happens between the look and the offer. */
class ScriptedTravelTime extends TravelTime {
  seconds: ((origins: readonly Position[]) => readonly number[]) | undefined;
  meanwhile: () => Promise<unknown> = () => Promise.resolve();
  readonly #straight = new StraightLineTravelTime();

  async secondsTo(destination: Position, origins: readonly Position[]): Promise<readonly number[]> {
    await this.meanwhile();
    return this.seconds?.(origins) ?? this.#straight.secondsTo(destination, origins);
  }
}

describe('dispatch', () => {
  let database: TestDatabase;
  let source: DataSource;
  let runtime: SyncRuntime;
  let dispatch: Stage;
  const errors: unknown[] = [];
  let nowMs = START_MS;
  let names = 0;

  beforeAll(async () => {
    database = await testDatabase();
    source = database.dataSource;
    runtime = new SyncRuntime({
      modules: SERVER_MODULES,
      dataSource: source,
      url: database.url,
      handlesEvents: false,
      onError: (error) => errors.push(error),
      clock: () => nowMs,
    });
    await runtime.onApplicationBootstrap();
  });
  afterAll(async () => {
    await runtime.onApplicationShutdown();
    await database.close();
  });
  beforeEach(async () => {
    await source.query('TRUNCATE rides.ride, rides.driver, rides.rider, sync.outbox');
    nowMs += 1_000_000;
    dispatch = stage(source, runtime, () => nowMs);
  });

  async function perform(actor: Actor, name: string, args: Json): Promise<string> {
    names += 1;
    const performed = await runtime.pushes.perform({ actor, key: `key ${names}`, name, args });
    if ('error' in performed) throw new Error(performed.error);
    return performed.outcome.code ?? performed.outcome.outcome;
  }
  const as = (role: string, subject: string): Actor => ({ subject, roles: [role] });
  const newName = (what: string): string => `${what}-${(names += 1)}`;

  async function driverAt(position: Position): Promise<string> {
    const driverId = newName('driver');
    expect(await perform(as('driver', driverId), 'drivers.goOnline', { position })).toBe('applied');
    return driverId;
  }
  async function bookedAt(pickup: Position, riderId = newName('rider')): Promise<string> {
    const rideId = newRideId();
    const args = { rideId, pickup, dropoff: BATHSHEBA, pinSalt: SALT, pinHash: pinHash(rideId, SALT, PIN) };
    expect(await perform(as('rider', riderId), 'rides.book', args)).toBe('applied');
    return rideId;
  }
  const ride = (rideId: string): Promise<Ride> => source.getRepository(RideRow).findOneByOrFail({ rideId });
  /** How often Bimride itself did what, and with which outcome, since a commit. */
  const writtenSince = async (commit: number): Promise<Readonly<Record<string, number>>> => {
    const rows = await source.query<{ what: string; count: string }[]>(
      `SELECT name || ' ' || outcome AS what, count(*) FROM sync.ledger
       WHERE commit > $1 AND name IN ('rides.offer', 'rides.expireOffer', 'rides.giveUp') GROUP BY 1`,
      [commit],
    );
    return Object.fromEntries(rows.map(({ what, count }) => [what, Number(count)]));
  };
  const head = async (): Promise<number> => {
    const [row] = await source.query<{ commit: string }[]>('SELECT max(commit) AS commit FROM sync.commit');
    return Number(row?.commit);
  };
  const decline = (driverId: string, rideId: string) => perform(as('driver', driverId), 'rides.decline', { rideId });

  it('asks the nearest free driver', async () => {
    await driverAt(SPEIGHTSTOWN);
    const near = await driverAt(BRIDGETOWN);
    await driverAt(HOLETOWN);
    const rideId = await bookedAt(OISTINS);
    await dispatch.deliver();
    expect(await ride(rideId)).toMatchObject({
      status: 'offered',
      driverId: near,
      offerCount: 1,
      offerExpiresAtMs: nowMs + TIMEOUT_MS,
    });
  });

  it('asks the soonest by travel time, if somebody knows better than the straight line', async () => {
    await driverAt(BRIDGETOWN);
    const far = await driverAt(SPEIGHTSTOWN);
    dispatch.travelTime.seconds = (origins) => origins.map(({ lat }) => (lat === SPEIGHTSTOWN.lat ? 60 : 600));
    const rideId = await bookedAt(OISTINS);
    await dispatch.deliver();
    expect((await ride(rideId)).driverId).toBe(far);
  });

  it('lets a ride wait while nobody is free, and serves who waited longest', async () => {
    const first = await bookedAt(OISTINS);
    nowMs += 1;
    const second = await bookedAt(HOLETOWN);
    await dispatch.deliver();
    expect([(await ride(first)).status, (await ride(second)).status]).toEqual(['requested', 'requested']);
    const driverId = await driverAt(HOLETOWN);
    await dispatch.deliver();
    expect([(await ride(first)).driverId, (await ride(second)).driverId]).toEqual([driverId, null]);
  });

  it('goes on to the next driver when one says no, and never asks that one again', async () => {
    const rideId = await bookedAt(OISTINS);
    const [near, far] = [await driverAt(BRIDGETOWN), await driverAt(SPEIGHTSTOWN)];
    await dispatch.deliver();
    expect(await decline(near, rideId)).toBe('applied');
    await dispatch.deliver();
    expect((await ride(rideId)).driverId).toBe(far);
    expect(await decline(far, rideId)).toBe('applied');
    await dispatch.deliver();
    await perform(as('driver', near), 'drivers.goOnline', { position: OISTINS });
    await dispatch.deliver();
    expect(await ride(rideId)).toMatchObject({ status: 'requested', driverId: null, declinedDriverIds: [near, far] });
  });

  it('asks a driver whose id is as long as an id may be, and goes on past one that is no id', async () => {
    const longest = 'd'.repeat(255);
    await perform(as('driver', longest), 'drivers.goOnline', { position: BRIDGETOWN });
    const rideId = await bookedAt(OISTINS);
    await dispatch.deliver();
    expect((await ride(rideId)).driverId).toBe(longest);
    await decline(longest, rideId);
    // Which no token can bring; a row of an older server could.
    await perform(as('driver', 'd'.repeat(256)), 'drivers.goOnline', { position: BRIDGETOWN });
    const far = await driverAt(SPEIGHTSTOWN);
    await dispatch.deliver();
    expect((await ride(rideId)).driverId).toBe(far);
    expect(dispatch.told).toEqual(['offering a ride: rejected args_invalid']);
  });

  it('gives who said no to one ride another that waits', async () => {
    const near = await driverAt(BRIDGETOWN);
    const first = await bookedAt(OISTINS);
    nowMs += 1;
    const second = await bookedAt(OISTINS);
    await dispatch.deliver();
    await decline(near, first);
    await dispatch.deliver();
    expect([(await ride(first)).driverId, (await ride(second)).driverId]).toEqual([null, near]);
  });

  it('R9 takes an unanswered offer back, asks the next driver, and the first again when they return', async () => {
    const rideId = await bookedAt(OISTINS);
    const silent = await driverAt(BRIDGETOWN);
    await dispatch.deliver();
    nowMs += TIMEOUT_MS - 1;
    expect(await dispatch.timeouts.doDue()).toBe(0);
    nowMs += 1;
    expect(await dispatch.timeouts.doDue()).toBe(1);
    expect(await dispatch.timeouts.doDue()).toBe(0);
    await dispatch.deliver();
    expect(await ride(rideId)).toMatchObject({ status: 'requested', missedDriverIds: [silent] });
    const second = await driverAt(SPEIGHTSTOWN);
    await dispatch.deliver();
    expect((await ride(rideId)).driverId).toBe(second);
    await decline(second, rideId);
    await dispatch.deliver();
    expect((await ride(rideId)).status).toBe('requested');
    await perform(as('driver', silent), 'drivers.goOnline', { position: BRIDGETOWN });
    await dispatch.deliver();
    expect((await ride(rideId)).driverId).toBe(silent);
  });

  it('offers once, however often an event comes', async () => {
    await driverAt(BRIDGETOWN);
    await driverAt(SPEIGHTSTOWN);
    const rideId = await bookedAt(OISTINS);
    await dispatch.deliver(3);
    expect((await ride(rideId)).offerCount).toBe(1);
    await decline((await ride(rideId)).driverId ?? '', rideId);
    await dispatch.deliver(3);
    expect(await ride(rideId)).toMatchObject({ status: 'offered', offerCount: 2 });
    await dispatch.redeliverAll();
    expect(await ride(rideId)).toMatchObject({ status: 'offered', offerCount: 2 });
  });

  it('does not offer anew for an event that comes again after its offer has ended', async () => {
    const rideId = await bookedAt(OISTINS);
    await dispatch.deliver();
    const silent = await driverAt(BRIDGETOWN);
    await dispatch.deliver();
    nowMs += TIMEOUT_MS;
    await dispatch.timeouts.doDue();
    await dispatch.deliver();
    await dispatch.redeliverAll();
    expect(await ride(rideId)).toMatchObject({ status: 'requested', offerCount: 1, missedDriverIds: [silent] });
  });

  it('asks the next driver when the nearest was taken between the look and the offer', async () => {
    const [near, far] = [await driverAt(BRIDGETOWN), await driverAt(HOLETOWN)];
    await dispatch.deliver();
    const rideId = await bookedAt(OISTINS);
    dispatch.travelTime.meanwhile = () => perform(as('driver', near), 'drivers.goOffline', {});
    await dispatch.deliver();
    expect((await ride(rideId)).driverId).toBe(far);
  });

  it('writes no refusal for what it sees when it looks again: a driver who left, and one who said no', async () => {
    const [gone, unwilling, far] = [await driverAt(BRIDGETOWN), await driverAt(HOLETOWN), await driverAt(SPEIGHTSTOWN)];
    await dispatch.deliver();
    const rideId = await bookedAt(OISTINS);
    const since = await head();
    dispatch.travelTime.meanwhile = async () => {
      await perform(as('driver', gone), 'drivers.goOffline', {});
      await source.getRepository(RideRow).update({ rideId }, { declinedDriverIds: [unwilling] });
    };
    await dispatch.deliver();
    expect((await ride(rideId)).driverId).toBe(far);
    expect(await writtenSince(since)).toEqual({ 'rides.offer applied': 1 });
  });

  it('writes in an hour of silent drivers one offer of each ride to each driver, its end, and no refusal', async () => {
    const [drivers, rides, hourMs] = [4, 7, 3_600_000];
    const since = await head();
    for (let count = 0; count < drivers; count += 1) await driverAt(BRIDGETOWN);
    for (let count = 0; count < rides; count += 1) await bookedAt(OISTINS);
    const untilMs = nowMs + hourMs;
    for (let round = 0; nowMs < untilMs; round += 1) {
      // What is taken back in one look is told of at once, as the transport tells it.
      await dispatch.deliverAtOnce();
      nowMs += TIMEOUT_MS;
      await dispatch.timeouts.doDue();
      await dispatch.giveUps.doDue();
      // Where each ride was offered to each driver, there is nothing left to write.
      if (round === rides) expect(await writtenSince(since)).toEqual(allOffersOf(drivers, rides));
    }
    expect(await writtenSince(since)).toEqual(allOffersOf(drivers, rides));
    nowMs += RIDE_LIMITS.waitMsMax;
    await dispatch.giveUps.doDue();
    await dispatch.giveUps.doDue();
    expect(await writtenSince(since)).toEqual({ ...allOffersOf(drivers, rides), 'rides.giveUp applied': rides });
  });

  it('writes no refusal either where two servers take back the same offers and give up the same rides', async () => {
    const other = stage(source, runtime, () => nowMs + 3);
    await driverAt(BRIDGETOWN);
    await bookedAt(OISTINS);
    const since = await head();
    await dispatch.deliverAtOnce();
    nowMs += TIMEOUT_MS;
    // Both have found it before either asks.
    const ended = await Promise.all([dispatch.timeouts.doDue(), other.timeouts.doDue()]);
    expect(Math.max(...ended) + Math.min(...ended)).toBe(1);
    nowMs += RIDE_LIMITS.waitMsMax;
    const given = await Promise.all([dispatch.giveUps.doDue(), other.giveUps.doDue()]);
    expect(Math.max(...given) + Math.min(...given)).toBe(1);
    expect(await writtenSince(since)).toEqual({ ...allOffersOf(1, 1), 'rides.giveUp applied': 1 });
  });

  it('leaves a ride that was cancelled between the look and the offer', async () => {
    const driverId = await driverAt(BRIDGETOWN);
    await dispatch.deliver();
    const riderId = newName('rider');
    const rideId = await bookedAt(OISTINS, riderId);
    dispatch.travelTime.meanwhile = () => perform(as('rider', riderId), 'rides.cancel', { rideId });
    await dispatch.deliver();
    expect((await ride(rideId)).status).toBe('cancelled');
    expect(await source.getRepository(DriverRow).findOneByOrFail({ driverId })).toMatchObject({ offeredRideId: null });
  });

  it('gives a freed driver the ride that waits: after an end, and after a cancel', async () => {
    const driverId = await driverAt(BRIDGETOWN);
    const driver = as('driver', driverId);
    const rides: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      rides.push(await bookedAt(OISTINS, `rider of ${driverId} ${count}`));
      nowMs += 1;
    }
    const [first = '', second = '', third = ''] = rides;
    await dispatch.deliver();
    for (const name of ['rides.accept', 'rides.arrive']) await perform(driver, name, { rideId: first });
    await perform(driver, 'rides.start', { rideId: first, pin: PIN });
    await perform(driver, 'rides.end', { rideId: first });
    await dispatch.deliver();
    expect(await ride(second)).toMatchObject({ status: 'offered', driverId });
    expect(await perform(as('rider', `rider of ${driverId} 1`), 'rides.cancel', { rideId: second })).toBe('applied');
    await dispatch.deliver();
    expect(await ride(third)).toMatchObject({ status: 'offered', driverId });
  });

  it('never gives somebody their own booking', async () => {
    const both = newName('both');
    await perform({ subject: both, roles: ['rider', 'driver'] }, 'drivers.goOnline', { position: OISTINS });
    const rideId = await bookedAt(OISTINS, both);
    await dispatch.deliver();
    expect((await ride(rideId)).status).toBe('requested');
  });

  it('looks for offers to take back by itself, until it is stopped', async () => {
    await driverAt(BRIDGETOWN);
    const rideId = await bookedAt(OISTINS);
    await dispatch.deliver();
    nowMs += TIMEOUT_MS;
    dispatch.timeouts.onApplicationBootstrap();
    const endMs = Date.now() + DEADLINE_MS;
    while ((await ride(rideId)).status === 'offered' && Date.now() < endMs) await new Promise(setImmediate);
    await dispatch.timeouts.beforeApplicationShutdown();
    expect((await ride(rideId)).status).toBe('requested');
  });

  it('R9 gives up in time what nobody takes, once, and finds work for the driver who was asked', async () => {
    const driverId = await driverAt(BRIDGETOWN);
    const asked = await bookedAt(OISTINS);
    await dispatch.deliver();
    nowMs += 1;
    const waiting = await bookedAt(HOLETOWN);
    await dispatch.deliver();
    nowMs += RIDE_LIMITS.waitMsMax - 2;
    expect(await dispatch.giveUps.doDue()).toBe(0);
    nowMs += 1;
    expect(await dispatch.giveUps.doDue()).toBe(1);
    expect(await ride(asked)).toMatchObject({ status: 'lapsed', lapseReason: 'no_supply', driverId: null });
    await dispatch.deliver();
    expect(await ride(waiting)).toMatchObject({ status: 'offered', driverId });
    nowMs += 1;
    const looks = await Promise.all([dispatch.giveUps.doDue(), dispatch.giveUps.doDue()]);
    expect(looks.toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(await ride(waiting)).toMatchObject({ status: 'lapsed', lapseReason: 'no_supply' });
  });

  it('gives a ride up again that its rider confirmed, when its new wait is over', async () => {
    const riderId = newName('rider');
    const rideId = await bookedAt(OISTINS, riderId);
    for (let time = 0; time < 2; time += 1) {
      nowMs += RIDE_LIMITS.waitMsMax;
      expect(await dispatch.giveUps.doDue()).toBe(1);
      expect(await dispatch.giveUps.doDue()).toBe(0);
      expect(await perform(as('rider', riderId), 'rides.confirm', { rideId })).toBe('applied');
    }
    expect(await ride(rideId)).toMatchObject({ status: 'requested', lapseReason: null });
  });

  it('gives up by the very rule that the decision asks for', async () => {
    const rules = [
      { status: 'requested', wantedUntilMs: nowMs + 900_000 },
      { status: 'requested', wantedUntilMs: null },
      { status: 'offered', wantedUntilMs: nowMs + 900_000 },
      { status: 'offered', wantedUntilMs: null },
    ] as const;
    const store = new RidesStore(source.getRepository(RideRow), source.getRepository(DriverRow));
    for (const { status, wantedUntilMs } of rules) {
      const driverId = status === 'offered' ? newName('driver') : null;
      const row = sampleRide(status, {
        rideId: newRideId(),
        riderId: newName('rider'),
        driverId,
        wantedUntilMs,
        queuedAtMs: nowMs,
      });
      await source.getRepository(RideRow).insert({ ...row, commit: 1 } as RideRow);
      const dueMs = waitEndsAtMs(row);
      const found = async (atMs: number) => (await store.endedWaits(atMs)).some(({ rideId }) => rideId === row.rideId);
      expect([status, await found(dueMs - 1), await found(dueMs)]).toEqual([status, false, true]);
    }
  });

  it('had no errors', () => expect(errors).toEqual([]));
});

const NO_FAULTS: FaultReports = {
  report: (doing, error) => {
    throw new Error(doing, { cause: error });
  },
};

/** All that dispatch may write of drivers who never answer. */
function allOffersOf(drivers: number, rides: number): Readonly<Record<string, number>> {
  return { 'rides.offer applied': drivers * rides, 'rides.expireOffer applied': drivers * rides };
}

type Stage = ReturnType<typeof stage>;

/** Dispatch with all its parts, and a hand that delivers events. */
function stage(source: DataSource, runtime: SyncRuntime, clock: () => number) {
  const options = { offerTimeoutMs: TIMEOUT_MS, offerTimeoutPollMs: 1, giveUpPollMs: 1, watchesWaits: true, clock };
  const store = new RidesStore(source.getRepository(RideRow), source.getRepository(DriverRow));
  const travelTime = new ScriptedTravelTime();
  const told: string[] = [];
  const handlers = new RideEventHandlers(
    new Dispatch(store, runtime.pushes, { report: (doing) => void told.push(doing) }, travelTime, options),
  );
  const timeouts = new OfferTimeouts(store, runtime.pushes, NO_FAULTS, options);
  let delivered = 0;

  const deliver = async (times = 1): Promise<void> => {
    for (let events = await newEvents(); events.length > 0; events = await newEvents()) {
      delivered += events.length;
      for (const event of events) for (let time = 0; time < times; time += 1) await handle(handlers, event);
    }
  };
  const deliverAtOnce = async (): Promise<void> => {
    for (let events = await newEvents(); events.length > 0; events = await newEvents()) {
      delivered += events.length;
      await Promise.all(events.map((event) => handle(handlers, event)));
    }
  };
  const all = () => source.query<OutboxRecord[]>('SELECT * FROM sync.outbox ORDER BY commit, ordinal');
  const newEvents = async () => (await all()).slice(delivered).map(toEvent);
  const redeliverAll = async (): Promise<void> => {
    for (const event of (await all()).map(toEvent)) await handle(handlers, event);
  };
  const giveUps = new GiveUps(store, runtime.pushes, NO_FAULTS, options);
  return { travelTime, told, timeouts, giveUps, deliver, deliverAtOnce, redeliverAll };
}

interface OutboxRecord {
  commit: string;
  ordinal: number;
  type: string;
  key: string;
  payload: never;
  occurred_at_ms: string;
}

function toEvent(row: OutboxRecord): DeliveredEvent<never> {
  const { commit, ordinal, type, key, payload } = row;
  const occurredAtMs = Number(row.occurred_at_ms);
  return { eventId: `${commit}.${ordinal}`, type, key, payload, commit: Number(commit), occurredAtMs };
}

async function handle(handlers: RideEventHandlers, event: DeliveredEvent<never>): Promise<void> {
  const by: Readonly<Record<string, (told: DeliveredEvent<never>) => Promise<void>>> = {
    'rides.requested.v1': (told) => handlers.onRequested(told),
    'rides.offerDeclined.v1': (told) => handlers.onDeclined(told),
    'rides.offerExpired.v1': (told) => handlers.onExpired(told),
    'drivers.wentOnline.v1': (told) => handlers.onOnline(told),
    'rides.ended.v1': (told) => handlers.onEnded(told),
    'rides.cancelled.v1': (told) => handlers.onCancelled(told),
    'rides.givenUp.v1': (told) => handlers.onGivenUp(told),
  };
  await by[event.type]?.(event);
}

function newRideId(): string {
  return `019a0000-0000-7000-8000-${randomInt(2 ** 40)
    .toString(16)
    .padStart(12, '0')}`;
}
