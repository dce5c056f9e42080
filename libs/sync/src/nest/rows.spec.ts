import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mutation, push, rider, rider2, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { counterKind, toy } from '../../test/toy.ts';
import { outcomeKind } from '../decide/outcome.ts';
import { SYNC_LIMITS } from '../limits.ts';

describe('rows by what stands in them', () => {
  let fixture: PipelineFixture;
  beforeAll(async () => {
    fixture = await startPipeline();
    const add = (id: number, counterId: string) => mutation('c', id, 'toy.add', { counterId, amount: 1 });
    await push(fixture.runtime, rider, [add(1, 'first')]);
    await push(fixture.runtime, rider, [add(2, 'second')]);
    const all = Array.from({ length: SYNC_LIMITS.foundRowsMax + 1 }, (_, at) => `of-ben-${at}`);
    const added = all.map((id, at) => mutation('b', at + 1, 'toy.add', { counterId: id, amount: 1 }));
    for (const half of [added.slice(0, 100), added.slice(100, 200), added.slice(200)])
      await push(fixture.runtime, rider2, half);
  });
  afterAll(() => fixture.close());

  it('are states, without the commit, the last changed first', async () => {
    const own = await fixture.runtime.rowsOf(toy).where(counterKind, { ownerId: 'anna' });
    expect(own.map(({ counterId }) => counterId)).toEqual(['second', 'first']);
    expect(Object.keys(own[0] ?? {}).toSorted()).toEqual(['counterId', 'ownerId', 'twinId', 'value']);
  });

  it('are no more than a limit, and of kinds of the module itself', async () => {
    expect(await fixture.runtime.rowsOf(toy).where(counterKind, { ownerId: 'ben' })).toHaveLength(
      SYNC_LIMITS.foundRowsMax,
    );
    const unknown = { ...counterKind, kind: 'cup' };
    const foreign = fixture.runtime.rowsOf(toy).where(outcomeKind, {});
    await expect(foreign).rejects.toThrow(
      "toy asks for whole rows of outcome, which are sync's: need them in a decision by",
    );
    await expect(fixture.runtime.rowsOf(toy).where(unknown, {})).rejects.toThrow('no module brings the kind cup');
  });
});
