import { describe, expect, it } from '@jest/globals';
import { DAY_MS, NOW_MS, play, RIDER, SAFETY, sampleClosure } from '../../test/samples.ts';
import { closureKind } from '../views.ts';
import { openClosure } from './open-closure.ts';

const args = { closureId: 'flood', reason: 'Flood', edges: ['BATH-CATT'], points: [], fromMs: null, toMs: null };

describe('routing.openClosure', () => {
  it('shuts roads from now on, until lifted, and tells of it', () => {
    const verdict = play(openClosure, { args, actor: SAFETY });
    expect(verdict).toMatchObject({
      outcome: 'applied',
      changes: [
        { state: { edges: ['BATH-CATT'], fromMs: NOW_MS, toMs: null, openedAtMs: NOW_MS, liftedAtMs: null } },
        { kind: 'mapLoad' },
      ],
      events: [{ type: 'routing.mapChanged.v1', key: 'map', payload: { change: 'closure_opened', ids: ['flood'] } }],
    });
  });

  it('shuts roads for a parade ahead, and a stretch named twice once', () => {
    const dates = { fromMs: NOW_MS + DAY_MS, toMs: NOW_MS + 2 * DAY_MS };
    const verdict = play(openClosure, { args: { ...args, ...dates, edges: ['PORT-UWI', 'PORT-UWI'] } });
    expect(verdict.changes).toMatchObject([{ state: { ...dates, edges: ['PORT-UWI'] } }, { kind: 'mapLoad' }]);
  });

  it.each([
    ['dated_back', { fromMs: NOW_MS - 1 }],
    ['dated_too_far', { fromMs: NOW_MS + 401 * DAY_MS }],
    ['dated_too_far', { toMs: NOW_MS + 401 * DAY_MS }],
    ['ends_before_it_begins', { toMs: NOW_MS }],
    ['edge_unknown', { edges: ['BATH-CATT', 'BATH-MOON'] }],
    ['args_invalid', { edges: [] }],
    ['args_invalid', { reason: ' ' }],
    ['args_invalid', { closureId: 'No Good' }],
    ['args_invalid', { points: [{ latMicrodegrees: 51_000_000, lonMicrodegrees: 0 }] }],
  ])('refuses with %s: %j', (code, wrong) => {
    expect(play(openClosure, { args: { ...args, ...wrong } })).toMatchObject({ code, changes: [] });
  });

  it('refuses an id that was used', () => {
    expect(play(openClosure, { args, rows: [closureKind.put(sampleClosure())] }).code).toBe('closure_exists');
  });

  it('is for dispatchers and safety', () => {
    expect(play(openClosure, { args, actor: RIDER }).code).toBe('role_missing');
  });
});
