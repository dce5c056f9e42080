import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mutation, push, rider, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { assertMeasures } from '../define/assert-measures.ts';
import { verifyStoredChain } from './chain.service.ts';
import { SYNC_LIMITS } from '../limits.ts';
import type { WireMutation } from '../wire/protocol.ts';
import { AUDIT_ROWS_PER_COMMIT_MAX } from './commit-writes.store.ts';

describe('what modules count', () => {
  let fixture: PipelineFixture;
  let streams = 0;
  beforeAll(async () => {
    fixture = await startPipeline();
  });
  afterAll(() => fixture.close());

  const newStream = (): string => `count-${(streams += 1)}`;
  const counted = (counterId: string, metric: string, rows: number, answer?: string): unknown => ({
    counterId,
    metric,
    rows,
    ...(answer === undefined ? {} : { answer }),
  });

  /** Pushes one mutation, and reads what its commit put into the audit. */
  async function auditOf(args: unknown, more: Partial<WireMutation> = {}) {
    const { runtime, database } = fixture;
    const response = await push(runtime, rider, [mutation(newStream(), 1, 'toy.count', args, more)]);
    const [{ result } = { result: null }] = response.mutations;
    const rows = await database.dataSource.query<{ entity_id: string; metric: string; value: number; notes: string }[]>(
      `SELECT entity_id, metric, value, notes FROM public.audit_offline_first_mobile_architecture
       WHERE id / ${AUDIT_ROWS_PER_COMMIT_MAX} = (SELECT commit FROM sync.head) ORDER BY id`,
    );
    return { result, rows: rows.map((row) => ({ ...row, notes: JSON.parse(row.notes) as unknown })) };
  }
  const ending = (entityId: string, value: number, notes: object) => ({
    entity_id: entityId,
    metric: 'toy_ending',
    value,
    notes: { code: null, offline: false, validUntilMs: null, ...notes },
  });

  it('is stored with the decision, in its commit, after the pipeline’s own row', async () => {
    const { rows } = await auditOf(counted('a', 'toy_rows', 2));
    const own = { entity_id: 'counter/a', metric: 'toy_rows', value: 2, notes: { device: 'group-anna' } };
    expect(rows.map(({ metric }) => metric).sort()).toEqual(['sync_applied', 'toy_ending', 'toy_rows', 'toy_rows']);
    expect(rows.filter(({ metric }) => metric === 'toy_rows')).toEqual([own, own]);
    expect(rows).toContainEqual(ending('counter/a', 0, { outcome: 'applied' }));
  });

  it('is told of every ending: of refusals, of what the pipeline refuses, and of what is parked', async () => {
    const claimed = { claimedAt: fixture.clock.nowMs - 70_000, offline: true };
    const late = { ...claimed, validUntil: fixture.clock.nowMs - 1 };
    const at = { offline: true };
    const refused = await auditOf(counted('b', 'toy_rows', 1, 'not_wanted'), claimed);
    expect(refused.rows).toContainEqual(
      ending('counter/b', 70_000, { ...at, outcome: 'rejected', code: 'not_wanted' }),
    );
    const expired = await auditOf(counted('b', 'toy_rows', 1), late);
    const valid_until_passed = { outcome: 'expired', code: 'valid_until_passed', validUntilMs: late.validUntil };
    expect(expired.rows).toContainEqual(ending('counter/b', 70_000, { ...at, ...valid_until_passed }));
    const invalid = await auditOf({ counterId: 7 }, claimed);
    expect(invalid.rows).toContainEqual(
      ending(`count-${streams}#1`, 70_000, { ...at, outcome: 'rejected', code: 'args_invalid' }),
    );
    const parked = await auditOf(counted('c', 'toy_rows', 1, 'defect'), claimed);
    expect(parked.rows).toContainEqual(ending('counter/c', 70_000, { ...at, outcome: 'parked', code: 'defect' }));
    const held = await auditOf(counted('c', 'toy_rows', 1), claimed);
    expect(held.rows).toContainEqual(ending('counter/c', 70_000, { ...at, outcome: 'parked', code: 'lane_held' }));
    const ownLane = mutation(newStream(), 1, 'toy.newer', {}, { lane: 'counter/g' });
    await push(fixture.runtime, rider, [ownLane]);
    const heldByOwn = await auditOf(counted('g', 'toy_rows', 1), claimed);
    expect(heldByOwn.rows).toContainEqual(ending('counter/g', 70_000, { ...at, outcome: 'parked', code: 'lane_held' }));
  });

  it('names nobody: what waits in one’s own lane by stream and id, what is keyed by its sender by its kind', async () => {
    const stream = newStream();
    const own = mutation(stream, 1, 'toy.newer', {}, { lane: 'counter/anna' });
    const held = mutation(stream, 2, 'toy.count', counted('anna', 'toy_none', 0));
    await push(fixture.runtime, rider, [own, held]);
    const about = await fixture.database.dataSource.query<{ entity_id: string }[]>(
      `SELECT entity_id FROM public.audit_offline_first_mobile_architecture
       WHERE id / ${AUDIT_ROWS_PER_COMMIT_MAX} = (SELECT commit FROM sync.head) ORDER BY id`,
    );
    expect(about.map((row) => row.entity_id)).toEqual([`${stream}#1`, `${stream}#2`, 'counter']);
    const named = await fixture.database.dataSource.query<unknown>(
      `SELECT entity_id FROM public.audit_offline_first_mobile_architecture WHERE entity_id LIKE '%anna%'`,
    );
    expect(named).toEqual([]);
  });

  it('is not told again when parked work is decided, nor for a replay', async () => {
    const { runtime, database } = fixture;
    const metrics = async () =>
      database.dataSource.query<{ metric: string }[]>(
        `SELECT metric FROM public.audit_offline_first_mobile_architecture WHERE metric = 'toy_ending'`,
      );
    const parked = { clientId: newStream(), mutationId: 1 };
    const sent = mutation(parked.clientId, 1, 'toy.count', counted('d', 'toy_rows', 1, 'defect'));
    await push(runtime, rider, [sent]);
    const before = (await metrics()).length;
    await push(runtime, rider, [sent]);
    const args = { counterId: 'd', metric: 'toy_rows', rows: 1 };
    await runtime.parked.correct(parked, { args, note: 'typo', by: 'staff' });
    const seen = await runtime.parked.find(parked, new Set());
    expect(await runtime.parked.replay(parked, 'staff', seen?.parked?.correctionHash)).toMatchObject({
      reports: [{ outcome: { outcome: 'applied' } }],
    });
    expect((await metrics()).length).toBe(before);
    // What the decision itself counts is told, and it knew the phone that the work came from.
    const [own] = await database.dataSource.query<{ notes: string }[]>(
      `SELECT notes FROM public.audit_offline_first_mobile_architecture WHERE metric = 'toy_rows' AND entity_id = 'counter/d'`,
    );
    expect(JSON.parse(own?.notes ?? '')).toEqual({ device: 'group-anna' });
  });

  it.each([
    ['too many rows', 'toy_rows', SYNC_LIMITS.measuresPerDecisionMax + 1],
    ['a name of the pipeline', 'sync_applied', 1],
    ['a name that is none', 'Toy rows', 1],
  ])('with %s is a defect: the mutation is parked', async (_what, metric, rows) => {
    const { result, rows: audit } = await auditOf(counted(newStream(), metric, rows));
    expect(result).toMatchObject({ outcome: 'parked', code: 'defect' });
    expect(audit.map((row) => row.metric).sort()).toEqual(['sync_parked', 'toy_ending']);
  });

  it('takes nothing from the outcome when counting fails', async () => {
    const { result, rows } = await auditOf(counted('e', 'toy_rows', 1, 'burst'));
    expect(result).toMatchObject({ outcome: 'rejected', code: 'burst' });
    expect(rows.map(({ metric }) => metric).sort()).toEqual(['sync_measure_failed', 'sync_rejected']);
  });

  it('must be a finite number', () => {
    const measure = { entityId: 'counter/a', metric: 'toy_rows', notes: {} };
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => assertMeasures([{ ...measure, value }])).toThrow('no finite value');
    }
  });

  it('fits a commit, however much is counted in it', () => {
    const rowsPerMutation = 1 + 2 * SYNC_LIMITS.measuresPerDecisionMax + 1;
    expect(SYNC_LIMITS.commitMutationsMax * rowsPerMutation).toBeLessThanOrEqual(AUDIT_ROWS_PER_COMMIT_MAX);
  });

  it('is covered by the chain', async () => {
    const { dataSource } = fixture.database;
    expect(await verifyStoredChain(dataSource)).toMatchObject({ ok: true });
    await dataSource.query('ALTER TABLE public.audit_offline_first_mobile_architecture DISABLE TRIGGER USER');
    await dataSource.query(
      `UPDATE public.audit_offline_first_mobile_architecture SET value = value + 1 WHERE metric = 'toy_ending'`,
    );
    expect(await verifyStoredChain(dataSource)).toMatchObject({ ok: false, reason: 'digest' });
  });
});
