import { describe, expect, it } from '@jest/globals';
import { DAY_MS, NOW_MS, play, sampleClosure } from '../../test/samples.ts';
import { closureKind } from '../views.ts';
import { liftClosure } from './lift-closure.ts';

const lift = (closure = sampleClosure()) =>
  play(liftClosure, { args: { closureId: 'flood' }, rows: [closureKind.put(closure)] });

describe('routing.liftClosure', () => {
  it('opens the roads again from now on', () => {
    expect(lift()).toMatchObject({
      outcome: 'applied',
      changes: [{ state: { toMs: NOW_MS, liftedAtMs: NOW_MS } }, { kind: 'mapLoad' }],
    });
  });

  it('before it has begun: it never begins', () => {
    const fromMs = NOW_MS + DAY_MS;
    expect(lift(sampleClosure({ fromMs })).changes).toMatchObject([
      { state: { fromMs, toMs: fromMs } },
      { kind: 'mapLoad' },
    ]);
  });

  it('after its end changes nothing backwards', () => {
    const toMs = NOW_MS - 1;
    expect(lift(sampleClosure({ toMs })).changes).toMatchObject([
      { state: { toMs, liftedAtMs: NOW_MS } },
      { kind: 'mapLoad' },
    ]);
  });

  it('refuses what is not there, or is lifted', () => {
    expect(play(liftClosure, { args: { closureId: 'other' } }).code).toBe('closure_unknown');
    expect(lift(sampleClosure({ liftedAtMs: NOW_MS })).code).toBe('closure_lifted');
  });
});
