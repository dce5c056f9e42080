import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  dispatcher,
  mutation,
  pull,
  push,
  pushBody,
  rider,
  rider2,
  runtimeOn,
  startPipeline,
  type PipelineFixture,
} from '../../test/pipeline-fixture.ts';
import { newerToy } from '../../test/toy.ts';
import { syncOnServer } from '../server.ts';
import { verifyStoredChain } from './chain.service.ts';
import { digestOf } from '../wire/digest.ts';

describe('the pipeline on Postgres', () => {
  let fixture: PipelineFixture;
  beforeAll(async () => {
    fixture = await startPipeline();
  });
  afterAll(() => fixture.close());

  const outcomes = (response: Awaited<ReturnType<typeof push>>) =>
    response.mutations.map(({ result }) => ('outcome' in result ? result.outcome : result.error));
  /** Staff have it decided with the correction that they see. */
  async function replayAsSeen(ref: { clientId: string; mutationId: number }) {
    const seen = await fixture.runtime.parked.find(ref, new Set());
    return fixture.runtime.parked.replay(ref, 'staff', seen?.parked?.correctionHash);
  }

  it('applies a push in order, each mutation seeing the earlier ones', async () => {
    const { runtime } = fixture;
    const answer = await push(runtime, rider, [
      mutation('c1', 1, 'toy.add', { counterId: 'a', amount: 1 }),
      mutation('c1', 2, 'toy.add', { counterId: 'a', amount: 2 }),
    ]);
    expect(outcomes(answer)).toEqual(['applied', 'applied']);
    const { patch, lastMutationIDChanges } = await pull(runtime, rider, null);
    expect(patch).toEqual([
      { op: 'clear' },
      { op: 'put', key: 'counter/a', value: { counterId: 'a', ownerId: 'anna', value: 3, twinId: null } },
    ]);
    expect(lastMutationIDChanges).toEqual({ c1: 2 });
  });

  it('R5 R13 answers a replay byte for byte, and a reused id not at all', async () => {
    const { runtime } = fixture;
    const body = pushBody([mutation('c2', 1, 'toy.add', { counterId: 'b', amount: 5 })], 'group-anna');
    const first = await runtime.pushes.push(body, rider);
    const again = await runtime.pushes.push(body, rider);
    expect((again as { body: string }).body).toBe(
      (first as { body: string }).body.replace('}}]}', '},"replayed":true}]}'),
    );
    const reused = await push(runtime, rider, [mutation('c2', 1, 'toy.add', { counterId: 'b', amount: 6 })]);
    expect(outcomes(reused)).toEqual(['id_reused']);
    const { patch } = await pull(runtime, rider, null);
    expect(patch).toContainEqual({
      op: 'put',
      key: 'counter/b',
      value: { counterId: 'b', ownerId: 'anna', value: 5, twinId: null },
    });
  });

  it('stops a stream at a gap, keeps what came before, and goes on with other streams', async () => {
    const { runtime } = fixture;
    const answer = await push(runtime, rider, [
      mutation('c3', 1, 'toy.add', { counterId: 'c', amount: 1 }),
      mutation('c3', 3, 'toy.add', { counterId: 'c', amount: 1 }),
      mutation('c4', 1, 'toy.add', { counterId: 'd', amount: 1 }),
    ]);
    expect(outcomes(answer)).toEqual(['applied', 'gap', 'applied']);
    expect(answer.mutations[1]?.result).toEqual({ error: 'gap', expectedId: 2 });
  });

  it('refuses without holding the stream, and leaves an outcome row until it is acknowledged', async () => {
    const { runtime } = fixture;
    const before = (await pull(runtime, rider2, null)).cookie;
    const answer = await push(runtime, rider2, [
      mutation('d1', 1, 'toy.add', { counterId: 'a', amount: 1 }),
      mutation('d1', 2, 'toy.add', { counterId: 'mine', amount: 1_001 }),
      mutation('d1', 3, 'toy.add', { counterId: 'mine', amount: 'x' }),
      mutation('d1', 4, 'toy.add', { counterId: 'mine', amount: 7 }),
    ]);
    expect(outcomes(answer)).toEqual(['rejected', 'rejected', 'rejected', 'applied']);
    const { patch, cookie } = await pull(runtime, rider2, before);
    expect(patch.map((op) => ('key' in op ? op.key : op.op)).sort()).toEqual(
      ['counter/mine', 'outcome/d1/1', 'outcome/d1/2', 'outcome/d1/3'].sort(),
    );
    await push(runtime, rider2, [mutation('d1', 5, 'sync.acknowledgeOutcome', { clientID: 'd1', id: 1 })]);
    expect((await pull(runtime, rider2, cookie)).patch).toEqual([{ op: 'del', key: 'outcome/d1/1' }]);
  });

  it('tells a conflict from a refusal by the base, and shows both sides', async () => {
    const { runtime } = fixture;
    await push(runtime, rider, [mutation('e1', 1, 'toy.add', { counterId: 'e', amount: 900 })]);
    const seen = (await pull(runtime, rider, null)).cookie.order;
    await push(runtime, rider, [mutation('e2', 1, 'toy.add', { counterId: 'e', amount: 50 })]);
    const base = { 'counter/e': seen };
    const answer = await push(runtime, rider, [
      mutation('e1', 2, 'toy.add', { counterId: 'e', amount: 100 }, { base }),
      mutation('e1', 3, 'toy.add', { counterId: 'e', amount: 100 }, { base: { 'counter/e': seen + 1 } }),
    ]);
    expect(outcomes(answer)).toEqual(['conflict', 'rejected']);
    expect(answer.mutations[0]?.result).toMatchObject({
      code: 'too_much',
      conflict: { yours: { counterId: 'e', amount: 100 }, theirs: { 'counter/e': { value: 950 } } },
    });
  });

  it('goes by the age that the phone’s own clock measured, and tells how wrong that clock is', async () => {
    const { runtime, clock, database } = fixture;
    const slowMs = 200 * 86_400_000;
    const sentAt = clock.nowMs - slowMs;
    const times = { claimedAt: sentAt - 1_000, validUntil: sentAt + 60_000 };
    const late = { claimedAt: sentAt - 90_000, validUntil: sentAt - 30_000 };
    const tooOld = { claimedAt: sentAt - 91 * 86_400_000 };
    const body = pushBody(
      [times, late, tooOld].map((of, index) =>
        mutation('slow-1', index + 1, 'toy.add', { counterId: 'slow', amount: 1 }, of),
      ),
      'group-anna',
    );
    const answer = await runtime.pushes.push({ ...body, sentAt }, rider);
    if (answer.kind !== 'answered') throw new Error(answer.kind);
    const results = JSON.parse(answer.body) as Awaited<ReturnType<typeof push>>;
    expect(results.mutations.map(({ result }) => 'outcome' in result && [result.outcome, result.code])).toEqual([
      ['applied', undefined],
      ['expired', 'valid_until_passed'],
      ['expired', 'too_old'],
    ]);
    const noted: unknown = await database.dataSource.query(
      `SELECT value AS waited, notes::jsonb->'offline' AS offline, notes::jsonb->'clockShiftMs' AS shift
       FROM audit_offline_first_mobile_architecture WHERE notes::jsonb->>'stream' = 'slow-1' ORDER BY id`,
    );
    expect(noted).toEqual([
      { waited: 1_000, offline: false, shift: slowMs },
      { waited: 90_000, offline: true, shift: slowMs },
      { waited: 91 * 86_400_000, offline: true, shift: slowMs },
    ]);
  });

  it('Y6 parks a defect alone, holds its lane, and decides both in order when replayed', async () => {
    const { runtime } = fixture;
    const answer = await push(runtime, rider, [
      mutation('f1', 1, 'toy.add', { counterId: 'f', amount: 13 }),
      mutation('f1', 2, 'toy.add', { counterId: 'f', amount: 1 }),
      mutation('f1', 3, 'toy.add', { counterId: 'other', amount: 1 }),
    ]);
    expect(outcomes(answer)).toEqual(['parked', 'parked', 'applied']);
    expect(await runtime.parked.replay({ clientId: 'f1', mutationId: 2 }, 'staff')).toMatchObject({
      kind: 'lane_blocked',
    });
    expect(await runtime.parked.replay({ clientId: 'f1', mutationId: 1 }, 'staff')).toMatchObject({
      kind: 'replayed',
      reports: [{ outcome: { outcome: 'parked' } }],
    });
    await runtime.parked.correct(
      { clientId: 'f1', mutationId: 1 },
      { args: { counterId: 'f', amount: 14 }, note: 'typo', by: 'staff' },
    );
    expect(await replayAsSeen({ clientId: 'f1', mutationId: 1 })).toMatchObject({
      kind: 'replayed',
      reports: [{ outcome: { outcome: 'applied' } }, { mutationId: 2, outcome: { outcome: 'applied' } }],
    });
    const { patch } = await pull(runtime, rider, null);
    expect(patch).toContainEqual({
      op: 'put',
      key: 'counter/f',
      value: { counterId: 'f', ownerId: 'anna', value: 15, twinId: null },
    });
    const replay = await push(runtime, rider, [mutation('f1', 1, 'toy.add', { counterId: 'f', amount: 13 })]);
    expect(replay.mutations[0]).toMatchObject({ replayed: true, result: { outcome: 'applied' } });
  });

  it('replays parked work by the clock of the phone that sent it', async () => {
    const { runtime, clock } = fixture;
    const sentAt = clock.nowMs - 200 * 86_400_000;
    const times = { claimedAt: sentAt - 1_000, validUntil: sentAt + 60_000 };
    const body = pushBody([mutation('slow-2', 1, 'toy.add', { counterId: 'slow-2', amount: 13 }, times)], 'group-anna');
    await runtime.pushes.push({ ...body, sentAt }, rider);
    const ref = { clientId: 'slow-2', mutationId: 1 };
    await runtime.parked.correct(ref, { args: { counterId: 'slow-2', amount: 14 }, note: 'typo', by: 'staff' });
    expect(await replayAsSeen(ref)).toMatchObject({
      kind: 'replayed',
      reports: [{ outcome: { outcome: 'applied' } }],
    });
  });

  it('halves a group that cannot be stored until the one at fault is alone, and parks that one', async () => {
    const { runtime } = fixture;
    const good = Array.from({ length: 9 }, (_, i) =>
      mutation(`g${i}`, 1, 'toy.add', { counterId: `g${i}`, amount: 1 }),
    );
    const answer = await push(runtime, rider, [
      ...good,
      mutation('g9', 1, 'toy.add', { counterId: 'g9', amount: 666 }),
    ]);
    expect(outcomes(answer)).toEqual([...good.map(() => 'applied'), 'parked']);
  });

  it('parks what it does not know, and decides it once it does', async () => {
    const { runtime } = fixture;
    const answer = await push(runtime, rider, [
      mutation('h1', 1, 'toy.later', { counterId: 'h' }, { lane: 'counter/h' }),
    ]);
    expect(answer.mutations[0]?.result).toMatchObject({ outcome: 'parked', code: 'unknown_mutation' });
    expect(outcomes(await push(runtime, rider, [mutation('h1', 2, 'toy.add', { counterId: 'h', amount: 1 })]))).toEqual(
      ['parked'],
    );
    const newer = runtimeOn(fixture.database, { modules: [syncOnServer, newerToy] });
    expect(await newer.parked.decideFreed()).toBe(2);
    await newer.onApplicationShutdown();
    const { patch } = await pull(runtime, rider, null);
    expect(patch).toContainEqual({
      op: 'put',
      key: 'counter/h',
      value: { counterId: 'h', ownerId: 'anna', value: 41, twinId: null },
    });
  });

  it('lets nobody hold back other people’s work by a lane of their own saying', async () => {
    const { runtime } = fixture;
    await push(runtime, rider, [mutation('m1', 1, 'toy.add', { counterId: 'm', amount: 1 })]);
    await push(runtime, rider2, [mutation('m2', 1, 'toy.unheardOf', {}, { lane: 'counter/m' })]);
    expect(outcomes(await push(runtime, rider, [mutation('m1', 2, 'toy.add', { counterId: 'm', amount: 1 })]))).toEqual(
      ['applied'],
    );
    await push(runtime, rider, [mutation('m3', 1, 'toy.unheardOf', {}, { lane: 'counter/m' })]);
    expect(outcomes(await push(runtime, rider, [mutation('m1', 3, 'toy.add', { counterId: 'm', amount: 1 })]))).toEqual(
      ['parked'],
    );
  });

  it('loads rows that rows name, also when an earlier mutation of the group named them', async () => {
    const { runtime } = fixture;
    await push(runtime, rider, [
      mutation('i1', 1, 'toy.add', { counterId: 'i', amount: 1 }),
      mutation('i1', 2, 'toy.add', { counterId: 'i-twin', amount: 1 }),
    ]);
    const answer = await push(runtime, rider, [
      mutation('i1', 3, 'toy.pair', { counterId: 'i', twinId: 'i-twin' }),
      mutation('i1', 4, 'toy.addToTwin', { counterId: 'i', amount: 5 }),
    ]);
    expect(outcomes(answer)).toEqual(['applied', 'applied']);
    const { patch } = await pull(runtime, rider, null);
    expect(patch).toContainEqual(
      expect.objectContaining({ key: 'counter/i-twin', value: expect.objectContaining({ value: 6 }) }),
    );
  });

  it('expires what came too late', async () => {
    const { runtime, clock } = fixture;
    const answer = await push(runtime, rider, [
      mutation('j1', 1, 'toy.add', { counterId: 'j', amount: 1 }, { validUntil: clock.nowMs - 1 }),
      mutation('j1', 2, 'toy.add', { counterId: 'j', amount: 1 }, { claimedAt: clock.nowMs - 91 * 86_400_000 }),
    ]);
    expect(answer.mutations.map(({ result }) => 'code' in result && result.code)).toEqual([
      'valid_until_passed',
      'too_old',
    ]);
  });

  it('keeps a group to its person and a stream to its group', async () => {
    const { runtime } = fixture;
    const body = pushBody([mutation('k1', 1, 'toy.add', { counterId: 'k', amount: 1 })], 'group-anna');
    expect(await runtime.pushes.push(body, rider2)).toEqual({ kind: 'forbidden' });
    const stolen = pushBody([mutation('c1', 3, 'toy.add', { counterId: 'k', amount: 1 })], 'group-ben');
    expect(await runtime.pushes.push(stolen, rider2)).toEqual({ kind: 'forbidden' });
    const request = {
      pullVersion: 1 as const,
      schemaVersion: '',
      profileID: '',
      cookie: null,
      clientGroupID: 'group-anna',
    };
    expect(await runtime.pulls.pull(request, rider2)).toEqual({ kind: 'forbidden' });
  });

  it('takes rows away from a scope that no longer sees them, and gives them back', async () => {
    const { runtime } = fixture;
    await push(runtime, rider, [mutation('l1', 1, 'toy.add', { counterId: 'l', amount: 99 })]);
    const { cookie } = await pull(runtime, dispatcher, null);
    await push(runtime, rider, [mutation('l1', 2, 'toy.add', { counterId: 'l', amount: 1 })]);
    const gone = await pull(runtime, dispatcher, cookie);
    expect(gone.patch).toEqual([{ op: 'del', key: 'ops:dispatch/counter/l' }]);
    await push(runtime, rider, [mutation('l1', 3, 'toy.add', { counterId: 'l', amount: -1 })]);
    const back = await pull(runtime, dispatcher, gone.cookie);
    expect(back.patch).toEqual([{ op: 'put', key: 'ops:dispatch/counter/l', value: { counterId: 'l', value: 99 } }]);
  });

  it('gives the same rows by pages as at once, with digests that fit', async () => {
    const { runtime } = fixture;
    const whole = await pull(runtime, rider, null);
    const rows = new Map<string, unknown>();
    let page = await pull(runtime, rider, null, { pageRows: 3 });
    for (let pages = 0; pages < 100; pages++) {
      for (const op of page.patch) if (op.op === 'put') rows.set(op.key, op.value);
      if (!page.more) break;
      expect(page.lastMutationIDChanges).toEqual({});
      page = await pull(runtime, rider, page.cookie, { pageRows: 3 });
    }
    expect(page.more).toBe(false);
    expect([...rows.keys()].sort()).toEqual(whole.patch.flatMap((op) => (op.op === 'put' ? [op.key] : [])).sort());
    expect(page.lastMutationIDChanges).toEqual(whole.lastMutationIDChanges);
    const mine = [...rows].filter(([key]) => key.startsWith('counter/'));
    expect(page.scopes['rider:anna']).toEqual({ rows: mine.length, digest: digestOf(mine as never) });
  });

  it('clears when the scopes change, when the device drifted, and never otherwise', async () => {
    const { runtime } = fixture;
    const { cookie } = await pull(runtime, rider, null);
    expect((await pull(runtime, rider, cookie)).patch).toEqual([]);
    expect((await pull(runtime, { ...rider, roles: ['rider', 'dispatcher'] }, cookie)).patch[0]).toEqual({
      op: 'clear',
    });
    expect((await pull(runtime, rider, cookie, { driftedScopes: ['rider:anna'] })).patch[0]).toEqual({ op: 'clear' });
    const ahead = { ...cookie, order: cookie.order + 1_000 };
    const request = {
      pullVersion: 1 as const,
      schemaVersion: '',
      profileID: '',
      cookie: ahead,
      clientGroupID: 'group-anna',
    };
    expect(await runtime.pulls.pull(request, rider)).toEqual({ kind: 'cookie_ahead' });
  });

  it('has a hash chain that verifies, until one stored row is changed', async () => {
    const { database } = fixture;
    const sound = await verifyStoredChain(database.dataSource);
    expect(sound).toMatchObject({ ok: true });
    await expect(database.dataSource.query("UPDATE sync.ledger SET result = '{}'")).rejects.toThrow('append-only');
    await database.dataSource.query('ALTER TABLE sync.ledger DISABLE TRIGGER USER');
    await database.dataSource.query(
      "UPDATE sync.ledger SET result = replace(result, 'applied', 'rejected') WHERE client_id = 'c3'",
    );
    expect(await verifyStoredChain(database.dataSource)).toMatchObject({ ok: false, reason: 'digest' });
  });
});
