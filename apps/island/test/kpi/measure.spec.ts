import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#api/testing/test-database';
import { measure, type Measurement } from '../../src/kpi/measure.ts';
import { besideText } from '../../src/report/numbers.ts';
import { DAY_MS, MINUTE_MS, PlantedDay, RUN, withDayUndone } from './planted-day.ts';

const HOUR_MS = 60 * MINUTE_MS;
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ poolConnectionsMax: 1 });
});
afterAll(() => database.close());

function measured(plant: (day: PlantedDay) => void): Promise<Measurement> {
  const day = new PlantedDay();
  plant(day);
  return withDayUndone(database.dataSource, day, (query) => measure(query, RUN));
}

function kpi({ kpis }: Measurement, id: string) {
  const found = kpis.find(({ spec }) => spec.id === id);
  if (!found) throw new Error(`no key figure is called ${id}`);
  const { figure, notes, byParish } = found.measured;
  return { value: figure.value, samples: figure.samples, verdict: figure.verdict, notes, byParish };
}

function figureOf({ kpis }: Measurement, id: string) {
  const found = kpis.find(({ spec }) => spec.id === id);
  if (!found) throw new Error(`no key figure is called ${id}`);
  return found.measured.figure;
}

function beside({ kpis }: Measurement, id: string, name: string): number | null {
  const found = kpis.find(({ spec }) => spec.id === id)?.measured.beside?.find((one) => one.name === name);
  if (!found) throw new Error(`nothing beside ${id} is called ${name}`);
  return found.figure.value;
}

function times(count: number, work: () => void): void {
  for (let index = 0; index < count; index += 1) work();
}

function goodDay(day: PlantedDay): void {
  times(900, () => day.booking());
  times(60, () => day.drain({ drainMs: 2000, mutations: 2 }));
  const rideId = randomUUID();
  day.fare(rideId);
  day.cash(rideId);
  day.drawer();
}

describe('a good day', () => {
  it('passes in everything, and a second look gives the same', async () => {
    const first = await measured(goodDay);
    expect(first.kpis.map(({ spec, measured: { figure } }) => [spec.id, figure.verdict])).toEqual([
      ['booking_success', 'pass'],
      ['booking_success_by_audit', 'pass'],
      ['booking_success_strict', 'pass'],
      ['sync_conflicts', 'pass'],
      ['sync_conflicts_by_audit', 'pass'],
      ['queue_drain', 'pass'],
      ['queue_drain_by_audit', 'pass'],
      ['lost_writes', 'pass'],
      ['doubled_effects', 'pass'],
      ['double_charges', 'pass'],
      ['audit_agreement', 'pass'],
      ['unsynced_age', null],
    ]);
    expect(first.verdict).toBe('pass');
  });
});

describe('an empty day', () => {
  it('proves nothing', async () => {
    const empty = await measured(() => {});
    expect(empty.verdict).toBe('inconclusive');
    expect(empty.kpis.flatMap(({ measured: { figure } }) => (figure.verdict === 'pass' ? ['pass'] : []))).toEqual([]);
  });
});

describe('booking success', () => {
  const WAYS = [
    'assigned',
    'no_supply',
    'cancelled',
    'too_late',
    'lapsed',
    'rejected',
    'conflict',
    'expired',
    'parked',
  ];

  it('counts every way as it is judged, by ledger and audit alike', async () => {
    const day = await measured((planted) => {
      for (const how of WAYS) planted.booking({ how });
      planted.booking({ how: 'given_up_late', parish: 'Saint Joseph' });
      planted.booking({ how: 'silent', parish: 'Saint Joseph' });
      planted.booking({ how: 'open', actedAtMs: DAY_MS + 30 * MINUTE_MS });
      planted.commit(DAY_MS + 61 * MINUTE_MS);
    });
    expect(kpi(day, 'booking_success')).toMatchObject({ value: 2 / 11, samples: 11, verdict: 'inconclusive' });
    expect(kpi(day, 'booking_success').notes.slice(1)).toEqual([
      '1 bookings were still open before their deadline and are left out.',
    ]);
    expect(kpi(day, 'booking_success_by_audit')).toMatchObject({ value: 2 / 11, samples: 11 });
    expect(kpi(day, 'booking_success_strict')).toMatchObject({ value: 1 / 11, samples: 11 });
    expect(kpi(day, 'audit_agreement')).toMatchObject({ value: 0, verdict: 'pass' });
    expect(kpi(day, 'booking_success').byParish.map(({ parish, figure }) => [parish, figure.samples])).toEqual([
      ['Saint Andrew', 9],
      ['Saint Joseph', 2],
    ]);
    expect(day.outcomes.map(({ outcome }) => outcome.how).sort()).toEqual([...WAYS, 'lapsed', 'silent'].sort());
  });

  it('counts what never arrived as a failure on both sides', async () => {
    const day = await measured((planted) => {
      planted.booking();
      const rideId = randomUUID();
      planted.row('island.ride', { ride_id: rideId, parish: 'Saint Lucy', place: 'x' });
      planted.row('island.claim', {
        client_id: 'gone',
        mutation_id: 1,
        group_id: 'gone',
        subject: 'r',
        name: 'rides.book',
        ride_id: rideId,
        claimed_at_ms: DAY_MS,
        offline: true,
        stage: 'gone',
      });
    });
    expect(kpi(day, 'booking_success')).toMatchObject({ value: 1 / 2 });
    expect(kpi(day, 'booking_success_by_audit')).toMatchObject({ value: 1 / 2 });
    expect(kpi(day, 'lost_writes')).toMatchObject({ value: 1, verdict: 'fail', notes: ['lost: 1, such as gone#1'] });
    expect(day.verdict).toBe('fail');
  });

  it('fails under 95 %, and leaves online bookings alone', async () => {
    const day = await measured((planted) => {
      times(800, () => planted.booking());
      times(100, () => planted.booking({ how: 'lapsed' }));
      planted.push({ name: 'rides.book', rideId: randomUUID(), offline: false, outcome: 'rejected' });
    });
    expect(kpi(day, 'booking_success')).toMatchObject({ value: 800 / 900, samples: 900, verdict: 'fail' });
    expect(kpi(day, 'booking_success_by_audit')).toMatchObject({ value: 800 / 900, verdict: 'fail' });
  });

  it('the strict form fails where refusals do it, and the whole does not depend on it', async () => {
    const day = await measured((planted) => {
      goodDay(planted);
      times(100, () => planted.booking({ how: 'no_supply' }));
    });
    expect(kpi(day, 'booking_success')).toMatchObject({ value: 1, verdict: 'pass' });
    expect(kpi(day, 'booking_success_strict')).toMatchObject({ value: 0.9, verdict: 'fail' });
    expect(day.verdict).toBe('pass');
  });

  it('a way that nobody has judged is an error, not a number', async () => {
    await expect(
      measured((planted) => {
        planted.audit({ entity: 'ride/x', metric: 'offline_booking', value: 0, notes: {} });
        planted.audit({ entity: 'ride/x', metric: 'offline_booking_success', value: 1, notes: { how: 'somehow' } });
      }),
    ).rejects.toThrow('somehow');
  });
});

describe('a refusal', () => {
  const AT = { offline: false, actedAtMs: DAY_MS - HOUR_MS };
  const comesOnline = (planted: PlantedDay, decidedAtMs: number) =>
    planted.push({ ...AT, name: 'drivers.goOnline', subject: 'driver-9', decidedAtMs });

  it.each<[string, (day: PlantedDay, rideId: string) => void, number]>([
    ['nobody is on duty', () => undefined, 0],
    ['a driver is free all the time', (day) => comesOnline(day, DAY_MS - HOUR_MS), 1],
    ['a driver comes 31 s before the end', (day) => comesOnline(day, DAY_MS + 10 * MINUTE_MS - 31_000), 1],
    ['a driver comes too late to be asked', (day) => comesOnline(day, DAY_MS + 10 * MINUTE_MS - 29_000), 0],
    [
      'the driver went off duty before',
      (day) => {
        comesOnline(day, DAY_MS - HOUR_MS);
        day.push({ ...AT, name: 'drivers.goOffline', subject: 'driver-9', decidedAtMs: DAY_MS });
      },
      0,
    ],
    [
      'the driver has another ride',
      (day) => {
        comesOnline(day, DAY_MS - HOUR_MS);
        const args = { driverId: 'driver-9' };
        day.push({ ...AT, name: 'rides.offer', rideId: 'other', subject: 'system', args, decidedAtMs: DAY_MS });
      },
      0,
    ],
    [
      'the driver’s other ride was over in time',
      (day) => {
        comesOnline(day, DAY_MS - HOUR_MS);
        const other = { ...AT, rideId: 'other' };
        day.push({ ...other, name: 'rides.offer', args: { driverId: 'driver-9' }, decidedAtMs: DAY_MS });
        day.push({ ...other, name: 'rides.end', subject: 'driver-9', decidedAtMs: DAY_MS + 5 * MINUTE_MS });
      },
      1,
    ],
    [
      'the driver said no to it',
      (day, rideId) => {
        comesOnline(day, DAY_MS - HOUR_MS);
        const asked = { ...AT, rideId };
        day.push({ ...asked, name: 'rides.offer', args: { driverId: 'driver-9' }, decidedAtMs: DAY_MS + MINUTE_MS });
        day.push({ ...asked, name: 'rides.decline', subject: 'driver-9', decidedAtMs: DAY_MS + MINUTE_MS + 5_000 });
      },
      0,
    ],
    [
      'the driver did not answer it, and came back',
      (day, rideId) => {
        comesOnline(day, DAY_MS - HOUR_MS);
        const asked = { ...AT, rideId };
        day.push({ ...asked, name: 'rides.offer', args: { driverId: 'driver-9' }, decidedAtMs: DAY_MS + MINUTE_MS });
        day.push({ ...asked, name: 'rides.expireOffer', subject: 'system', decidedAtMs: DAY_MS + 2 * MINUTE_MS });
        comesOnline(day, DAY_MS + 3 * MINUTE_MS);
      },
      1,
    ],
  ])('when %s', async (_what, plant, untrue) => {
    const day = await measured((planted) => {
      planted.booking({ how: 'no_supply', plant: (rideId) => plant(planted, rideId) });
    });
    for (const id of ['booking_success', 'booking_success_by_audit']) {
      expect([id, kpi(day, id).value]).toEqual([id, 1 - untrue]);
    }
    expect(beside(day, 'booking_success', 'told so although a driver was free')).toBe(untrue);
    expect(beside(day, 'booking_success', 'told in time, truly, that no car can come')).toBe(1 - untrue);
  });

  it('of every booking by a dispatcher that asks nobody fails the whole', async () => {
    const day = await measured((planted) => {
      goodDay(planted);
      comesOnline(planted, DAY_MS - HOUR_MS);
      times(200, () => planted.booking({ how: 'no_supply' }));
    });
    expect(kpi(day, 'booking_success')).toMatchObject({ value: 900 / 1100, verdict: 'fail' });
    expect(kpi(day, 'booking_success_by_audit')).toMatchObject({ value: 900 / 1100, verdict: 'fail' });
    expect(kpi(day, 'audit_agreement')).toMatchObject({ verdict: 'pass' });
    expect(day.verdict).toBe('fail');
  });
});

describe('what the phone believed and what was', () => {
  it('are both measured, and how often they differ is told', async () => {
    const day = await measured((planted) => {
      times(3, () => planted.booking());
      planted.booking({ how: 'lapsed', believesOffline: false });
      planted.booking({ outageMs: 1 });
    });
    expect(kpi(day, 'booking_success')).toMatchObject({ value: 1, samples: 4 });
    expect(beside(day, 'booking_success', 'of bookings made without coverage, by the simulator')).toBe(3 / 4);
    expect(kpi(day, 'booking_success').notes.slice(1)).toEqual([
      '1 bookings were made without coverage while the phone believed to have contact, and are not counted as offline.',
      '1 bookings were made with coverage while the phone believed to have no contact, and are counted as offline.',
    ]);
  });

  it('a phone that had no room without coverage fails in the strict form alone, and no trip is passed over in silence', async () => {
    const day = await measured((planted) => {
      planted.booking();
      const trip = { group_id: 'full', parish: 'Saint Lucy', place: 'x', at_ms: DAY_MS };
      planted.row('island.outage', { group_id: 'full', from_ms: DAY_MS - 1, to_ms: DAY_MS + 1 });
      for (const why of ['not_saved', 'not_made', 'nobody_free']) planted.row('island.unmade', { ...trip, why });
      planted.row('island.unmade', { ...trip, why: 'not_saved', at_ms: DAY_MS + 5 });
    });
    expect(kpi(day, 'booking_success')).toMatchObject({ value: 1, samples: 1 });
    expect(kpi(day, 'booking_success_strict')).toMatchObject({ value: 1 / 2, samples: 2 });
    expect(kpi(day, 'booking_success').notes.slice(1)).toEqual([
      '1 bookings were refused by a phone that had no room, without coverage: a failure in the strict form, and no booking in the other.',
      '1 trips were not made because their rider was still on the one before.',
      '1 trips were drawn for which no rider was free.',
    ]);
  });

  it('a rider who had to book again makes the first booking a failure', async () => {
    const day = await measured((planted) => {
      planted.booking({ rider: 'rider-1' });
      planted.booking({ rider: 'rider-1', actedAtMs: DAY_MS + MINUTE_MS });
      planted.booking({ rider: 'rider-2' });
      planted.booking({ rider: 'rider-2', actedAtMs: DAY_MS + 11 * MINUTE_MS });
    });
    expect(Object.fromEntries(day.outcomes.map(({ outcome, bookings }) => [outcome.how, bookings]))).toEqual({
      assigned: 3,
      re_entered: 1,
    });
    expect(kpi(day, 'booking_success').value).toBe(3 / 4);
  });
});

describe('a booking of a phone whose clock is wrong', () => {
  it.each([2, -2, 24 * 365])('is judged by the right one: slow by %s hours', async (hours) => {
    const day = await measured((planted) => {
      times(3, () => planted.booking({ clockSlowMs: hours * HOUR_MS }));
      planted.booking({ how: 'lapsed', clockSlowMs: hours * HOUR_MS });
    });
    expect(kpi(day, 'booking_success').value).toBe(3 / 4);
    expect(kpi(day, 'audit_agreement')).toMatchObject({ value: 0 });
  });
});

describe('bookings of one outage', () => {
  it('are not taken for independent', async () => {
    const plant = (isOneOutage: boolean) => (planted: PlantedDay) => {
      times(900, () => planted.booking());
      times(20, () => planted.booking({ how: 'lapsed', ...(isOneOutage ? { place: 'one-spot' } : {}) }));
    };
    const [apart, together] = [await measured(plant(false)), await measured(plant(true))];
    const lower = (day: Measurement) => figureOf(day, 'booking_success').interval?.lower ?? Number.NaN;
    expect(kpi(apart, 'booking_success').verdict).toBe('pass');
    expect(lower(together)).toBeLessThan(lower(apart));
    expect(kpi(together, 'booking_success').notes[0]).toMatch(
      /^As if independent 96\.\d\d % to .*by \d+ outages.*seed 1/,
    );
  });
});

describe('sync conflicts', () => {
  const offline = (planted: PlantedDay, outcome: string) => planted.push({ name: 'drivers.goOnline', outcome });

  it('fail above 0.5 %; what was made online does not count', async () => {
    const day = await measured((planted) => {
      times(980, () => offline(planted, 'applied'));
      times(20, () => offline(planted, 'conflict'));
      times(100, () => planted.push({ name: 'drivers.goOnline', outcome: 'conflict', offline: false }));
    });
    const expected = { value: 0.02, samples: 1000, verdict: 'fail' };
    expect(kpi(day, 'sync_conflicts')).toMatchObject(expected);
    expect(kpi(day, 'sync_conflicts_by_audit')).toMatchObject(expected);
    expect(kpi(day, 'audit_agreement')).toMatchObject({ value: 0 });
  });

  it.each(['ledger', 'audit'])(
    'by the %s are also what was applied with a loss, or refused because of somebody else',
    async (by) => {
      const day = await measured((planted) => {
        planted.push({ name: 'rides.book', code: 'quote_lapsed' });
        planted.push({ name: 'rides.cancel', code: 'cancelled_after_accept' });
        planted.push({ name: 'rides.accept', outcome: 'rejected', code: 'offer_gone' });
        planted.push({ name: 'rides.start', outcome: 'rejected', code: 'pin_wrong' });
        planted.push({ name: 'rides.book', outcome: 'expired', code: 'too_old' });
        times(2, () => offline(planted, 'applied'));
        offline(planted, 'conflict');
      });
      const id = by === 'ledger' ? 'sync_conflicts' : 'sync_conflicts_by_audit';
      expect(kpi(day, id)).toMatchObject({ value: 4 / 8, samples: 8 });
    },
  );

  it('are told by code, and without the many position updates', async () => {
    const day = await measured((planted) => {
      planted.push({ name: 'rides.accept', outcome: 'rejected', code: 'offer_gone' });
      planted.push({ name: 'rides.start', outcome: 'rejected', code: 'pin_wrong' });
      planted.push({ name: 'rides.book', code: 'booking_lapsed' });
      times(7, () => offline(planted, 'applied'));
    });
    expect(kpi(day, 'sync_conflicts').value).toBe(1 / 10);
    const late = 'with bookings that came after their own deadline (booking_lapsed)';
    expect(beside(day, 'sync_conflicts', late)).toBe(2 / 10);
    expect(beside(day, 'sync_conflicts', 'without position updates (drivers.goOnline)')).toBe(1 / 3);
    expect(beside(day, 'sync_conflicts', 'with the outcome conflict alone')).toBe(0);
    expect(beside(day, 'sync_conflicts', 'rejected offer_gone, which counts')).toBe(1 / 10);
    expect(beside(day, 'sync_conflicts', 'rejected pin_wrong')).toBe(1 / 10);
  });

  it('by a code that nobody has judged are an error, not a number', async () => {
    await expect(
      measured((planted) => planted.push({ name: 'rides.cancel', outcome: 'rejected', code: 'somehow' })),
    ).rejects.toThrow('somehow');
  });

  it('597 without one prove nothing', async () => {
    const day = await measured((planted) => times(597, () => offline(planted, 'applied')));
    expect(kpi(day, 'sync_conflicts')).toMatchObject({ value: 0, samples: 597, verdict: 'inconclusive' });
  });

  it('count parked work by how it ended', async () => {
    const day = await measured((planted) => {
      const { clientId } = offline(planted, 'parked');
      const commit = planted.commit(DAY_MS + HOUR_MS);
      const result = JSON.stringify({ outcome: 'conflict', commit });
      planted.row('sync.parked', {
        client_id: clientId,
        mutation_id: 1,
        sequence: 1,
        parked_at_ms: DAY_MS,
        reason: 'defect',
        detail: '',
        attempts: 1,
        resolved_commit: commit,
        resolved_ordinal: 0,
        resolved_by: 'staff',
        resolved_result: result,
      });
      const notes = { stream: clientId, id: 1, offline: true };
      planted.audit({ entity: 'x', metric: 'sync_replayed_conflict', value: 0, notes });
    });
    expect(kpi(day, 'sync_conflicts')).toMatchObject({ value: 1, samples: 1 });
    expect(kpi(day, 'sync_conflicts_by_audit')).toMatchObject({ value: 1, samples: 1 });
    expect(kpi(day, 'audit_agreement')).toMatchObject({ value: 0 });
  });
});

describe('queue drain', () => {
  it('on the phone counts what was cut off as never ended, and keeps long queues apart', async () => {
    const day = await measured((planted) => {
      planted.drain({ drainMs: 1000, mutations: 2 });
      planted.drain({ drainMs: 1000, phoneMs: 16_000, mutations: 20 });
      planted.drain({ drainMs: 60_000, mutations: 201 });
      planted.drain({ drainMs: 0, isCut: true });
    });
    expect(day.drains.map(({ drainMs }) => drainMs)).toEqual([1000, 16_000, 60_000, Infinity]);
    expect(kpi(day, 'queue_drain')).toMatchObject({ value: Infinity, samples: 3, verdict: 'inconclusive' });
    expect(kpi(day, 'queue_drain').notes).toEqual([
      '1 drains were cut off by another outage, or by closing the app, and count as never ended.',
      '1 drains had more than 200 mutations and are shown by size alone.',
    ]);
  });

  it('on the phone is judged by size too, where there are enough', async () => {
    const day = await measured((planted) => {
      times(59, () => planted.drain({ drainMs: 500, phoneMs: 900 }));
      times(3, () => planted.drain({ drainMs: 500, phoneMs: 4000, mutations: 30 }));
    });
    const sizes = day.kpis.find(({ spec }) => spec.id === 'queue_drain')?.measured.beside ?? [];
    expect(sizes.map((one) => [one.name, besideText(one)])).toEqual([
      ['with 1 mutation', '900 ms (900 ms to 900 ms) of 59, pass'],
      ['with 2 to 19 mutations', 'not enough samples (0 of 59)'],
      ['with 20 to 99 mutations', 'not enough samples (3 of 59)'],
      ['with 100 mutations and more', 'not enough samples (0 of 59)'],
      ['of those that ended, from the first request whose answer came', expect.stringMatching(/of 62, pass$/)],
    ]);
  });

  it.each([
    ['stalls that the server does not see', { drainMs: 500, phoneMs: 15_500 }, 15_500],
    ['outages that cut drains off', { drainMs: 500, isCut: true }, Infinity],
    ['slow drains', { drainMs: 9900, phoneMs: 10_100 }, 10_100],
  ])('fails by %s', async (_what, slow, value) => {
    const day = await measured((planted) => {
      goodDay(planted);
      times(180, () => planted.drain({ drainMs: 500, mutations: 2 }));
      times(40, () => planted.drain({ mutations: 2, ...slow }));
    });
    expect(kpi(day, 'queue_drain')).toMatchObject({ value, verdict: 'fail' });
    expect(day.verdict).toBe('fail');
  });

  it('by the audit adds the round trip, takes the slower of both clocks, and names what it cannot see', async () => {
    const day = await measured((planted) => {
      planted.drain({ drainMs: 1000, mutations: 2, toldMs: 400 });
      planted.drain({ drainMs: 1000, mutations: 2, toldMs: 3000 });
      planted.drain({ drainMs: 60_000, mutations: 201 });
      planted.drain({ drainMs: 0, isCut: true });
      planted.drain({ drainMs: 0, isUntold: true });
    });
    expect(kpi(day, 'queue_drain_by_audit')).toMatchObject({ value: 3200, samples: 2, verdict: 'inconclusive' });
    expect(kpi(day, 'queue_drain_by_audit').notes).toEqual([
      'A round trip of 200 ms is added to each.',
      '1 episodes were cut off by another outage and are left out here.',
      '1 episodes have no end although there was coverage: an answer did not come, and the phone began another one.',
      '1 drains had more than 200 mutations and are left out.',
    ]);
  });

  it.each(['queue_drain', 'queue_drain_by_audit'])(
    '%s fails when a twentieth takes longer than 10 s, and only 59 can pass',
    async (id) => {
      const slow = await measured((planted) => {
        times(180, () => planted.drain({ drainMs: 500, mutations: 2 }));
        times(20, () => planted.drain({ drainMs: 10_100, mutations: 2 }));
      });
      expect(kpi(slow, id).verdict).toBe('fail');
      const few = await measured((planted) => times(58, () => planted.drain({ drainMs: 500, mutations: 2 })));
      expect(kpi(few, id).verdict).toBe('inconclusive');
      const enough = await measured((planted) => times(59, () => planted.drain({ drainMs: 500, mutations: 2 })));
      expect(kpi(enough, id).verdict).toBe('pass');
    },
  );
});

describe('lost writes', () => {
  const claim = { client_id: 'c', mutation_id: 1, group_id: 'g', subject: 's', claimed_at_ms: DAY_MS, offline: true };
  const went = { name: 'drivers.goOnline' };

  it.each([
    ['a phone that forgot', { ...claim, ...went, stage: 'gone' }, 'fail', 'lost: 1, such as c#1'],
    ['a server that forgot', { ...claim, ...went, stage: 'confirmed' }, 'fail', 'lost: 1, such as c#1'],
    ['a phone that still waits', { ...claim, ...went, stage: 'saved' }, 'inconclusive', '1 are still undecided.'],
  ])('%s', async (_what, row, verdict, note) => {
    const day = await measured((planted) => planted.row('island.claim', row));
    expect(kpi(day, 'lost_writes')).toMatchObject({ verdict, notes: [note] });
  });

  it.each([
    ['another name', { name: 'rides.cancel' }, 'another in its place'],
    ['another person', { subject: 'thief' }, 'another in its place'],
    ['another ride', { ride_id: 'elsewhere' }, 'another in its place'],
    ['another outcome', { outcome: 'rejected' }, 'told another outcome'],
  ])('%s in the ledger than the device says', async (_what, said, kind) => {
    const day = await measured((planted) => {
      const { clientId } = planted.push({ name: 'drivers.goOnline', isClaimed: false });
      const true_ = { subject: 'rider-1', name: 'drivers.goOnline', stage: 'confirmed', outcome: 'applied' };
      planted.row('island.claim', { ...claim, ...true_, client_id: clientId, ...said });
    });
    expect(kpi(day, 'lost_writes')).toMatchObject({
      value: 1,
      verdict: 'fail',
      notes: [`${kind}: 1, such as client-1#1`],
    });
  });

  it('rides and payments that were granted and are not there', async () => {
    const day = await measured((planted) => {
      planted.push({ name: 'rides.book', rideId: randomUUID() });
      planted.push({ name: 'pricing.recordCash', rideId: randomUUID(), args: { paymentId: randomUUID() } });
    });
    expect(kpi(day, 'lost_writes').notes).toEqual([
      'payment missing: 1, such as client-2#1',
      'ride missing: 1, such as client-1#1',
    ]);
  });
});

describe('doubled effects', () => {
  const step = (planted: PlantedDay, name: string, subject = 'driver-1', rideId = 'r') =>
    planted.push({ name, rideId, subject, offline: false });

  it.each([
    ['a step applied twice', ['rides.end', 'rides.end'], 'applied twice: rides.end: 1, such as ride/r'],
    ['a booking applied twice', ['rides.book', 'rides.book'], 'applied twice: rides.book: 1, such as ride/r'],
  ])('%s', async (_what, names, note) => {
    const day = await measured((planted) => names.forEach((name) => step(planted, name)));
    expect(kpi(day, 'doubled_effects')).toMatchObject({ value: 1, verdict: 'fail', notes: [note] });
  });

  it('two drivers of one ride', async () => {
    const day = await measured((planted) => {
      step(planted, 'rides.accept', 'driver-1');
      step(planted, 'rides.accept', 'driver-2');
    });
    expect(kpi(day, 'doubled_effects').notes).toContain('two drivers accepted: 1, such as ride/r');
  });

  it('two rides from one tap', async () => {
    const day = await measured((planted) => {
      step(planted, 'rides.book', 'rider', 'r1');
      step(planted, 'rides.book', 'rider', 'r2');
      step(planted, 'rides.book', 'other', 'r3');
    });
    expect(kpi(day, 'doubled_effects')).toMatchObject({
      value: 1,
      notes: ['two rides from one tap: 1, such as ride/r1'],
    });
  });

  it('what a phone did for a shift that was on the other one', async () => {
    const day = await measured((planted) => {
      const by = { subject: 'driver-1', offline: false };
      planted.push({ ...by, name: 'drivers.goOnline', group: 'first' });
      planted.push({ ...by, name: 'drivers.goOnline', group: 'second' });
      planted.push({ ...by, name: 'rides.arrive', rideId: 'r', group: 'second' });
      planted.push({ ...by, name: 'drivers.goOffline', group: 'first', outcome: 'rejected', code: 'other_device' });
      planted.push({ ...by, name: 'rides.end', rideId: 'r', group: 'first' });
    });
    expect(kpi(day, 'doubled_effects')).toMatchObject({
      value: 1,
      notes: [
        'acted for a shift on the other phone: 1, such as driver/driver-1',
        '1 tries of a phone that the shift had left were refused.',
      ],
    });
  });

  it('one effect announced twice', async () => {
    const day = await measured((planted) => {
      for (const commit of [1, 2]) {
        const event = { type: 'rides.ended.v1', key: 'r', payload: {}, occurred_at_ms: DAY_MS };
        planted.row('sync.outbox', { ...event, commit, ordinal: 0 });
      }
    });
    expect(kpi(day, 'doubled_effects').notes).toEqual(['announced twice: rides.ended.v1: 1, such as ride/r']);
  });

  it('a refused second try is none', async () => {
    const day = await measured((planted) => {
      step(planted, 'rides.end');
      planted.push({ name: 'rides.end', rideId: 'r', outcome: 'rejected' });
    });
    expect(kpi(day, 'doubled_effects')).toMatchObject({ value: 0, samples: 1, verdict: 'pass' });
  });
});

describe('double charges', () => {
  const RIDE = randomUUID();

  it.each<[string, (day: PlantedDay) => void, string]>([
    [
      'a ride charged twice',
      (day) => day.charge(RIDE, { entryId: 'again', amountCents: 0 }),
      `charged twice: 1, such as ride/${RIDE}`,
    ],
    [
      'an entry of another amount than the fare',
      (day) => day.charge(RIDE, { entryId: 'again', amountCents: 500 }),
      `charged another amount than its fare: 1, such as ride/${RIDE}`,
    ],
    ['cash taken twice', (day) => day.cash(RIDE), `cash taken twice: 1, such as ride/${RIDE}`],
    [
      'a drawer that holds too much',
      (day) => day.drawer({ driverId: 'driver-2', keptCents: 5 }),
      'drawer differs from its payments: 1, such as driver/driver-2',
    ],
  ])('%s', async (_what, plant, note) => {
    const day = await measured((planted) => {
      planted.fare(RIDE);
      planted.cash(RIDE);
      planted.drawer();
      plant(planted);
    });
    expect(kpi(day, 'double_charges')).toMatchObject({ verdict: 'fail' });
    expect(kpi(day, 'double_charges').notes).toContain(note);
  });
});

describe('audit and ledger', () => {
  it.each<[string, (day: PlantedDay) => void, readonly string[]]>([
    [
      'a booking that the audit forgot',
      (day) => {
        day.booking({ tell: false });
        day.commit(DAY_MS + 2 * HOUR_MS);
      },
      ['booking only by the audit', 'booking only by the ledger'],
    ],
    [
      'a success that nobody booked',
      (day) =>
        day.audit({
          entity: 'ride/x',
          metric: 'offline_booking_success',
          value: 1,
          notes: { how: 'assigned', strict: 1 },
        }),
      ['booking only by the audit'],
    ],
    [
      'a number that its words do not mean',
      (day) => {
        const rideId = day.booking({ tell: false });
        const notes = { how: 'assigned', strict: 1 };
        day.audit({ entity: `ride/${rideId}`, metric: 'offline_booking_success', value: 0, notes });
      },
      ['success that contradicts itself'],
    ],
    [
      'an outcome that was audited twice',
      (day) => {
        const { clientId } = day.push({ name: 'drivers.goOnline' });
        const notes = { stream: clientId, id: 1, offline: true };
        day.audit({ entity: 'x', metric: 'sync_applied', value: 0, notes });
      },
      ['mutation only by the audit'],
    ],
  ])('disagree about %s', async (_what, plant, kinds) => {
    const day = await measured(plant);
    const { verdict, notes } = kpi(day, 'audit_agreement');
    expect(verdict).toBe('fail');
    expect(notes.map((note) => note.split(':')[0])).toEqual(kinds);
  });
});

describe('the age of queues', () => {
  it('is looked at every five minutes, by the hour in Barbados', async () => {
    const day = await measured((planted) => {
      planted.push({ name: 'a', group: 'g', actedAtMs: DAY_MS + 1000, decidedAtMs: DAY_MS + 61 * MINUTE_MS });
      planted.push({ name: 'b', group: 'g', actedAtMs: DAY_MS + 30 * MINUTE_MS, decidedAtMs: DAY_MS + 61 * MINUTE_MS });
    });
    expect(kpi(day, 'unsynced_age')).toMatchObject({ samples: 12, verdict: null });
    expect(day.ages.map(({ hour }) => hour)).toEqual([0, 1]);
    expect(day.ages[1]?.maxMs).toBe(HOUR_MS - 1000);
  });
});

describe('success against the length of the outage', () => {
  it('sorts bookings by the outage that they were made in', async () => {
    const day = await measured((planted) => {
      times(3, () => planted.booking({ outageMs: MINUTE_MS }));
      planted.booking({ outageMs: 90 * MINUTE_MS, how: 'lapsed' });
      planted.booking({ outageMs: 24 * HOUR_MS, how: 'lapsed' });
    });
    expect(day.outages.map(({ label, bookings, successes }) => [label, bookings, successes])).toEqual([
      ['< 2 min', 3, 3],
      ['1–2 h', 1, 0],
      ['> 6 h', 1, 0],
    ]);
  });
});
