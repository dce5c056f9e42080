import { afterEach, describe, expect, it } from '@jest/globals';
import { mutation, push, rider, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import type { CommitReport } from '../commit/commit-runner.ts';

describe('whoever listens to the commits of a process', () => {
  let fixture: PipelineFixture;
  afterEach(() => fixture.close());

  const add = (id: number, amount = 1) => mutation('c1', id, 'toy.add', { counterId: 'a', amount });

  it('hears of each of them, of whom it concerns and of how it ended; not of replays', async () => {
    const reports: CommitReport[] = [];
    fixture = await startPipeline({ onCommit: (report) => reports.push(report) });
    await push(fixture.runtime, rider, [add(1)]);
    await push(fixture.runtime, rider, [add(1)]);
    await push(fixture.runtime, rider, [add(2, 5_000)]);
    const concerned = ['rider:anna', 'ops:dispatch', 'person:anna'];
    expect(reports).toMatchObject([
      { commit: 1, mutations: 1, outcomes: new Map([['applied', 1]]) },
      { commit: 2, mutations: 1, outcomes: new Map([['rejected', 1]]) },
    ]);
    expect([...(reports[0]?.scopes ?? [])].sort()).toEqual(concerned.sort());
    expect(reports[1]?.scopes).toEqual(['person:anna']);
  });

  it('cannot undo what is committed by failing', async () => {
    fixture = await startPipeline({
      onCommit: () => {
        throw new Error('planted');
      },
    });
    const { mutations } = await push(fixture.runtime, rider, [add(1), add(2)]);
    expect(mutations).toMatchObject([{ result: { outcome: 'applied', commit: 1 } }, { result: { commit: 1 } }]);
    expect(mutations.some(({ replayed }) => replayed)).toBe(false);
    expect(fixture.errors).toEqual([new Error('planted')]);
  });

  it('need not wait for events that nobody handles here', async () => {
    fixture = await startPipeline();
    await push(fixture.runtime, rider, [add(1)]);
    await expect(fixture.runtime.idle()).resolves.toBeUndefined();
  });
});
