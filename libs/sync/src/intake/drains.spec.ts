import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mutation, pushBody, rider, rider2, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { verifyStoredChain } from '../commit/chain.service.ts';
import type { Drain, WireMutation } from '../wire/protocol.ts';

describe('the drain of a queue', () => {
  let fixture: PipelineFixture;
  let episode: string;
  let phone: string;
  let phones = 0;
  beforeAll(async () => {
    fixture = await startPipeline();
  });
  afterAll(() => fixture.close());
  beforeEach(() => {
    episode = randomUUID();
    phone = `phone-${(phones += 1)}`;
  });

  const add = (id: number, more: { readonly stream?: string; readonly amount?: number } = {}): WireMutation => {
    const { stream = phone, amount = 1 } = more;
    return mutation(stream, id, 'toy.add', { counterId: `of ${phone}`, amount });
  };
  async function push(mutations: readonly WireMutation[], drain: Omit<Drain, 'episode'> | null, receivedAtMs?: number) {
    const body = { ...pushBody(mutations, phone), ...(drain === null ? {} : { drain: { episode, ...drain } }) };
    return fixture.runtime.pushes.push({ ...body, sentAt: 1_234 }, rider, receivedAtMs);
  }
  async function told(): Promise<unknown[]> {
    const rows = await fixture.database.dataSource.query<{ value: number; notes: string }[]>(
      `SELECT value, notes FROM public.audit_offline_first_mobile_architecture
       WHERE metric = 'queue_drain' AND entity_id = $1 ORDER BY id`,
      [`group/${phone}`],
    );
    return rows.map(({ value, notes }) => ({ value, ...(JSON.parse(notes) as object) }));
  }

  it('ends with the push that leaves nothing waiting: the phone’s time, and ours from the first byte to the commit', async () => {
    await push([add(1), add(2)], { elapsedMs: 0, remaining: 1 });
    expect(await told()).toEqual([]);
    await push([add(3)], { elapsedMs: 1_840, remaining: 0 }, fixture.clock.nowMs - 700);
    expect(await told()).toEqual([{ value: 2_540, episode, group: phone, mutations: 1 }]);
  });

  it('is told by the ledger too: which push each mutation came with, and when that was sent', async () => {
    await push([add(1)], { elapsedMs: 0, remaining: 1 });
    await push([add(2)], null);
    const rows = await fixture.database.dataSource.query<object[]>(
      'SELECT mutation_id, sent_at_ms, drain_episode FROM sync.ledger WHERE client_id = $1 ORDER BY mutation_id',
      [phone],
    );
    expect(rows).toEqual([
      { mutation_id: '1', sent_at_ms: '1234', drain_episode: episode },
      { mutation_id: '2', sent_at_ms: '1234', drain_episode: null },
    ]);
  });

  it('is told once: not by a replay, nor by what came to the same drain later', async () => {
    await push([add(1)], { elapsedMs: 10, remaining: 0 });
    await push([add(1)], { elapsedMs: 900, remaining: 0 });
    await push([add(1), add(2)], { elapsedMs: 950, remaining: 0 });
    expect(await told()).toEqual([{ value: 10, episode, group: phone, mutations: 1 }]);
  });

  it('is told once when two pushes of it are decided in one commit', async () => {
    await Promise.all([push([add(1)], { elapsedMs: 1, remaining: 0 }), push([add(2)], { elapsedMs: 2, remaining: 0 })]);
    expect(await told()).toHaveLength(1);
  });

  it('is told anew after the next outage', async () => {
    await push([add(1)], { elapsedMs: 1, remaining: 0 });
    episode = randomUUID();
    await push([add(2)], { elapsedMs: 2, remaining: 0 });
    expect(await told()).toMatchObject([{ value: 1 }, { value: 2, episode }]);
  });

  it('has ended though some of it was refused or parked: nothing waits any more', async () => {
    await push([add(1, { amount: 5_000 }), add(2, { amount: 13 })], { elapsedMs: 5, remaining: 0 });
    expect(await told()).toMatchObject([{ value: 5, mutations: 2 }]);
  });

  it('has ended when the last of the push was decided before, and something else of it was not', async () => {
    await push([add(1)], null);
    await push([add(1, { stream: `${phone}-general` }), add(1)], { elapsedMs: 7, remaining: 0 });
    expect(await told()).toMatchObject([{ value: 7, mutations: 2 }]);
  });

  it('has not ended while a part of the push is missing, or another’s', async () => {
    await push([add(1), add(3), add(1, { stream: `${phone}-general` })], { elapsedMs: 5, remaining: 0 });
    const reused = [add(1, { amount: 2 }), add(2, { stream: `${phone}-general` })];
    await push(reused, { elapsedMs: 6, remaining: 0 });
    const drain = { episode, elapsedMs: 6, remaining: 0 };
    const stolen = { ...pushBody([mutation('of-ben', 1, 'toy.add', { counterId: 'b', amount: 1 })], phone), drain };
    expect(await fixture.runtime.pushes.push(stolen, rider2)).toEqual({ kind: 'forbidden' });
    expect(await told()).toEqual([]);
  });

  it('takes no time off: clocks that run backwards count as nothing', async () => {
    await push([add(1)], { elapsedMs: 3, remaining: 0 }, fixture.clock.nowMs + 5_000);
    expect(await told()).toMatchObject([{ value: 3 }]);
  });

  it('is covered by the chain', async () => {
    expect(await verifyStoredChain(fixture.database.dataSource)).toMatchObject({ ok: true });
  });
});
