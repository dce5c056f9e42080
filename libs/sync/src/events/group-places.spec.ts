/** A group of handlers that is far behind, or that nobody knows any more, keeps events: that is seen, and can be ended. */
import { until } from '#api/testing/until';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mutation, push, rider, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { startGroup } from '../../test/event-group.ts';
import { pipelineClasses } from '../retention/pipeline-classes.store.ts';
import { readGroupPlaces } from './group-places.store.ts';

const DAY_MS = 86_400_000;
let fixture: PipelineFixture;
let ids = 0;

beforeAll(async () => void (fixture = await startPipeline()));
afterAll(() => fixture.close());

const places = () => readGroupPlaces(fixture.database.dataSource, ['toy.known']);
const placeOf = async (group: string) => (await places()).find((place) => place.group === group);
const add = () => push(fixture.runtime, rider, [mutation('s', (ids += 1), 'toy.add', { counterId: 'a', amount: 1 })]);
const eventsBefore = (ms: number) => {
  const events = pipelineClasses.find(({ name }) => name === 'events');
  return events?.count(fixture.database.dataSource, ms);
};

describe('the place of a group', () => {
  it('is told of one that never ran, of one that is read, and of one that stopped', async () => {
    expect(await places()).toEqual([
      { group: 'toy.known', isKnown: true, isRead: false, commit: null, keepsSinceMs: null },
    ]);
    await add();
    const gone = startGroup(fixture, { group: 'toy.gone', from: 'beginning' }, () => undefined);
    await gone.caughtUp();
    expect(await placeOf('toy.gone')).toMatchObject({ isKnown: false, isRead: true, keepsSinceMs: null });
    await gone.close();
    await until('it is not read', async () => (await placeOf('toy.gone'))?.isRead === false);
  });

  it('keeps events for good while nobody moves it: since when is told, and forgetting the group ends it', async () => {
    const heldMs = (fixture.clock.nowMs += DAY_MS);
    await add();
    fixture.clock.nowMs += 500 * DAY_MS;
    await add();
    const oldMs = fixture.clock.nowMs - DAY_MS;
    expect(await placeOf('toy.gone')).toMatchObject({ isKnown: false, isRead: false, keepsSinceMs: heldMs });
    const whileKept = await eventsBefore(oldMs);
    await fixture.database.dataSource.query(`DELETE FROM sync.cursor WHERE group_name = 'toy.gone'`);
    expect(await placeOf('toy.gone')).toBeUndefined();
    expect([whileKept, await eventsBefore(oldMs)]).toEqual([0, 2]);
  });
});
