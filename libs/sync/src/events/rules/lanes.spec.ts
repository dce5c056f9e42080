import { describe, expect, it } from '@jest/globals';
import { EVENT_LIMITS } from './event-limits.ts';
import { lanesOf, setAside, verdictOf, type LaneProgress, type PlacedEvent, type TryResult } from './lanes.ts';

const LIMITS = { ...EVENT_LIMITS, triesMax: 4, retryMs: 100, retryMsMax: 300, putOffMs: 50 };
const FAILED: TryResult = { kind: 'failed', error: 'TypeError' };
const TIMED_OUT: TryResult = { kind: 'timed_out', error: 'HandlerTimeout' };
const PUT_OFF: TryResult = { kind: 'put_off', error: 'TryAgain' };

const placed = (commit: number, key: string, isBehind = false): PlacedEvent => ({
  place: { commit, ordinal: 0 },
  event: { eventId: `0.${commit}.0`, type: 'toy.changed.v1', key, payload: {}, commit, occurredAtMs: commit },
  isBehind,
});

describe('the lanes of what was read', () => {
  it('are one for each key, in order; a key that waits in one event waits in all', () => {
    const events = [placed(1, 'a'), placed(2, 'b', true), placed(3, 'a'), placed(4, 'b', true)];
    const lanes = lanesOf(events).map(({ isBehind, events: own }) => [isBehind, own.map(({ place }) => place.commit)]);
    expect(lanes).toEqual([
      [false, [1, 3]],
      [true, [2, 4]],
    ]);
  });
});

describe('what a try leads to', () => {
  it.each<[string, TryResult, number, object]>([
    ['handled: it is done', { kind: 'handled' }, 3, { kind: 'handled' }],
    ['failed the first time: soon again', FAILED, 0, { kind: 'again', tries: 1, afterMs: 100 }],
    ['failed the second time: later again', FAILED, 1, { kind: 'again', tries: 2, afterMs: 200 }],
    ['failed once more: after the longest wait', FAILED, 2, { kind: 'again', tries: 3, afterMs: 300 }],
    ['failed the last time: parked', FAILED, 3, { kind: 'parked', tries: 4 }],
    ['failed when staff had it tried again: parked at once', FAILED, 9, { kind: 'parked', tries: 10 }],
    ['took too long: counts like a failure', TIMED_OUT, 3, { kind: 'parked', tries: 4 }],
    ['the database was away: does not count', PUT_OFF, 0, { kind: 'again', tries: 0, afterMs: 50 }],
    ['the database was away at the last try: does not count', PUT_OFF, 3, { kind: 'again', tries: 3, afterMs: 50 }],
  ])('%s', (_name, result, triesBefore, expected) => {
    const error = 'error' in result ? { error: result.error } : {};
    expect(verdictOf(result, triesBefore, LIMITS)).toEqual({ ...expected, ...error });
  });

  it('takes some seven minutes from the first failure to parking, by the usual limits', () => {
    let waitedMs = 0;
    for (let tries = 0; ; tries += 1) {
      const verdict = verdictOf(FAILED, tries, EVENT_LIMITS);
      if (verdict.kind === 'parked') break;
      if (verdict.kind === 'again') waitedMs += verdict.afterMs;
    }
    expect(waitedMs).toBe(409_400);
  });
});

describe('what is set aside of a lane of three', () => {
  const events = [placed(1, 'a'), placed(2, 'a'), placed(3, 'a')];
  // Due in ms, or why not.
  type Row = [commit: number, tries: number, due: number | 'waits' | 'parked'];
  it.each<[string, Pick<LaneProgress, 'isBehind' | 'handled' | 'next'>, readonly Row[]]>([
    ['all handled: nothing', { isBehind: false, handled: 3, next: null }, []],
    [
      'behind others: all of it waits',
      { isBehind: true, handled: 0, next: null },
      [
        [1, 0, 'waits'],
        [2, 0, 'waits'],
        [3, 0, 'waits'],
      ],
    ],
    [
      'the first failed: it is tried again, the others wait',
      { isBehind: false, handled: 0, next: FAILED },
      [
        [1, 1, 100],
        [2, 0, 'waits'],
        [3, 0, 'waits'],
      ],
    ],
    ['the last failed: only that', { isBehind: false, handled: 2, next: FAILED }, [[3, 1, 100]]],
    [
      'the database was away at the second',
      { isBehind: false, handled: 1, next: PUT_OFF },
      [
        [2, 0, 50],
        [3, 0, 'waits'],
      ],
    ],
    [
      'the second still runs: due at once, for whoever takes over',
      { isBehind: false, handled: 1, next: 'running' },
      [
        [2, 0, 0],
        [3, 0, 'waits'],
      ],
    ],
  ])('%s', (_name, progress, expected) => {
    const rows = setAside({ events, ...progress }, LIMITS);
    const seen = rows.map((row) => [row.place.commit, row.tries, row.isParked ? 'parked' : (row.dueInMs ?? 'waits')]);
    expect(seen).toEqual(expected);
  });

  it('is parked at once where one try is all there is', () => {
    const rows = setAside({ events, isBehind: false, handled: 0, next: FAILED }, { ...LIMITS, triesMax: 1 });
    expect(rows.map(({ isParked, dueInMs, error }) => [isParked, dueInMs, error])).toEqual([
      [true, null, 'TypeError'],
      [false, null, null],
      [false, null, null],
    ]);
  });
});
