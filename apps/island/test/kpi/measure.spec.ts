import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../../api/test/harness/test-database.ts';
import { measure, type Measurement } from '../../src/kpi/measure.ts';
import { DAY_MS, MINUTE_MS, PlantedDay, RTT_MS, RUN, withDayUndone } from './planted-day.ts';

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
    expect(kpi(day, 'booking_success').notes).toEqual([
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
  it('adds the round trip, takes the slower of both clocks, and tells apart what does not count', async () => {
    const day = await measured((planted) => {
      planted.drain({ drainMs: 1000, mutations: 2, toldMs: 400 });
      planted.drain({ drainMs: 1000, mutations: 2, toldMs: 3000 });
      planted.drain({ drainMs: 60_000, mutations: 201 });
      planted.drain({ drainMs: 0, isCut: true });
    });
    expect(day.drains.map(({ drainMs }) => drainMs)).toEqual([1000 + RTT_MS, 3000 + RTT_MS, 60_000 + RTT_MS]);
    expect(kpi(day, 'queue_drain')).toMatchObject({ value: 3200, samples: 2, verdict: 'inconclusive' });
    expect(kpi(day, 'queue_drain').notes).toEqual([
      'A round trip of 200 ms is added to each.',
      '1 drains were cut off by another outage and are left out.',
      '1 drains had more than 200 mutations and are left out; the slowest took 60200 ms.',
    ]);
  });

  it('fails when a twentieth takes longer than 10 s, and only 59 can pass', async () => {
    const slow = await measured((planted) => {
      times(180, () => planted.drain({ drainMs: 500, mutations: 2 }));
      times(20, () => planted.drain({ drainMs: 9900, mutations: 2 }));
    });
    expect(kpi(slow, 'queue_drain')).toMatchObject({ value: 10_100, verdict: 'fail' });
    const few = await measured((planted) => times(58, () => planted.drain({ drainMs: 500, mutations: 2 })));
    expect(kpi(few, 'queue_drain').verdict).toBe('inconclusive');
    const enough = await measured((planted) => times(59, () => planted.drain({ drainMs: 500, mutations: 2 })));
    expect(kpi(enough, 'queue_drain').verdict).toBe('pass');
  });
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
