/**
 * A day of the island, written straight into the tables: what the server would have stored, and what devices would claim.
 * Whatever is asked for is stored, however wrong it is.
 */
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { EVIDENCE_SCHEMA_SQL } from '../../src/kpi/evidence.ts';
import type { Query, Row } from '../../src/kpi/query.ts';
import type { Run } from '../../src/kpi/run.ts';

const MEASURED_TABLES = [
  'sync.ledger',
  'sync.commit',
  'sync.parked',
  'public.audit_offline_first_mobile_architecture',
  'island.claim',
  'island.ride',
  'island.outage',
  'island.drain',
];

/** Midnight in Barbados. */
export const DAY_MS = Date.UTC(2026, 10, 24, 4);
export const MINUTE_MS = 60_000;
export const RTT_MS = 200;

export const RUN: Run = {
  seed: 1,
  profile: 'mixed',
  command: 'npm run kpi -- --seed 1',
  fromMs: DAY_MS,
  toMs: DAY_MS + 24 * 60 * MINUTE_MS,
  wallMs: 61_000,
  linkRttMs: RTT_MS,
  parameters: [{ name: 'riders', value: '100', source: 'chosen' }],
  serviceTimes: [],
  versions: { node: '24' },
};

type Table =
  | 'sync.commit'
  | 'sync.ledger'
  | 'sync.parked'
  | 'sync.outbox'
  | 'public.audit_offline_first_mobile_architecture'
  | 'rides.ride'
  | 'pricing.ledger_entry'
  | 'pricing.fare'
  | 'pricing.cash_payment'
  | 'pricing.drawer'
  | 'island.claim'
  | 'island.ride'
  | 'island.drain'
  | 'island.outage'
  | 'island.unmade';

export interface Push {
  readonly name: string;
  readonly rideId?: string | null;
  readonly subject?: string;
  readonly offline?: boolean;
  readonly outcome?: string;
  readonly code?: string;
  /** When the person acted, and when the server decided. */
  readonly actedAtMs?: number;
  readonly decidedAtMs?: number;
  readonly validUntilMs?: number | null;
  /** How much the device's clock is slow: what it tells of its own times is earlier by that. */
  readonly clockSlowMs?: number;
  readonly group?: string;
  readonly drainEpisode?: string;
  /** False: no device says that it ever saved it. */
  readonly isClaimed?: boolean;
  readonly stage?: string;
  readonly args?: Record<string, unknown>;
}

export class PlantedDay {
  readonly #rows = new Map<Table, Record<string, unknown>[]>();
  #commit = 0;
  #streams = 0;

  /** A row as it stands. */
  row(table: Table, row: Record<string, unknown>): void {
    const rows = this.#rows.get(table) ?? [];
    rows.push(row);
    this.#rows.set(table, rows);
  }

  /** Stores everything in a database that has only been migrated, in the transaction that is open. */
  async store(query: (sql: string, values?: unknown[]) => Promise<unknown>): Promise<void> {
    await query(EVIDENCE_SCHEMA_SQL);
    for (const [table, rows] of this.#rows) {
      await query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [
        JSON.stringify(rows),
      ]);
    }
    // As after a real day: without figures about them PostgreSQL may join tables row by row, for minutes.
    await query(`ANALYZE ${MEASURED_TABLES.join(', ')}`);
  }

  /** A mutation that arrived and was decided: ledger, audit, and the device that claims it. Gives back its reference. */
  push(push: Push): { clientId: string; commit: number } {
    const { offline = true, outcome = 'applied', actedAtMs = DAY_MS, rideId = null, stage = 'confirmed' } = push;
    const { clockSlowMs = 0, validUntilMs = null } = push;
    const clientId = `client-${(this.#streams += 1)}`;
    const groupId = push.group ?? clientId;
    const subject = push.subject ?? 'rider-1';
    const decidedAtMs = push.decidedAtMs ?? actedAtMs + MINUTE_MS;
    const commit = this.commit(decidedAtMs);
    const args = { ...(rideId === null ? {} : { rideId }), ...push.args };
    const shared = { client_id: clientId, mutation_id: 1, group_id: groupId, subject, name: push.name, offline };
    this.row('sync.ledger', {
      ...shared,
      commit,
      ordinal: 0,
      single: false,
      roles: ['rider'],
      args,
      args_hash: clientId,
      received_at_ms: decidedAtMs - 50,
      claimed_at_ms: actedAtMs - clockSlowMs,
      sent_at_ms: decidedAtMs - 100 - clockSlowMs,
      valid_until_ms: validUntilMs === null ? null : validUntilMs - clockSlowMs,
      outcome,
      result: JSON.stringify({ outcome, commit, ...(push.code === undefined ? {} : { code: push.code }) }),
      drain_episode: push.drainEpisode ?? null,
    });
    const code = push.code === undefined ? {} : { code: push.code };
    const notes = { mutation: push.name, stream: clientId, id: 1, offline, ...code };
    this.audit({ entity: rideId === null ? groupId : `ride/${rideId}`, metric: `sync_${outcome}`, value: 0, notes });
    if (push.isClaimed ?? true) {
      this.row('island.claim', { ...shared, ride_id: rideId, claimed_at_ms: actedAtMs, stage, outcome });
    }
    return { clientId, commit };
  }

  /** A booking from offline that a driver took in time, unless told otherwise; as ledger and audit both have it. */
  booking(
    options: {
      how?: string;
      parish?: string;
      /** Bookings of one place are of one outage. */
      place?: string;
      rider?: string;
      believesOffline?: boolean;
      tell?: boolean;
      actedAtMs?: number;
      clockSlowMs?: number;
      outageMs?: number;
      /** What happens between the booking and its end: rows of a commit stand in the order in which they are planted. */
      plant?: (rideId: string) => void;
    } = {},
  ): string {
    const { how = 'assigned', parish = 'Saint Andrew', tell = true, actedAtMs = DAY_MS } = options;
    const rideId = randomUUID();
    const group = `phone-${rideId}`;
    const validUntilMs = actedAtMs + 60 * MINUTE_MS;
    this.row('island.ride', { ride_id: rideId, parish, place: options.place ?? `at-${rideId}` });
    const isRefused = ['rejected', 'conflict', 'expired', 'parked'].includes(how);
    this.push({
      name: 'rides.book',
      rideId,
      subject: options.rider ?? `rider-${rideId}`,
      offline: options.believesOffline ?? true,
      group,
      actedAtMs,
      validUntilMs,
      clockSlowMs: options.clockSlowMs ?? 0,
      ...(isRefused ? { outcome: how } : {}),
      ...(how === 'lapsed' ? { code: 'booking_lapsed' } : {}),
    });
    if (!isRefused) this.ride(rideId);
    options.plant?.(rideId);
    this.#settle({ rideId, how, actedAtMs });
    this.row('island.outage', {
      group_id: group,
      from_ms: actedAtMs - 1000,
      to_ms: actedAtMs - 1000 + (options.outageMs ?? 5 * MINUTE_MS),
    });
    const entity = `ride/${rideId}`;
    if (options.believesOffline === false) return rideId;
    this.audit({ entity, metric: 'offline_booking', value: 1, notes: { wantedUntilMs: validUntilMs } });
    if (tell && !['silent', 'open'].includes(how)) {
      const value = ['assigned', 'no_supply'].includes(how) ? 1 : 0;
      const strict = how === 'assigned' ? 1 : 0;
      this.audit({
        entity,
        metric: 'offline_booking_success',
        value,
        notes: { how: how === 'given_up_late' ? 'lapsed' : how, strict },
      });
    }
    return rideId;
  }

  #settle({ rideId, how, actedAtMs }: { rideId: string; how: string; actedAtMs: number }): void {
    const ended = { offline: false, rideId, actedAtMs, decidedAtMs: actedAtMs + 10 * MINUTE_MS };
    if (how === 'assigned') this.push({ ...ended, name: 'rides.accept', subject: 'driver-1' });
    if (how === 'too_late') {
      this.push({ ...ended, name: 'rides.accept', subject: 'driver-1', decidedAtMs: actedAtMs + 61 * MINUTE_MS });
    }
    if (how === 'no_supply') this.push({ ...ended, name: 'rides.giveUp', subject: 'system' });
    if (how === 'given_up_late') {
      this.push({ ...ended, name: 'rides.giveUp', subject: 'system', decidedAtMs: actedAtMs + 61 * MINUTE_MS });
    }
    if (how === 'cancelled') this.push({ ...ended, name: 'rides.cancel' });
  }

  /** A drain that took so long by all clocks. `isUntold`: the server was told of no end; `isCut`: there was none on the phone either. */
  drain(options: {
    drainMs: number;
    mutations?: number;
    isCut?: boolean;
    isUntold?: boolean;
    toldMs?: number;
    phoneMs?: number;
  }): void {
    const { drainMs, mutations = 1, isCut = false, isUntold = isCut, toldMs = drainMs, phoneMs = drainMs } = options;
    const episode = randomUUID();
    for (let count = 0; count < mutations; count += 1) {
      // Received 50 ms before it was decided.
      const decidedAtMs = DAY_MS + 50 + (count === mutations - 1 && mutations > 1 ? drainMs - 50 : 0);
      this.push({ name: 'drivers.goOffline', drainEpisode: episode, decidedAtMs, group: `drains-${episode}` });
    }
    this.row('island.drain', {
      group_id: `drains-${episode}`,
      parish: 'Saint Andrew',
      outage_from_ms: DAY_MS - MINUTE_MS,
      outage_to_ms: DAY_MS - 1,
      served_at_ms: DAY_MS,
      heard_at_ms: DAY_MS,
      ended_at_ms: isCut ? null : DAY_MS + phoneMs,
      mutations,
    });
    if (isCut) {
      const outage = { from_ms: DAY_MS + 3000, to_ms: DAY_MS + MINUTE_MS };
      this.row('island.outage', { ...outage, group_id: `drains-${episode}` });
    }
    if (!isUntold) {
      this.audit({
        entity: 'group/1',
        metric: 'queue_drain',
        value: toldMs,
        notes: { episode, group: '1', mutations: 1 },
      });
    }
  }

  /** The time after which nothing happened. */
  commit(atMs: number): number {
    this.#commit += 1;
    const digest = '0'.repeat(64);
    this.row('sync.commit', {
      commit: this.#commit,
      epoch: 0,
      committed_at_ms: atMs,
      previous_digest: digest,
      digest,
      effects_digest: digest,
      scopes: [],
      chain_version: 2,
    });
    return this.#commit;
  }

  audit(row: { entity: string; metric: string; value: number; notes: unknown }): void {
    const rows = this.#rows.get('public.audit_offline_first_mobile_architecture')?.length ?? 0;
    this.row('public.audit_offline_first_mobile_architecture', {
      id: rows + 1,
      happened_at: new Date(DAY_MS).toISOString(),
      entity_id: row.entity,
      metric: row.metric,
      value: row.value,
      notes: JSON.stringify(row.notes),
    });
  }

  ride(rideId: string): void {
    this.row('rides.ride', {
      ride_id: rideId,
      rider_id: `rider-${rideId}`,
      booked_by: 'rider',
      status: 'requested',
      pickup: { lat: 13.21, lon: -59.52 },
      dropoff: { lat: 13.1, lon: -59.6 },
      pin_salt: '0'.repeat(16),
      pin_hash: '0'.repeat(64),
      pin_failures: 0,
      offer_count: 0,
      declined_driver_ids: [],
      missed_driver_ids: [],
      requested_at_ms: DAY_MS,
      comms_lost: false,
      commit: 1,
    });
  }

  /** A ride that was charged, as an entry and a fare. */
  fare(rideId: string, fareCents = 2000): void {
    this.charge(rideId, { entryId: `fare:${rideId}`, amountCents: fareCents });
    this.row('pricing.fare', {
      ride_id: rideId,
      kind: 'ride',
      rider_id: 'rider-1',
      rule: 'quote',
      fare_cents: fareCents,
      lines: [{ amountCents: fareCents }],
      meter_fare_cents: fareCents,
      legal_cap_cents: fareCents,
      driver_pay_cents: fareCents,
      discount_cents: 0,
      ride_tax_cents: 0,
      ride_tax_treatment: 'exempt',
      platform_fee: {},
      vehicle_class: 'car',
      tariff_version: '1',
      tariff_hash: '0'.repeat(64),
      tariff_in_force_version: '1',
      trip_at_ms: DAY_MS,
      trip_at_utc: '',
      trip_at_local: '',
      facts: {},
      assumptions: [],
      refunded_cents: 0,
      settled_at_ms: DAY_MS,
      commit: 1,
    });
  }

  charge(rideId: string, { entryId, amountCents }: { entryId: string; amountCents: number }): void {
    this.row('pricing.ledger_entry', {
      entry_id: entryId,
      reason: 'fare',
      ride_id: rideId,
      lines: [
        { account: 'rider_receivable', amountCents },
        { account: 'driver_payable', amountCents: -amountCents },
      ],
      posted_at_ms: DAY_MS,
      commit: 1,
    });
  }

  cash(rideId: string, { driverId = 'driver-1', keptCents = 2000 } = {}): void {
    const paymentId = randomUUID();
    this.row('pricing.ledger_entry', {
      entry_id: `cash:${paymentId}`,
      reason: 'cash',
      ride_id: rideId,
      lines: [],
      posted_at_ms: DAY_MS,
      commit: 1,
    });
    this.row('pricing.cash_payment', {
      payment_id: paymentId,
      ride_id: rideId,
      rider_id: 'rider-1',
      driver_id: driverId,
      currency: 'BBD',
      tendered_cents: keptCents,
      change_cents: 0,
      kept_cents: keptCents,
      fare_cents: keptCents,
      cash_due_cents: keptCents,
      recorded_at_ms: DAY_MS,
      commit: 1,
    });
  }

  drawer({ driverId = 'driver-1', payments = 1, keptCents = 2000 } = {}): void {
    this.row('pricing.drawer', {
      driver_id: driverId,
      payments,
      bbd_in_cents: keptCents,
      usd_in_cents: 0,
      change_out_cents: 0,
      kept_cents: keptCents,
      commit: 1,
    });
  }
}

/** Stores a day for good, and lets it be measured on the one connection. */
export async function withDay<T>(
  dataSource: DataSource,
  day: PlantedDay,
  work: (query: Query) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await day.store((sql, values) => runner.query(sql, values));
    await runner.commitTransaction();
    return await work(async (sql) => (await runner.query(sql)) as readonly Row[]);
  } finally {
    await runner.release();
  }
}

/** Stores a day, lets it be measured, and leaves nothing of it behind. */
export async function withDayUndone<T>(
  dataSource: DataSource,
  day: PlantedDay,
  work: (query: Query) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  const query: Query = async (sql) => {
    if (sql === 'ROLLBACK') return (await runner.query('ROLLBACK TO measuring')) as readonly Row[];
    return (await runner.query(sql.startsWith('BEGIN ') ? 'SAVEPOINT measuring' : sql)) as readonly Row[];
  };
  try {
    await runner.startTransaction();
    await day.store((sql, values) => runner.query(sql, values));
    return await work(query);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}
