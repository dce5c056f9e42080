/** What is promised still holds when what is old was dropped: the clock of this pipeline goes years ahead. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGroup } from '../../test/event-group.ts';
import {
  mutation,
  pull,
  push,
  rider,
  startPipeline,
  dispatcher,
  type PipelineFixture,
} from '../../test/pipeline-fixture.ts';
import { verifyStoredChain } from '../commit/chain.service.ts';
import type { Cookie, PushResponse } from '../wire/protocol.ts';
import type { JobCounts } from '../jobs/job-worker.ts';
import { pipelineClasses } from './pipeline-classes.store.ts';
import { RetentionWorker } from './retention-worker.ts';

const SEES_ALL = new Set(['place', 'personal'] as const);
const DAY_MS = 86_400_000;
const RULES = {
  classes: pipelineClasses.map(({ name }) => ({
    class: name,
    tables: ['sync.any'],
    days: 400,
    why: 'Long enough for this spec.',
    rows: [],
  })),
  kept: [],
};
const ADDED = { counterId: 'old', amount: 40 };
const NOTHING = { 'ledger-arguments': 0, 'parked-work': 0, 'parked-events': 0, events: 0, tombstones: 0 };

let fixture: PipelineFixture;
let worker: RetentionWorker;
const before: { pushed?: PushResponse; cookie?: Cookie; recent?: Cookie } = {};

const rowsOf = <T>(sql: string): Promise<T[]> => fixture.database.dataSource.query<T[]>(sql);
const run = (dryRun: boolean, signal = new AbortController().signal): Promise<JobCounts> =>
  worker.run({ dryRun, signal, clock: () => fixture.clock.nowMs });
const OLD_ONES = [
  mutation('s', 1, 'toy.add', ADDED),
  mutation('s', 2, 'toy.add', { counterId: 'old', amount: 5_000 }),
  mutation('s', 3, 'toy.add', { counterId: 'old', amount: 70 }),
];

beforeAll(async () => {
  fixture = await startPipeline();
  worker = new RetentionWorker(fixture.database.dataSource, RULES, pipelineClasses);
  const { runtime, clock } = fixture;
  await push(runtime, rider, [mutation('s', 1, 'toy.add', ADDED)]);
  before.cookie = (await pull(runtime, dispatcher, null)).cookie;
  // The counter leaves what dispatchers see: a tombstone.
  before.pushed = await push(runtime, rider, OLD_ONES);
  // Two pieces of work that are parked: one is refused by staff, the other one waits for ever.
  await push(runtime, rider, [mutation('p', 1, 'toy.add', { counterId: 'a', amount: 13 })]);
  await push(runtime, rider, [mutation('p', 2, 'toy.add', { counterId: 'b', amount: 13 })]);
  await runtime.parked.discard({ clientId: 'p', mutationId: 1 }, { by: 'sam', note: 'a slip' });
  clock.nowMs += 600 * DAY_MS;
  before.recent = (await pull(runtime, dispatcher, null)).cookie;
  await push(runtime, rider, [mutation('s', 4, 'toy.add', { counterId: 'new', amount: 1 })]);
});
afterAll(() => fixture.close());

describe('retention', () => {
  it('drops nothing while a run only counts, and then just so much', async () => {
    const counted = await run(true);
    expect(counted).toEqual({ 'ledger-arguments': 4, 'parked-work': 1, 'parked-events': 0, events: 2, tombstones: 1 });
    expect(await run(true)).toEqual(counted);
    expect(await rowsOf('SELECT 1 FROM sync.ledger WHERE args IS NULL')).toEqual([]);
    expect(await run(false)).toEqual(counted);
    expect([await run(true), await run(false)]).toEqual([NOTHING, NOTHING]);
  });

  it('C1 leaves a chain that verifies, and in which a change still shows', async () => {
    const { dataSource } = fixture.database;
    expect(await rowsOf(`SELECT 1 FROM sync.outbox WHERE key = 'old'`)).toEqual([]);
    expect(await verifyStoredChain(dataSource)).toMatchObject({ ok: true });
    const [commit] = await rowsOf<{ commit: string }>(
      'SELECT commit FROM sync.commit WHERE events_digest IS NOT NULL LIMIT 1',
    );
    const { tampered } = { tampered: Number(commit?.commit) };
    await dataSource
      .transaction(async (all) => {
        await all.query('ALTER TABLE sync.commit DISABLE TRIGGER commit_append_only');
        await all.query(`UPDATE sync.commit SET events_digest = repeat('0', 64) WHERE commit = $1`, [tampered]);
        expect(await verifyStoredChain(all)).toMatchObject({ ok: false, commit: tampered, reason: 'digest' });
        throw new Error('as it was');
      })
      .catch((error: Error) => expect(error.message).toBe('as it was'));
    expect(await verifyStoredChain(dataSource)).toMatchObject({ ok: true });
  });

  it('R13 answers a repeat byte for byte, and refuses other contents under an id of then', async () => {
    const again = await push(fixture.runtime, rider, OLD_ONES);
    const results = (response: PushResponse | undefined) =>
      JSON.stringify(response?.mutations.map(({ result }) => result));
    expect(results(again)).toBe(results(before.pushed));
    expect(again.mutations.map(({ replayed }) => replayed)).toEqual([true, true, true]);
    const other = await push(fixture.runtime, rider, [mutation('s', 1, 'toy.add', { ...ADDED, amount: 41 })]);
    expect(JSON.stringify(other)).toContain('id_reused');
  });

  it('tells a device of then to clear, so that it keeps nothing that is gone; one that saw the end goes on', async () => {
    const { runtime } = fixture;
    const old = await pull(runtime, dispatcher, before.cookie ?? null);
    expect(old.patch[0]).toEqual({ op: 'clear' });
    expect(JSON.stringify(old.patch)).not.toContain('old');
    expect(await pull(runtime, dispatcher, old.cookie)).toMatchObject({ patch: [] });
    expect((await pull(runtime, dispatcher, before.recent ?? null)).patch).toEqual([
      expect.objectContaining({ op: 'put', key: expect.stringContaining('new') }),
    ]);
  });

  it('keeps what is not decided yet: it can still be replayed', async () => {
    const { runtime } = fixture;
    const [waiting] = await runtime.parked.list({ resolved: false, after: -1, rowsMax: 9 }, SEES_ALL);
    expect(waiting).toMatchObject({ clientId: 'p', mutationId: 2, args: { amount: 13 } });
    const settled = await runtime.parked.find({ clientId: 'p', mutationId: 1 }, SEES_ALL);
    expect(settled).toMatchObject({ args: null, parked: { detail: '', correctionNote: null } });
    await runtime.parked.discard({ clientId: 'p', mutationId: 2 }, { by: 'sam', note: 'at last' });
    fixture.clock.nowMs += 500 * DAY_MS;
    expect(await run(false)).toMatchObject({ 'parked-work': 1 });
    expect(await rowsOf(`SELECT 1 FROM sync.ledger WHERE client_id = 'p' AND args IS NOT NULL`)).toEqual([]);
    expect(await verifyStoredChain(fixture.database.dataSource)).toMatchObject({ ok: true });
  });

  it('C1 keeps who acted on a parked event, without what they wrote, and the chain verifies', async () => {
    const { runtime, clock, database } = fixture;
    const limits = { triesMax: 1, retryMs: 1, retryMsMax: 1, pollIntervalMs: 20 };
    const cannot = () => Promise.reject(new TypeError('no'));
    const reader = startGroup(fixture, { group: 'toy.watch', from: 'now' }, cannot, { limits });
    await reader.caughtUp();
    await push(runtime, rider, [mutation('s', 5, 'toy.add', { counterId: 'new', amount: 1 })]);
    await reader.caughtUp();
    await reader.close();
    const [item] = (await runtime.parkedEvents.list({ rowsMax: 1 }, new Set())).items;
    const ref = { group: 'toy.watch', eventId: item?.eventId ?? '' };
    const why = { by: 'sam', note: 'a slip' };
    await runtime.parkedEvents.correct(ref, { ...why, payload: { value: 2 } });
    await runtime.parkedEvents.discard(ref, why);
    clock.nowMs += 500 * DAY_MS;
    expect(await run(false)).toMatchObject({ 'parked-events': 1 });
    expect(await rowsOf('SELECT by, act, note, payload FROM sync.parked_event_act ORDER BY number')).toEqual(
      ['correct', 'discard'].map((act) => ({ by: 'sam', act, note: null, payload: null })),
    );
    expect(await verifyStoredChain(database.dataSource)).toMatchObject({ ok: true });
  });

  it('stops between two parts when its run is over, and what was decided stays append-only for everybody else', async () => {
    await expect(run(false, AbortSignal.abort())).rejects.toThrow('abort');
    for (const change of [
      'UPDATE sync.ledger SET args = NULL',
      'DELETE FROM sync.ledger',
      'UPDATE sync.commit SET digest = digest',
    ])
      await expect(rowsOf(change)).rejects.toThrow('is append-only');
  });
});
