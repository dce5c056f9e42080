import { afterEach, describe, expect, it } from '@jest/globals';
import { startGroup } from '../../test/event-group.ts';
import { mutation, push, rider, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { counterChanged } from '../../test/toy.ts';
import { beginningOf, HandleEvent, handledEvents, type ConsumerGroup, type HandledEvent } from './handle-event.ts';

const GROUP = { group: 'toy.watch', from: 'now' } as const;

class Watchers {
  @HandleEvent(counterChanged, GROUP)
  onChanged(): void {}

  other(): void {}
}

describe('a handler of events', () => {
  it('says of itself what it handles, in which group, and where that begins', () => {
    expect(handledEvents(Watchers)).toEqual([{ definition: counterChanged, ...GROUP }]);
  });

  it('agrees with the others of its group on where it begins', () => {
    const handled = (from: ConsumerGroup['from']): HandledEvent => ({
      definition: counterChanged,
      group: 'toy.watch',
      from,
    });
    expect(beginningOf([handled('now'), handled('now')])).toBe('now');
    expect(() => beginningOf([handled('now'), handled('beginning')])).toThrow(
      /toy\.watch do not agree where it begins/,
    );
    expect(() => beginningOf([])).toThrow(/without handlers/);
  });
});

describe('a group of handlers', () => {
  let fixture: PipelineFixture;
  afterEach(() => fixture.close());

  const add = (id: number) =>
    push(fixture.runtime, rider, [mutation('c1', id, 'toy.add', { counterId: 'a', amount: 1 })]);

  /** Runs a group until it has nothing to do any more; the commits whose events it handled. */
  async function handledBy(group: ConsumerGroup, meanwhile: () => Promise<unknown> = async () => undefined) {
    const commits: number[] = [];
    const transport = startGroup(fixture, group, ({ commit }) => void commits.push(commit));
    await transport.caughtUp();
    await meanwhile();
    await transport.caughtUp();
    await transport.close();
    return commits;
  }

  it('that is new begins where it says, and ever after where it was', async () => {
    fixture = await startPipeline();
    await add(1);
    await add(2);
    expect(await handledBy({ group: 'toy.past', from: 'beginning' })).toEqual([1, 2]);
    expect(await handledBy({ group: 'toy.news', from: 'now' }, () => add(3))).toEqual([3]);
    await add(4);
    expect(await handledBy({ group: 'toy.past', from: 'beginning' })).toEqual([3, 4]);
    expect(await handledBy({ group: 'toy.news', from: 'now' })).toEqual([4]);
    const { dataSource } = fixture.database;
    expect(await dataSource.query('SELECT group_name, began_from FROM sync.cursor ORDER BY 1')).toEqual([
      { group_name: 'toy.news', began_from: 'now' },
      { group_name: 'toy.past', began_from: 'beginning' },
    ]);
  });

  it('that said `now` on an empty database misses nothing that is committed after', async () => {
    fixture = await startPipeline();
    expect(await handledBy({ group: 'toy.news', from: 'now' }, () => add(1))).toEqual([1]);
  });
});
