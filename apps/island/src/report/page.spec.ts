import { describe, expect, it } from '@jest/globals';
import { KPIS, type Measurement } from '../kpi/measure.ts';
import type { Run } from '../kpi/run.ts';
import type { Verdict } from '../kpi/verdict.ts';
import { consoleLines } from './console-lines.ts';
import { page } from './page.ts';

const RUN: Run = {
  seed: 9,
  profile: 'town',
  command: 'npm run kpi',
  fromMs: 0,
  toMs: 1,
  wallMs: 1,
  linkRttMs: 200,
  parameters: [],
  serviceTimes: [],
  versions: {},
};

/** Nothing was measured, and yet the key figures named have these verdicts. */
function judged(verdict: Verdict, verdicts: Readonly<Record<string, Verdict>> = {}): Measurement {
  const kpis = KPIS.map((spec) => {
    const measured = spec.measure([], RUN);
    const given = verdicts[spec.id] ?? 'pass';
    return { spec, measured: { ...measured, figure: { ...measured.figure, verdict: given } } };
  });
  return { verdict, kpis, outcomes: [], outages: [], ages: [], drains: [] };
}

describe('the first line and the last', () => {
  it('of a pass names what failed without deciding', () => {
    const measurement = judged('pass', { booking_success_strict: 'fail' });
    expect(page(measurement, RUN)).toContain('Not part of it, but failed: booking success offline, strict.');
    expect(consoleLines(measurement, RUN).at(-1)).toBe('verdict: pass · release gate: hold · town, seed 9');
  });

  it('of a fail name what it is due to', () => {
    const measurement = judged('fail', { lost_writes: 'fail', queue_drain: 'inconclusive' });
    expect(page(measurement, RUN)).toContain('at least one key figure does not hold: lost writes.');
    expect(consoleLines(measurement, RUN).at(-1)).toBe(
      'verdict: fail (lost_writes) · release gate: roll back · town, seed 9',
    );
  });

  it('of a doubt name what is in doubt', () => {
    const measurement = judged('inconclusive', { queue_drain: 'inconclusive' });
    expect(page(measurement, RUN)).toContain('cannot show that everything holds: queue drain, 95th percentile.');
    expect(consoleLines(measurement, RUN).at(-1)).toBe(
      'verdict: inconclusive (queue_drain) · release gate: inconclusive · town, seed 9',
    );
  });
});

describe('a page about nothing', () => {
  it('says so, and draws nothing', () => {
    const text = page(judged('inconclusive'), RUN);
    expect(text.match(/Nothing was measured/g)).toHaveLength(6);
    expect(text).not.toMatch(/<svg|NaN|Infinity|undefined/);
  });
});
