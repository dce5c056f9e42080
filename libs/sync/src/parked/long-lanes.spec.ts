import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mutation, push, rider, rider2, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { WritePool } from '../database/write-pool.store.ts';
import { SYNC_LIMITS } from '../limits.ts';
import type { Reader } from '../define/reader.ts';
import type { WireMutation } from '../wire/protocol.ts';
import { firstOfLane, freeLanes, listParked, parkedByName } from './parked.store.ts';

/** What one person piles up costs nobody anything: rows that PostgreSQL read are counted, not time. */

const READ_SO_FAR = `SELECT coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)::int AS rows
  FROM pg_stat_xact_user_tables WHERE schemaname IN ('sync', 'toy')`;
const SHORT = 40;
const LONG = 3 * SYNC_LIMITS.commitMutationsMax;

let fixture: PipelineFixture;
/** Rows read by each transaction of the sequencer. */
const read: number[] = [];
beforeAll(async () => {
  const transaction = Reflect.get(WritePool.prototype, 'transaction');
  jest.spyOn(WritePool.prototype, 'transaction').mockImplementation(function (this: WritePool, work, keeps) {
    return transaction.call(
      this,
      async (sql) => {
        const [before] = await sql<{ rows: number }>({ text: READ_SO_FAR });
        const result = await work(sql);
        const [after] = await sql<{ rows: number }>({ text: READ_SO_FAR });
        read.push((after?.rows ?? NaN) - (before?.rows ?? NaN));
        return result;
      },
      keeps as never,
    ) as never;
  });
  fixture = await startPipeline();
  await pile(SHORT, 'short');
  await pile(LONG, 'long');
  // The plans are those of tables that nobody has analysed, as in the first minutes of a database.
});
afterAll(async () => {
  jest.restoreAllMocks();
  await fixture.close();
});

const lanes = ['short', 'long'] as const;
const of = (lane: string): string => `counter/${lane} of ${rider.subject}`;
const add = (stream: string, id: number, counterId: string): WireMutation =>
  mutation(stream, id, 'toy.add', { counterId, amount: 1 });

/** So much work that no server knows, in one lane. */
async function pile(count: number, lane: string): Promise<void> {
  for (let from = 0; from < count; from += SYNC_LIMITS.commitMutationsMax) {
    const many = Array.from({ length: Math.min(SYNC_LIMITS.commitMutationsMax, count - from) }, (_, at) =>
      mutation(`pile ${lane}`, from + at + 1, 'future.thing', 0, { lane: `counter/${lane}` }),
    );
    await push(fixture.runtime, rider, many, `phone ${lane}`);
  }
  const [row] = await fixture.database.dataSource.query<{ n: number }[]>(
    'SELECT count(*)::int AS n FROM sync.parked WHERE lane = $1',
    [of(lane)],
  );
  expect(row).toEqual({ n: count });
}

/** Rows read by the transactions of this. */
async function cost(work: () => Promise<unknown>): Promise<number> {
  read.length = 0;
  await work();
  expect(read.length).toBeGreaterThan(0);
  return read.reduce((sum, rows) => sum + rows, 0);
}

async function bothLanes(work: (lane: string, at: number) => Promise<unknown>): Promise<readonly [number, number]> {
  // Once before, so that what is prepared or begun at first is not counted.
  for (const lane of lanes) await work(lane, 0);
  const [short, long] = [await cost(() => work('short', 1)), await cost(() => work('long', 1))];
  expect(short).toBeGreaterThan(0);
  return [short, long];
}

describe('a lane in which a thousand things wait', () => {
  it('costs a decision what a short one does', async () => {
    const [short, long] = await bothLanes((lane, at) =>
      push(fixture.runtime, rider, [add(`of ${lane}`, at + 1, lane)]),
    );
    // What its person has parked is counted, and that is one more the second time.
    expect(long - short).toBeLessThanOrEqual(1);
  });

  it('costs staff who refuse its first, or have it decided, what a short one does', async () => {
    const ref = (lane: string, mutationId: number) => ({ clientId: `pile ${lane}`, mutationId });
    const [short, long] = await bothLanes((lane, at) =>
      fixture.runtime.parked.discard(ref(lane, at + 1), { by: 'staff', note: 'because' }),
    );
    expect(long).toBe(short);
    const replays = await bothLanes((lane) => fixture.runtime.parked.replay(ref(lane, 3), 'staff'));
    expect(replays[1]).toBe(replays[0]);
  });

  it('costs a look for the first of a lane, for a page, or for freed work only what is found', async () => {
    const rows = async (look: (reader: Reader) => Promise<readonly unknown[]>): Promise<[number, number]> => {
      const { dataSource } = fixture.database;
      return dataSource.transaction(async (manager) => {
        await manager.query('SET LOCAL enable_seqscan = off');
        const count = async () => (await manager.query<{ rows: number }[]>(READ_SO_FAR))[0]?.rows ?? NaN;
        const before = await count();
        const found = await look(manager);
        return [found.length, (await count()) - before];
      });
    };
    const all = { resolved: false, after: -1 };
    const [found, readForFirst] = await rows(async (reader) => [await firstOfLane(reader, of('long'))]);
    expect([found, readForFirst]).toEqual([1, expect.any(Number)]);
    expect(readForFirst).toBeLessThanOrEqual(4);
    const [page, readForPage] = await rows((reader) => listParked(reader, { ...all, rowsMax: 10 }));
    expect(page).toBe(10);
    expect(readForPage).toBeLessThanOrEqual(40);
    const wanted = { names: ['toy.add'], after: -1, rowsMax: 100 };
    expect(await rows((reader) => parkedByName(reader, wanted))).toEqual([0, 0]);
    const [free, readForFree] = await rows((reader) => freeLanes(reader, { after: '', rowsMax: 100 }));
    expect(free).toBe(0);
    expect(readForFree).toBeLessThanOrEqual(10);
  });
});

describe('what waits behind one thing', () => {
  it('goes in parts: no commit takes more than its share, and none is left out', async () => {
    const { length: count } = Array.from({ length: SYNC_LIMITS.commitMutationsMax + 50 });
    await push(fixture.runtime, rider2, [mutation('jam', 1, 'toy.add', { counterId: 'jam', amount: 13 })]);
    const many = Array.from({ length: count }, (_, at) => add('jam', at + 2, 'jam'));
    await push(fixture.runtime, rider2, many);
    const answer = await fixture.runtime.parked.discard(
      { clientId: 'jam', mutationId: 1 },
      { by: 'staff', note: 'so' },
    );
    expect(answer.kind === 'replayed' && answer.reports.length).toBe(count + 1);
    const [row] = await fixture.database.dataSource.query<{ value: number; most: number }[]>(
      `SELECT value::int, (SELECT max(n)::int FROM (SELECT count(*) AS n FROM sync.parked WHERE lane = 'counter/jam'
         GROUP BY resolved_commit) AS c) AS most FROM toy.counter WHERE counter_id = 'jam'`,
    );
    expect(row).toEqual({ value: count, most: SYNC_LIMITS.commitMutationsMax });
  });

  it('holds back what comes with the decision that lets it go', async () => {
    const { sequencer, parked } = fixture.runtime;
    await push(fixture.runtime, rider2, [mutation('tail', 1, 'toy.add', { counterId: 'tail', amount: 13 })]);
    await push(fixture.runtime, rider2, [add('tail', 2, 'tail'), add('tail', 3, 'tail')]);
    expect(sequencer.queuedSteps).toBe(0);
    const [, pushed] = await Promise.all([
      parked.discard({ clientId: 'tail', mutationId: 1 }, { by: 'staff', note: 'so' }),
      push(fixture.runtime, rider2, [add('tail', 4, 'tail')]),
    ]);
    expect(pushed.mutations).toHaveLength(1);
    expect(
      await fixture.database.dataSource.query("SELECT value::int FROM toy.counter WHERE counter_id = 'tail'"),
    ).toEqual([{ value: 3 }]);
  });
});
