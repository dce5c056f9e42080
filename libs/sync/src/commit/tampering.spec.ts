/** Whoever owns the database and changes what is stored is found: column by column, in a transaction that is rolled back. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { startGroup } from '../../test/event-group.ts';
import { mutation, push, rider, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { verifyStoredChain } from './chain.service.ts';
import { readFirstStray } from './stray-rows.store.ts';

const AUDIT = 'public.audit_offline_first_mobile_architecture';

const ACT = 'sync.parked_event_act';

const NEXT = '(SELECT commit + 1 FROM sync.head)';

const ORDER = 'only the order counts, and that is covered';

/** Columns that links do not cover, and why. Every other column of these tables is. */
const UNCOVERED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'sync.commit': { scopes: 'what a poke tells' },
  'sync.ledger': { ordinal: ORDER, args: 'of what was too large only the hash was ever kept' },
  'sync.correction': { ordinal: ORDER },
  'sync.parked': {
    sequence: 'how it stands',
    parked_at_ms: 'how it stands',
    lane: 'how it stands',
    reason: 'how it stands',
    attempts: 'how it stands',
    detail: 'how it stands, but for the note of a discard',
    resolved_ordinal: ORDER,
    subject: 'what is counted by; the ledger says whose it is',
    bytes: 'what is counted by',
  },
  'sync.outbox': { ordinal: ORDER },
  'sync.parked_event': Object.fromEntries(
    [
      'resolved_as',
      'set_aside_at_ms',
      'tries',
      'tried_at_ms',
      'last_error',
      'due_at_ms',
      'parked_at_ms',
      'resolved_at_ms',
    ].map((column) => [column, 'how it stands']),
  ),
  'sync.parked_event_act': { act_ordinal: ORDER },
  [AUDIT]: {},
};

const OTHERWISE: Readonly<Record<string, (column: string) => string>> = {
  text: (column) => `coalesce(${column}, '') || 'x'`,
  'text[]': (column) => `array_append(${column}, 'admin')`,
  bigint: (column) => `coalesce(${column}, 0) + 1000000`,
  integer: (column) => `coalesce(${column}, 0) + 1000`,
  smallint: (column) => `${column} - 1`,
  boolean: (column) => `NOT ${column}`,
  json: () => `'{"amount":2}'`,
  'double precision': (column) => `${column} + 1`,
  'timestamp with time zone': (column) => `${column} + interval '1 day'`,
};

/** Adds one row more: one that is there, but for these columns. */
function copyOf(table: string, otherwise: Readonly<Record<string, string>>): string {
  const columns = Object.keys(otherwise);
  const given = columns.map((column) => `'${column}', ${otherwise[column]}`).join(', ');
  return `INSERT INTO ${table} SELECT (json_populate_record(one::${table}, json_build_object(${given}))).*
    FROM (SELECT * FROM ${table} LIMIT 1) AS one RETURNING 1`;
}

let fixture: PipelineFixture;

beforeAll(async () => {
  fixture = await startPipeline();
  const { runtime } = fixture;
  const both = ['p', 'q'].map((id) => mutation(id, 1, 'toy.add', { counterId: id, amount: 1 }));
  await push(runtime, rider, both);
  const slip = (id: number, counterId: string) => mutation('c', id, 'toy.add', { counterId, amount: 13 });
  await push(runtime, rider, [
    mutation('c', 1, 'toy.add', { counterId: 'a', amount: 1 }, { base: { 'counter/a': 1 } }),
  ]);
  await push(runtime, rider, [mutation('c', 2, 'toy.add', { counterId: 'b', amount: 1, note: 'x'.repeat(20_000) })]);
  await push(runtime, rider, [slip(3, 'corrected'), slip(4, 'discarded'), slip(5, 'waiting')]);
  const by = { by: 'sam', note: 'a slip' };
  for (const mutationId of [3, 4, 5])
    for (const amount of [11, 12]) {
      const counterId = { 3: 'corrected', 4: 'discarded' }[mutationId] ?? 'waiting';
      await runtime.parked.correct({ clientId: 'c', mutationId }, { ...by, args: { counterId, amount } });
    }
  const corrected = { clientId: 'c', mutationId: 3 };
  const seen = await runtime.parked.find(corrected, new Set());
  await runtime.parked.replay(corrected, 'ada', seen?.parked?.correctionHash);
  await runtime.parked.discard({ clientId: 'c', mutationId: 4 }, by);
  await actOnEvents();
});
afterAll(() => fixture.close());

/** Events of three counters cannot be handled: one is corrected twice and tried again, one discarded, one tried again. */
async function actOnEvents(): Promise<void> {
  const { runtime } = fixture;
  const cannot = () => Promise.reject(new TypeError('no'));
  const limits = { triesMax: 1, retryMs: 1, retryMsMax: 1, pollIntervalMs: 20 };
  const reader = startGroup(fixture, { group: 'toy.watch', from: 'now' }, cannot, { limits });
  await reader.caughtUp();
  const keys = ['mended', 'dropped', 'again', 'again-2'];
  await push(
    runtime,
    rider,
    [...keys.entries()].map(([at, counterId]) => mutation('e', at + 1, 'toy.add', { counterId, amount: 1 })),
  );
  await reader.caughtUp();
  await reader.close();
  const { items } = await runtime.parkedEvents.list({ group: 'toy.watch', rowsMax: 9 }, new Set());
  const [mended, dropped] = items.map(({ group, eventId }) => ({ group, eventId }));
  if (!mended || !dropped) throw new Error('nothing is parked');
  const why = { by: 'sam', note: 'a slip' };
  for (const value of [5, 6])
    expect(await runtime.parkedEvents.correct(mended, { ...why, payload: { value } })).toEqual({ kind: 'corrected' });
  const seen = await runtime.parkedEvents.find(mended, new Set());
  const lookedAt = seen?.correctionHash ?? null;
  expect(await runtime.parkedEvents.replay(mended, { ...why, lookedAt })).toEqual({ kind: 'asked' });
  expect(await runtime.parkedEvents.discard(dropped, why)).toEqual({ kind: 'discarded' });
  expect(await runtime.parkedEvents.replayAll({ group: 'toy.watch', type: null }, why)).toEqual({ asked: 2, left: 0 });
}

/** Does with a table, without its guards, what nobody keeps. */
async function unguarded(table: string, tamper: (all: EntityManager) => Promise<void>): Promise<void> {
  const undone = new Error('as it was');
  const work = async (all: EntityManager) => {
    for (const each of table.split(' ')) {
      await all.query(`ALTER TABLE ${each} DISABLE TRIGGER USER`);
      const checks = await all.query<{ name: string }[]>(
        `SELECT conname AS name FROM pg_constraint WHERE conrelid = '${each}'::regclass AND contype = 'c'`,
      );
      for (const { name } of checks) await all.query(`ALTER TABLE ${each} DROP CONSTRAINT ${name}`);
    }
    await tamper(all);
    throw undone;
  };
  await expect(fixture.database.dataSource.transaction(work)).rejects.toBe(undone);
}

/** What verifying says after these changes, each of which hits. */
async function verdictAfter(table: string, ...changes: readonly string[]): Promise<unknown> {
  let verdict: unknown;
  await unguarded(table, async (all) => {
    for (const change of changes) {
      const result = await all.query<unknown[]>(change);
      // An INSERT tells its rows, and UPDATE and DELETE how many there were.
      expect(change.startsWith('INSERT') ? result.length : result[1]).toBeGreaterThan(0);
    }
    verdict = await verifyStoredChain(all);
  });
  return verdict;
}

/** Of each column, changed in one row at a time, whether there is a row in which nobody finds it. */
async function unfoundColumns(table: string): Promise<readonly string[]> {
  const columns = await fixture.database.dataSource.query<{ name: string; type: string }[]>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
     WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
  );
  const rows = await fixture.database.dataSource.query<{ place: string }[]>(`SELECT ctid AS place FROM ${table}`);
  expect(rows.length).toBeGreaterThan(1);
  const unfound = new Set<string>();
  await unguarded(table, async (all) => {
    for (const { name, type } of columns)
      for (const { place } of rows) {
        await all.query('SAVEPOINT one');
        const change = `UPDATE ${table} SET ${name} = ${OTHERWISE[type]?.(name)} WHERE ctid = '${place}'`;
        expect((await all.query<[unknown, number]>(change))[1]).toBe(1);
        if ((await verifyStoredChain(all)).ok) unfound.add(name);
        await all.query('ROLLBACK TO one');
      }
  });
  return [...unfound];
}

describe('C1 the stored chain', () => {
  it('is sound with work that was corrected twice, and then decided, discarded or left', async () => {
    const ended = await fixture.database.dataSource.query<unknown>(
      'SELECT mutation_id::int AS id, resolved_commit IS NULL AS waits FROM sync.parked ORDER BY sequence',
    );
    expect(ended).toEqual([3, 4, 5].map((id) => ({ id, waits: id === 5 })));
    expect(await verifyStoredChain(fixture.database.dataSource)).toMatchObject({ ok: true });
  });

  it.each(Object.keys(UNCOVERED))(
    'finds a change of any column of %s that is not named as uncovered',
    async (table) => {
      expect((await unfoundColumns(table)).toSorted()).toEqual(Object.keys(UNCOVERED[table] ?? {}).toSorted());
    },
  );

  it.each([
    [
      'another sender',
      'sync.ledger',
      `UPDATE sync.ledger SET subject = 'somebody' WHERE client_id = 'c' AND mutation_id = 1`,
    ],
    [
      'other arguments',
      'sync.ledger',
      `UPDATE sync.ledger SET args = '{"counterId":"a","amount":2}' WHERE client_id = 'c' AND mutation_id = 1`,
    ],
    [
      'a correction that nobody gave',
      'sync.parked',
      `UPDATE sync.parked SET corrected_by = 'eve' WHERE mutation_id = 5`,
    ],
    ['a correction left out', 'sync.correction', `DELETE FROM sync.correction WHERE mutation_id = 5`],
    ['the note of a discard', 'sync.parked', `UPDATE sync.parked SET detail = 'no slip' WHERE mutation_id = 4`],
    ['parked work that is gone', 'sync.parked', `DELETE FROM sync.parked WHERE mutation_id = 5`],
    [
      'events in another order',
      'sync.outbox',
      'UPDATE sync.outbox SET ordinal = 7 - ordinal WHERE commit IN (SELECT commit FROM sync.outbox GROUP BY commit HAVING count(*) > 1)',
    ],
    ['mutations in another order', 'sync.ledger', 'UPDATE sync.ledger SET ordinal = 7 - ordinal WHERE mutation_id > 2'],
    [
      'a correction of an event that nobody gave',
      'sync.parked_event',
      `UPDATE sync.parked_event SET corrected_payload = '{"value":9}' WHERE key LIKE '%again'`,
    ],
    [
      'an event corrected back to what was corrected before',
      'sync.parked_event',
      `UPDATE sync.parked_event SET corrected_payload = '{"value":5}' WHERE key LIKE '%mended'`,
    ],
    [
      'an event that nobody discarded',
      'sync.parked_event',
      `UPDATE sync.parked_event SET due_at_ms = NULL, resolved_at_ms = 1, resolved_as = 'discarded' WHERE key LIKE '%again'`,
    ],
    ['an act left out', 'sync.parked_event_act', `DELETE FROM sync.parked_event_act WHERE act = 'discard'`],
    [
      'acts in another order',
      'sync.parked_event_act',
      `UPDATE sync.parked_event_act SET act_ordinal = 7 - act_ordinal`,
    ],
    [
      'an event that was corrected and is gone',
      'sync.parked_event',
      `DELETE FROM sync.parked_event WHERE key LIKE '%mended'`,
    ],
    ['an audit row of another day', AUDIT, `UPDATE ${AUDIT} SET happened_at = happened_at - interval '1 day'`],
  ])('finds %s', async (_what, table, change) => {
    expect(await verdictAfter(table, change)).toMatchObject({ ok: false, reason: 'digest' });
  });

  it.each([
    [
      'waiting work that is decided in no commit',
      'sync.parked',
      `UPDATE sync.parked SET resolved_commit = 999999999, resolved_ordinal = 0, resolved_by = 'sam', resolved_result = '{"outcome":"rejected","code":"discarded"}'
       WHERE mutation_id = 5`,
    ],
    ['work that nobody sent', 'sync.parked', copyOf('sync.parked', { client_id: "'forged'", sequence: '999999999' })],
    ['a digest beside the note', 'sync.parked', `UPDATE sync.parked SET detail_digest = 'x' WHERE mutation_id = 5`],
    ...[0, 999_999_999].flatMap((commit) => [
      [
        `a mutation of commit ${commit}`,
        'sync.ledger',
        copyOf('sync.ledger', { client_id: "'forged'", commit: `${commit}` }),
      ],
      [
        `a correction of commit ${commit}`,
        'sync.correction',
        copyOf('sync.correction', { client_id: commit === 0 ? 'client_id' : "'forged'", commit: `${commit}` }),
      ],
      [`an event of commit ${commit}`, 'sync.outbox', copyOf('sync.outbox', { commit: `${commit}`, ordinal: '99' })],
      [`an audit row of commit ${commit}`, AUDIT, copyOf(AUDIT, { id: `${commit * 4_096 + 99}` })],
      [`an act of commit ${commit}`, ACT, copyOf(ACT, { number: '77', act: "'replay'", act_commit: `${commit}` })],
    ]),
    [
      'an event of the next commit',
      'sync.outbox',
      copyOf('sync.outbox', { commit: NEXT, ordinal: '99', occurred_at_ms: '1' }),
    ],
    ['an audit row of the next commit', AUDIT, copyOf(AUDIT, { id: `${NEXT} * 4096` })],
    [
      'an event set aside that never was',
      'sync.parked_event',
      copyOf('sync.parked_event', { commit: '999999999', key: "'forged'" }),
    ],
    ['an attempt that no commit tells of', ACT, copyOf(ACT, { number: '77', act: "'replay'", act_commit: 'NULL' })],
  ])('finds %s as a stray', async (_what, table, change) => {
    expect(await verdictAfter(table ?? '', change ?? '')).toMatchObject({ ok: false, reason: 'stray' });
  });

  it.each([
    ['discard', "due_at_ms = NULL, resolved_at_ms = 1, resolved_as = 'discarded'", 'NULL'],
    ['correct', `corrected_payload = '{"value":9}'`, `'{"value":9}'`],
  ])('finds a forged act of staff, to %s, with an event that fits it', async (act, stands, payload) => {
    const forged = `INSERT INTO ${ACT} (group_name, commit, ordinal, number, at_ms, act, by, note, payload)
      SELECT group_name, commit, ordinal, 77, 1, '${act}', 'sam', 'forged', ${payload} FROM sync.parked_event WHERE key LIKE '%again' RETURNING 1`;
    const fits = `UPDATE sync.parked_event SET ${stands} WHERE key LIKE '%again'`;
    expect(await verdictAfter(`${ACT} sync.parked_event`, forged, fits)).toMatchObject({ ok: false, reason: 'stray' });
  });

  it.each([
    ['an event', 'sync.outbox', copyOf('sync.outbox', { ordinal: '99', occurred_at_ms: '1' })],
    ['an audit row', AUDIT, copyOf(AUDIT, { id: 'id + 99', happened_at: "happened_at + interval '1 s'" })],
  ])('finds %s of another time than its commit', async (_what, table, change) => {
    expect(await verdictAfter(table, change)).toMatchObject({ ok: false, reason: 'digest' });
  });

  it('allows acts outside of commits about events of servers that did not cover them', async () => {
    const { dataSource } = fixture.database;
    const strayWith = async (version: number) => {
      let stray: number | null = null;
      await unguarded(`${ACT} sync.commit`, async (all) => {
        await all.query(copyOf(ACT, { number: '77', act_commit: 'NULL' }));
        await all.query('UPDATE sync.commit SET chain_version = $1', [version]);
        stray = await readFirstStray(all);
      });
      return stray;
    };
    expect(await strayWith(3)).toBeNull();
    expect(await strayWith(4)).toEqual(expect.any(Number));
    expect(await readFirstStray(dataSource)).toBeNull();
  });
});
