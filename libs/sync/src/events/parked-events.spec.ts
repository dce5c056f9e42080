import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '#api/testing/until';
import { startGroup, type Planted } from '../../test/event-group.ts';
import { mutation, push, rider, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { FaultPoints, type FaultPoint } from '../commit/faults.ts';
import type { DeliveredEvent } from '../define/event.ts';
import { TryAgain } from '../intake/sequencer.ts';
import { readConsumerGroupFigures } from './consumer-group-figures.store.ts';
import type { OutboxTransport } from './outbox-transport.ts';

const QUICK = {
  triesMax: 3,
  retryMs: 1,
  retryMsMax: 2,
  putOffMs: 1,
  reconnectMs: 1,
  reconnectMsMax: 2,
  pollIntervalMs: 20,
};
const CURSED = 'cursed';
const WHY = { by: 'staff-a', note: 'The handler is mended.' };

/** Strikes once, at the nth passing of a point, and says that it did. */
class Strike extends FaultPoints {
  readonly #point: FaultPoint;
  #passings: number;
  hasHit = false;

  constructor(point: FaultPoint, nth = 1) {
    super();
    this.#point = point;
    this.#passings = nth;
  }

  reach(point: FaultPoint): void {
    if (point !== this.#point || this.hasHit) return;
    this.#passings -= 1;
    if (this.#passings > 0) return;
    this.hasHit = true;
    throw new Error(`struck ${point}`);
  }
}

describe('an event that its handler cannot handle', () => {
  let fixture: PipelineFixture;
  let transport: OutboxTransport | undefined;
  /** Each test has a group and counters of its own, on one database. */
  let tests = 0;
  let group: string;
  /** Every delivery, in order: key and value. */
  let delivered: (readonly [key: string, value: number])[];
  let handled: (readonly [key: string, value: number])[];
  let mutations: number;
  /** What a handler that hangs waits for. */
  let hung: PromiseWithResolvers<void>;
  /** What the handler does before it counts an event as handled. */
  let fate: (event: DeliveredEvent<{ value: number }>) => Promise<void> | void;

  beforeAll(async () => {
    fixture = await startPipeline();
  });
  afterAll(() => fixture.close());
  beforeEach(async () => {
    [group, delivered, handled, mutations] = [`toy.watch-${(tests += 1)}`, [], [], 0];
    fixture.errors.length = 0;
    hung = Promise.withResolvers();
    fate = ({ key }) => {
      if (key === CURSED) throw new TypeError('no, and it says why: Keisha');
    };
    // From here on.
    await start().caughtUp();
    await transport?.close();
  });
  afterEach(async () => {
    // Also where a test ended early.
    hung.resolve();
    await transport?.close();
  });

  const start = (planted: Planted = {}): OutboxTransport => {
    const handle = async (event: DeliveredEvent): Promise<void> => {
      const key = keyOf(event.key);
      const seen = [key, (event.payload as { value: number }).value] as const;
      delivered.push(seen);
      await fate({ ...event, key } as DeliveredEvent<{ value: number }>);
      handled.push(seen);
    };
    const limits = { ...QUICK, ...planted.limits };
    return (transport = startGroup(fixture, { group, from: 'now' }, handle, { ...planted, limits }));
  };
  /** One addition to each of these counters: one event each, in one commit. */
  const add = (...keys: readonly string[]) => {
    const client = `${group}-${(mutations += 1)}`;
    const adds = keys.map((key, index) =>
      mutation(client, index + 1, 'toy.add', { counterId: `${tests}/${key}`, amount: 1 }),
    );
    return push(fixture.runtime, rider, adds);
  };
  const list = () => fixture.runtime.parkedEvents.list({ group, rowsMax: 1_000 }, new Set());
  const find = (eventId: string) => fixture.runtime.parkedEvents.find({ group, eventId }, new Set());
  const keyOf = (key: unknown) => String(key).replace(/^[^/]*\//, '');
  const states = async () => (await list()).items.map(({ key, state, tries }) => [keyOf(key), state, tries]);
  const firstId = async () => (await list()).items[0]?.eventId ?? '';
  const replay = (eventId: string, lookedAt: string | null = null) =>
    fixture.runtime.parkedEvents.replay({ group, eventId }, { ...WHY, lookedAt });
  const figures = () => readConsumerGroupFigures(fixture.database.dataSource, { group, types: ['toy.changed.v1'] });
  const of = (key: string, events = handled) => events.filter((event) => event[0] === key).map(([, value]) => value);
  const mend = () => {
    fate = () => undefined;
  };

  it('is parked after its tries and holds up its own key; 500 others go on, and the group’s place moves behind it', async () => {
    const others = Array.from({ length: 500 }, (_, number) => `good-${number}`);
    await add(CURSED, ...others.slice(0, 250));
    await add(...others.slice(250));
    await add(CURSED);
    const reader = start();
    await reader.caughtUp();
    expect(new Set(handled.map(([key]) => key))).toEqual(new Set(others));
    expect(handled).toHaveLength(500);
    expect(of(CURSED, delivered)).toEqual([1, 1, 1]);
    expect(await states()).toEqual([
      [CURSED, 'parked', 3],
      [CURSED, 'waiting', 0],
    ]);
    expect(reader.tries).toEqual({ handled: 500, failed: 3, timed_out: 0, put_off: 0 });
    expect(await figures()).toEqual({ lagEvents: 0, oldestAtMs: null, retrying: 0, parked: 1, waiting: 1 });
    // What comes now comes as it always did, and for the key it waits in line.
    await add('good-0', CURSED, 'good-1');
    await reader.caughtUp();
    expect([of('good-0'), of('good-1'), of(CURSED)]).toEqual([[1, 2], [1, 2], []]);
    expect(await states()).toEqual([
      [CURSED, 'parked', 3],
      [CURSED, 'waiting', 0],
      [CURSED, 'waiting', 0],
    ]);
    expect((await find(await firstId()))?.lastError).toMatch(/^TypeError at /);
  });

  it('and is well again at a later try is not parked, and its key comes in order', async () => {
    let failures = 0;
    fate = ({ key }) => {
      if (key === CURSED && (failures += 1) <= 2) throw new Error('not yet');
    };
    await add(CURSED, 'good', CURSED, CURSED);
    await start().caughtUp();
    expect([of(CURSED), of('good')]).toEqual([[1, 2, 3], [1]]);
    expect(of(CURSED, delivered)).toEqual([1, 1, 1, 2, 3]);
    expect(
      await fixture.database.dataSource.query('SELECT 1 FROM sync.parked_event WHERE group_name = $1', [group]),
    ).toEqual([]);
  });

  it('does not keep others waiting while it is tried again', async () => {
    const limits = { retryMs: 3_600_000, retryMsMax: 3_600_000 };
    const reader = start({ limits });
    await add(CURSED);
    await until('it is to be tried again', async () => (await states()).length === 1);
    await add('good', CURSED);
    await until('the other is handled', () => of('good').length === 1);
    await until('it stands in line', async () => (await states()).length === 2);
    expect(await states()).toEqual([
      [CURSED, 'retrying', 1],
      [CURSED, 'waiting', 0],
    ]);
    expect(await figures()).toMatchObject({ lagEvents: 1, oldestAtMs: fixture.clock.nowMs, retrying: 1, waiting: 1 });
    expect(reader.tries).toMatchObject({ handled: 1, failed: 1 });
  });

  it('because it never ends counts as a failure, and keeps nobody waiting longer than a batch may take', async () => {
    fate = ({ key }) => (key === CURSED ? hung.promise : undefined);
    const reader = start({ limits: { batchMsMax: 5, handlerMsMax: 300 } });
    await add(CURSED, CURSED, 'good');
    await until('its key is set aside', async () => (await states()).length === 2);
    await add('late');
    await until('the others are handled', () => of('good').length === 1 && of('late').length === 1);
    await reader.caughtUp();
    expect(await states()).toEqual([
      [CURSED, 'parked', 3],
      [CURSED, 'waiting', 0],
    ]);
    expect(reader.tries).toMatchObject({ failed: 0, timed_out: 3 });
  });

  it('that takes long and ends is handled once, and what follows comes after it', async () => {
    fate = ({ payload: { value } }) => (value === 1 ? hung.promise : undefined);
    start({ limits: { batchMsMax: 1 } });
    await add('slow', 'slow', 'slow');
    await until('its key is set aside', async () => (await states()).length === 3);
    await add('slow');
    await until('the later one stands in line', async () => (await states()).length === 4);
    hung.resolve();
    await transport?.caughtUp();
    expect([handled, delivered].map((events) => of('slow', events))).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
  });

  it('because the database is away is tried for as long as that lasts, and that does not count', async () => {
    let isAway = true;
    fate = () => {
      if (isAway) throw new TryAgain('database');
    };
    const reader = start();
    await add('a', 'b', 'a');
    await until('it was tried more often than may be', () => reader.tries.put_off > 2 * QUICK.triesMax);
    expect(await states()).toEqual([
      ['a', 'retrying', 0],
      ['b', 'retrying', 0],
      ['a', 'waiting', 0],
    ]);
    isAway = false;
    await reader.caughtUp();
    expect([of('a'), of('b')]).toEqual([[1, 2], [1]]);
    expect(await states()).toEqual([]);
  });

  it('of 700 keys at once is parked for each of them; staff have them all tried again with one wish', async () => {
    fate = () => {
      throw new Error('broken release');
    };
    const keys = Array.from({ length: 700 }, (_, number) => `key-${number}`);
    for (let at = 0; at < keys.length; at += 500) await add(...keys.slice(at, at + 500));
    let [inFlight, inFlightMost] = [0, 0];
    const reader = start({ limits: { triesMax: 2 } });
    await reader.caughtUp();
    expect(await figures()).toMatchObject({ lagEvents: 0, parked: 700 });
    fate = async () => {
      inFlight += 1;
      inFlightMost = Math.max(inFlight, inFlightMost);
      await Promise.resolve();
      inFlight -= 1;
    };
    const { parkedEvents } = fixture.runtime;
    expect(await parkedEvents.replayAll({ group, type: 'toy.other.v1' }, WHY)).toEqual({
      asked: 0,
      left: 0,
    });
    expect(await parkedEvents.replayAll({ group, type: null }, WHY)).toEqual({ asked: 500, left: 200 });
    expect(await parkedEvents.replayAll({ group, type: null }, WHY)).toEqual({ asked: 200, left: 0 });
    await reader.caughtUp();
    expect(handled).toHaveLength(700);
    expect(inFlightMost).toBeLessThanOrEqual(50);
    expect(await figures()).toMatchObject({ lagEvents: 0, parked: 0, retrying: 0, waiting: 0 });
  });

  describe('when staff look after it', () => {
    let eventId: string;
    beforeEach(async () => {
      await add(CURSED, 'good', CURSED, CURSED);
      await start().caughtUp();
      eventId = await firstId();
    });

    it('is tried again by their wish, and what waited follows in order', async () => {
      mend();
      expect(await replay(eventId)).toEqual({ kind: 'asked' });
      await transport?.caughtUp();
      expect(of(CURSED)).toEqual([1, 2, 3]);
      expect(await states()).toEqual([]);
      expect(await find(eventId)).toMatchObject({ state: 'handled', first: null, acts: [{ act: 'replay', ...WHY }] });
      expect(await replay(eventId)).toEqual({ kind: 'not_parked' });
    });

    it('and fails again, is parked again at once', async () => {
      await replay(eventId);
      await transport?.caughtUp();
      expect(await states()).toEqual([
        [CURSED, 'parked', 4],
        [CURSED, 'waiting', 0],
        [CURSED, 'waiting', 0],
      ]);
    });

    it('gets another payload, if that is as its type says, and under the same id', async () => {
      const { parkedEvents } = fixture.runtime;
      const ref = { group, eventId };
      const seen: string[] = [];
      fate = ({ key, payload: { value }, eventId: id }) => {
        seen.push(id);
        if (key === CURSED && value === 1) throw new Error('this value it cannot bear');
      };
      expect(await parkedEvents.correct(ref, { payload: { value: 'two' }, ...WHY })).toMatchObject({
        kind: 'payload_invalid',
      });
      expect(await parkedEvents.correct(ref, { payload: { value: 1, note: 'x'.repeat(65_536) }, ...WHY })).toEqual({
        kind: 'payload_too_large',
      });
      expect(await parkedEvents.correct(ref, { payload: { value: 77 }, ...WHY })).toEqual({ kind: 'corrected' });
      const { correctionHash = null } = (await find(eventId)) ?? {};
      for (const lookedAt of [null, '0'.repeat(64)])
        expect(await replay(eventId, lookedAt)).toEqual({ kind: 'correction_changed' });
      // With all others it is not tried again: whoever wants that has looked at it.
      expect(await parkedEvents.replayAll({ group, type: null }, WHY)).toEqual({ asked: 0, left: 0 });
      expect(await replay(eventId, correctionHash)).toEqual({ kind: 'asked' });
      await transport?.caughtUp();
      expect(of(CURSED)).toEqual([77, 2, 3]);
      expect(seen[0]).toBe(eventId);
      expect(await find(eventId)).toMatchObject({
        state: 'handled',
        isCorrected: true,
        payload: { value: 1 },
        correctedPayload: { value: 77 },
        acts: [
          { act: 'correct', payload: { value: 77 } },
          { act: 'replay', payload: null },
        ],
      });
    });

    it('is discarded for good, and what waited follows in order', async () => {
      mend();
      const ref = { group, eventId };
      expect(await fixture.runtime.parkedEvents.discard(ref, WHY)).toEqual({ kind: 'discarded' });
      await transport?.caughtUp();
      expect(of(CURSED)).toEqual([2, 3]);
      expect(await find(eventId)).toMatchObject({ state: 'discarded', acts: [{ act: 'discard', ...WHY }] });
    });

    it('is not passed over: what waits behind it is neither tried nor discarded', async () => {
      const behind = (await list()).items[1]?.eventId ?? '';
      const { parkedEvents } = fixture.runtime;
      const blocked = { kind: 'lane_blocked', first: eventId };
      expect(await replay(behind)).toEqual(blocked);
      expect(await parkedEvents.discard({ group, eventId: behind }, WHY)).toEqual(blocked);
      expect(await replay('0.9999.0')).toEqual({ kind: 'not_parked' });
      expect(await replay('no id')).toEqual({ kind: 'not_parked' });
      expect(await parkedEvents.replay({ group: 'toy.other', eventId }, WHY)).toEqual({ kind: 'not_parked' });
    });

    it('goes on in order when more comes while it is drained', async () => {
      mend();
      const more = Array.from({ length: 8 }, () => add(CURSED));
      await replay(eventId);
      await Promise.all(more);
      await transport?.caughtUp();
      expect(of(CURSED)).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
      expect(await states()).toEqual([]);
    });

    it('leaves nobody waiting for what was settled after they were read', async () => {
      const before = (await list()).items.map((item) => item.eventId);
      const discarded: unknown[] = [];
      // It is tried in the batch that was read while the cursed key waited.
      fate = async ({ key }) => {
        if (key !== 'good') return;
        for (const each of before)
          discarded.push(await fixture.runtime.parkedEvents.discard({ group, eventId: each }, WHY));
      };
      await add('good', CURSED);
      await transport?.caughtUp();
      expect(discarded).toEqual(before.map(() => ({ kind: 'discarded' })));
      await until('it is handled', () => of(CURSED).length === 1);
      expect(of(CURSED)).toEqual([4]);
      await until('nothing is set aside', async () => (await states()).length === 0);
    });

    it('is settled by staff only when the reader has stored where it stands', async () => {
      const holder = fixture.database.dataSource.createQueryRunner();
      await holder.startTransaction();
      await holder.query('SELECT 1 FROM sync.cursor WHERE group_name = $1 FOR UPDATE', [group]);
      const discarded = fixture.runtime.parkedEvents.discard({ group, eventId }, WHY);
      const waiting =
        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'bimride-sequencer'";
      await until('they wait', async () => (await fixture.database.dataSource.query<unknown[]>(waiting)).length === 1);
      expect((await find(eventId))?.state).toBe('parked');
      await holder.commitTransaction();
      await holder.release();
      expect(await discarded).toEqual({ kind: 'discarded' });
    });

    it('is listed page by page, and by group, key, type and state', async () => {
      const { parkedEvents } = fixture.runtime;
      const page = (filter: Parameters<typeof parkedEvents.list>[0]) => parkedEvents.list(filter, new Set());
      const values = async (filter: Parameters<typeof page>[0]) => (await page(filter)).items.length;
      const first = await page({ group, rowsMax: 2 });
      expect(first.items.map(({ state }) => state)).toEqual(['parked', 'waiting']);
      const second = await page({ group, rowsMax: 2, after: first.nextAfter ?? '' });
      expect([second.items.map(({ state }) => state), second.nextAfter]).toEqual([['waiting'], null]);
      expect(await values({ group, rowsMax: 9, state: 'waiting' })).toBe(2);
      expect(await values({ group, rowsMax: 9, state: 'handled' })).toBe(0);
      expect(await values({ rowsMax: 9, group: 'toy.other' })).toBe(0);
      expect(await values({ rowsMax: 9, key: `${tests}/${CURSED}`, type: 'toy.changed.v1', group })).toBe(3);
      expect(await values({ group, rowsMax: 9, key: `${tests}/good` })).toBe(0);
    });
  });

  it.each<[FaultPoint, number]>([
    ['before_mark', 1],
    ['within_mark', 1],
    ['after_mark', 1],
    ['before_release', 1],
    ['within_release', 1],
    ['after_release', 1],
    ['before_release', 3],
    ['within_release', 3],
    ['after_release', 3],
  ])('survives a fault %s (%i): nothing is lost, and each key comes in order', async (point, nth) => {
    let failures = 0;
    fate = ({ key }) => {
      if (key === CURSED && (failures += 1) <= 2) throw new Error('not yet');
    };
    const faults = new Strike(point, nth);
    await add(CURSED, 'good', CURSED, 'good', CURSED);
    await start({ faults }).caughtUp();
    expect(faults.hasHit).toBe(true);
    expect(fixture.errors.map(String)).toContain(`Error: struck ${point}`);
    expect([inOrder(of(CURSED)), inOrder(of('good'))]).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);
    expect(await states()).toEqual([]);
  });

  it('does not keep a group whose events are rare from storing its place', async () => {
    const place = async () => {
      const rows = await fixture.database.dataSource.query<{ commit: string }[]>(
        'SELECT commit FROM sync.cursor WHERE group_name = $1',
        [group],
      );
      return Number(rows[0]?.commit);
    };
    const before = await place();
    const reader = start({ limits: { commitsPerReadMax: 2, commitsPerMarkMax: 3 }, types: ['toy.rare.v1'] });
    for (let commits = 0; commits < 7; commits += 1) await add('a');
    await reader.caughtUp();
    expect(await place()).toBeGreaterThanOrEqual(before + 5);
  });
});

/** Deliveries without repeated ones, if each is at most one step behind the furthest; throws where one was passed over. */
function inOrder(values: readonly number[]): readonly number[] {
  let furthest = 0;
  for (const value of values) {
    if (value > furthest + 1) throw new Error(`${value} came before ${furthest + 1}: ${values.join()}`);
    furthest = Math.max(furthest, value);
  }
  return [...new Set(values)];
}
