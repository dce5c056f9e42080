import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '#api/testing/until';
import { Client } from 'pg';
import { mutation, push, rider, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import type { WritePoolLimits } from '../database/write-pool.store.ts';
import { TryAgain } from '../intake/sequencer.ts';

/** Whether a server says that nothing can be stored: with few pushes or many, and without saying one thing and then the other. */
const LIMITS = { lockTimeoutMs: 200, trialLockTimeoutMs: 50, unstoredMsMax: 0 };
const WAIT_MS = 5_000;
const LOOKS = 5;

let fixture: PipelineFixture;
let stranger: Client;
async function start(limits: Partial<WritePoolLimits> = {}): Promise<void> {
  fixture = await startPipeline({ writeLimits: { ...LIMITS, ...limits } });
  stranger = new Client({ connectionString: fixture.database.url });
  await stranger.connect();
  expect(await add(1)).toBe('applied');
}
afterEach(async () => {
  await stranger.end();
  await fixture.close();
});

async function add(id: number, amount = 1): Promise<string> {
  const pushed = await push(fixture.runtime, rider, [mutation('s1', id, 'toy.add', { counterId: 'a', amount })]).catch(
    (error: unknown) => error,
  );
  if (pushed instanceof TryAgain) return pushed.reason;
  const result = (pushed as Awaited<ReturnType<typeof push>>).mutations[0]?.result;
  return result !== undefined && 'outcome' in result ? result.outcome : 'nothing';
}
const troubles = () => fixture.runtime.troubles(WAIT_MS);
/** What is said in some looks one after the other: once, when it is always the same. */
async function steadily(): Promise<readonly string[]> {
  const said = new Set<string>();
  for (let look = 0; look < LOOKS; look += 1) said.add((await troubles()).join());
  return [...said];
}
async function held(table: string): Promise<void> {
  await stranger.query('BEGIN');
  await stranger.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
}
/** Stands in for a file system without room: the error is the one that PostgreSQL gives when it cannot extend a table. */
async function withoutRoom(table: string): Promise<void> {
  await stranger.query(`CREATE FUNCTION sync.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`);
  await stranger.query(
    `CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION sync.full_disk()`,
  );
}
const ledgerRows = async (): Promise<number> =>
  Number((await stranger.query<{ rows: string }>('SELECT count(*) AS rows FROM sync.ledger')).rows[0]?.rows);

describe('a server whose database answers, and stores nothing', () => {
  it('says so after one push that failed, steadily, and says it no more once it can store, without another push', async () => {
    await start();
    await held('sync.ledger');
    expect(await add(2)).toBe('database');
    expect(await steadily()).toEqual(['commits_failing']);
    await stranger.query('ROLLBACK');
    expect(await steadily()).toEqual(['']);
    // What was tried has left nothing.
    expect(await ledgerRows()).toBe(1);
    expect(await add(2)).toBe('applied');
  });

  it('says so while the first one still waits', async () => {
    await start({ lockTimeoutMs: 60_000, unstoredMsMax: 100 });
    await held('sync.view');
    const waiting = add(2);
    await until('it is said', async () => (await troubles()).includes('commits_failing'));
    expect(await steadily()).toEqual(['commits_failing']);
    await stranger.query('ROLLBACK');
    expect(await waiting).toBe('applied');
    expect(await steadily()).toEqual(['']);
  });

  it('says so of a full disk, which is no lack of connections', async () => {
    await start();
    await withoutRoom('sync.ledger');
    expect(await add(2)).toBe('database');
    expect(await steadily()).toEqual(['commits_failing']);
    await stranger.query('DROP TRIGGER full_disk ON sync.ledger');
    expect(await steadily()).toEqual(['']);
    expect(await add(2)).toBe('applied');
  });

  it.each(['sync.view', 'toy.counter'])(
    'says so while commits fail for want of room in %s, where what a trial stores still fits',
    async (table) => {
      await start({ unstoredMsMax: 1_000 });
      await withoutRoom(table);
      const failed = async () => {
        expect(await add(2)).toBe('database');
        return troubles();
      };
      await until('it is said', async () => (await failed()).includes('commits_failing'));
      for (let look = 0; look < LOOKS; look += 1) expect(await failed()).toEqual(['commits_failing']);
      await stranger.query(`DROP TRIGGER full_disk ON ${table}`);
      // Nobody pushes: it ends by itself.
      await until('it is said no more', async () => (await troubles()).length === 0);
      expect(await add(2)).toBe('applied');
    },
  );

  it('says so no more as soon as a commit is stored', async () => {
    await start();
    await withoutRoom('sync.view');
    expect(await add(2)).toBe('database');
    await stranger.query('DROP TRIGGER full_disk ON sync.view');
    expect(await add(2)).toBe('applied');
    expect(await steadily()).toEqual(['']);
  });

  it('says so steadily while one commit after the other waits for a table in vain', async () => {
    await start({ lockTimeoutMs: 400, unstoredMsMax: 300 });
    await held('sync.ledger');
    let isPushing = true;
    const pushing = (async () => {
      for (let time = 0; time < 3; time += 1) expect(await add(2)).toBe('database');
    })().finally(() => {
      isPushing = false;
    });
    const stillPushes = () => isPushing;
    await until('it is said', async () => (await troubles()).includes('commits_failing'));
    const said = new Set<string>();
    while (stillPushes()) said.add((await troubles()).join());
    await pushing;
    expect([...said]).toEqual(['commits_failing']);
    await stranger.query('ROLLBACK');
    expect(await steadily()).toEqual(['']);
  });

  it('is not said for a hiccup: only where nothing was stored for some time', async () => {
    await start({ unstoredMsMax: 600_000 });
    await held('sync.ledger');
    expect(await add(2)).toBe('database');
    expect(await steadily()).toEqual(['']);
  });

  it('is not said for one mutation that cannot be stored, nor for a table that only some of them need', async () => {
    await start();
    // Which the toy's table refuses: it is parked.
    expect(await add(2, 665)).toBe('parked');
    expect(await steadily()).toEqual(['']);
    await held('toy.counter');
    // It fails as often as it comes; whatever does not touch that table is stored.
    for (let time = 0; time < 2; time += 1) {
      expect(await add(3)).toBe('database');
      expect(await steadily()).toEqual(['']);
    }
    await stranger.query('ROLLBACK');
  });
});
