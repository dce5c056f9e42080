import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mutation, push, rider, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { verifyStoredChain } from '../commit/chain.service.ts';
import { FaultPoints, type FaultPoint } from '../commit/faults.ts';
import { TryAgain } from '../intake/sequencer.ts';
import type { ReplayAnswer } from './parked.service.ts';

/** Parked work and what stands behind it in its lane: whatever ends in between, nothing waits for nothing. */

/** Fails once at a point, as a process does that ends there. */
class Struck extends FaultPoints {
  at: FaultPoint | null = null;

  reach(point: FaultPoint): void {
    if (point !== this.at) return;
    this.at = null;
    throw new TryAgain('closing');
  }
}

let fixture: PipelineFixture;
let faults: Struck;
beforeEach(async () => {
  faults = new Struck();
  fixture = await startPipeline({ faults });
});
afterEach(async () => {
  expect(await verifyStoredChain(fixture.database.dataSource)).toMatchObject({ ok: true });
  await fixture.close();
});

const head = { clientId: 'c1', mutationId: 1 };
const by = { by: 'staff', note: 'because' };
const add = (id: number, amount: number, counterId = 'a') => mutation('c1', id, 'toy.add', { counterId, amount });
const ask = <R>(text: string): Promise<R[]> => fixture.database.dataSource.query<R[]>(text);

interface Standing {
  readonly id: number;
  readonly reason: string;
  readonly commit: number | null;
  readonly outcome: string | null;
}

/** Everything that was ever parked, with the commit that decided it. */
const standing = (): Promise<Standing[]> =>
  ask(`SELECT mutation_id::int AS id, reason, resolved_commit::int AS commit, resolved_result::json->>'outcome' AS outcome
    FROM sync.parked ORDER BY sequence`);

/** A defect and two healthy ones behind it, in one lane. */
async function parkThree(third = add(3, 2)): Promise<void> {
  const { mutations } = await push(fixture.runtime, rider, [add(1, 13), add(2, 1), third]);
  expect(mutations).toMatchObject([1, 2, 3].map(() => ({ result: { outcome: 'parked' } })));
  expect(await standing()).toMatchObject([{ reason: 'defect' }, { reason: 'lane_held' }, { reason: 'lane_held' }]);
}

const outcomesOf = (answer: ReplayAnswer): unknown[] =>
  answer.kind === 'replayed'
    ? answer.reports.map(({ outcome }) => (outcome as unknown as { outcome: string }).outcome)
    : [answer];

describe('parked work that staff decide', () => {
  it('is decided in one commit with what only waited behind it', async () => {
    await parkThree();
    const answer = await fixture.runtime.parked.discard(head, by);
    expect(outcomesOf(answer)).toEqual(['rejected', 'applied', 'applied']);
    expect(await standing()).toMatchObject([{ commit: 2 }, { commit: 2 }, { commit: 2 }]);
    expect(await ask('SELECT value::int FROM toy.counter')).toEqual([{ value: 3 }]);
  });

  it('and its lane: both or neither, wherever the server ends', async () => {
    await parkThree();
    const before = await standing();
    faults.at = 'before_commit';
    await expect(fixture.runtime.parked.discard(head, by)).rejects.toThrow(TryAgain);
    expect(faults.at).toBeNull();
    expect(await standing()).toEqual(before);
    faults.at = 'after_commit';
    await expect(fixture.runtime.parked.discard(head, by)).rejects.toThrow(TryAgain);
    expect(faults.at).toBeNull();
    expect(await standing()).toMatchObject([{ commit: 2 }, { commit: 2 }, { commit: 2 }]);
  });

  it('is told once more to whoever was not told, and to nobody else', async () => {
    await parkThree();
    faults.at = 'after_commit';
    await expect(fixture.runtime.parked.discard(head, by)).rejects.toThrow(TryAgain);
    expect(outcomesOf(await fixture.runtime.parked.discard(head, by))).toEqual(['rejected']);
    expect(await fixture.runtime.parked.discard(head, { ...by, by: 'another' })).toEqual({ kind: 'not_parked' });
    expect(await fixture.runtime.parked.replay(head, 'staff')).toEqual({ kind: 'not_parked' });
  });

  it('lets go no further than to what fails by itself, and that waits for staff', async () => {
    await parkThree(add(3, 13));
    await push(fixture.runtime, rider, [add(4, 5)]);
    expect(outcomesOf(await fixture.runtime.parked.discard(head, by))).toEqual(['rejected', 'applied', 'parked']);
    expect(await standing()).toMatchObject([
      { outcome: 'rejected' },
      { outcome: 'applied' },
      { reason: 'defect', outcome: null },
      { reason: 'lane_held', outcome: null },
    ]);
    // It is not tried again by itself: that would store a failure each time.
    expect(await fixture.runtime.parked.decideFreed()).toBe(0);
    expect(await ask('SELECT commit::int FROM sync.head')).toEqual([{ commit: 3 }]);
  });

  it('is decided although what it lets go cannot be stored', async () => {
    await parkThree(add(3, 665));
    expect(outcomesOf(await fixture.runtime.parked.discard(head, by))).toEqual(['rejected', 'applied', 'parked']);
    expect(await standing()).toMatchObject([
      { outcome: 'rejected' },
      { outcome: 'applied' },
      { reason: 'store_failed', outcome: null },
    ]);
  });
});

describe('a lane whose first only waits for the lane', () => {
  /** As a server leaves it that decides the first and ends before it lets go of the others. */
  async function leaveBehind(): Promise<void> {
    await parkThree();
    // Its end is of no concern to the others, only that it no longer stands before them.
    await ask(`UPDATE sync.parked SET lane = 'elsewhere' WHERE mutation_id = 1`);
    expect((await push(fixture.runtime, rider, [add(4, 4)])).mutations).toMatchObject([
      { result: { code: 'lane_held' } },
    ]);
  }

  it('is found and let go', async () => {
    await leaveBehind();
    expect(await fixture.runtime.parked.decideFreed()).toBe(3);
    expect(await standing()).toMatchObject([{ outcome: null }, ...[2, 3, 4].map((id) => ({ id, outcome: 'applied' }))]);
    expect(await ask('SELECT value::int FROM toy.counter')).toEqual([{ value: 7 }]);
    expect(await fixture.runtime.parked.decideFreed()).toBe(0);
  });

  it('is found at start', async () => {
    await leaveBehind();
    await fixture.runtime.onApplicationBootstrap();
    expect(await standing()).toMatchObject([{ outcome: null }, ...[2, 3, 4].map((id) => ({ id, outcome: 'applied' }))]);
  });
});
