import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mutation, pull, push, rider, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { SYNC_LIMITS } from '../limits.ts';

const { lastIdsPerPullMax } = SYNC_LIMITS;

let fixture: PipelineFixture;
beforeAll(async () => {
  fixture = await startPipeline();
});
afterAll(() => fixture.close());

it('A pull tells the last ids of the streams that moved last, however many an install has begun', async () => {
  const { runtime, database } = fixture;
  await push(runtime, rider, [mutation('first', 1, 'toy.add', { counterId: 'a', amount: 1 })]);
  // As an install leaves them that began one after the other for years.
  await database.dataSource.query(
    `INSERT INTO sync.client (client_id, group_id, last_mutation_id, last_commit)
     SELECT 'old ' || n, 'group-anna', 1, 0 FROM generate_series(1, $1) AS n`,
    [lastIdsPerPullMax + 500],
  );
  await database.dataSource.query(`UPDATE sync.client SET last_commit = 1 WHERE client_id LIKE 'old %'`);
  await push(runtime, rider, [mutation('now', 1, 'toy.add', { counterId: 'a', amount: 1 })]);
  const { lastMutationIDChanges, more, patch } = await pull(runtime, rider, null);
  expect(more).toBe(false);
  expect(patch).toContainEqual(expect.objectContaining({ key: 'counter/a' }));
  expect(lastMutationIDChanges).toMatchObject({ now: 1 });
  expect(Object.keys(lastMutationIDChanges)).toHaveLength(lastIdsPerPullMax);
  expect(Buffer.byteLength(JSON.stringify(lastMutationIDChanges))).toBeLessThan(SYNC_LIMITS.pullPageBytesMax);
});
