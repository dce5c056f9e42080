import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../src/clock/virtual-clock.ts';
import { drawFate } from '../../src/link/link-faults.ts';
import { downloadMs, LINK, uploadMs } from '../../src/link/link-model.ts';
import { againCommand, readOptions } from '../../src/options.ts';
import { progressLine } from '../../src/progress.ts';
import { Random } from '../../src/random.ts';
import { until } from '#api/testing/until';

describe('the virtual clock', () => {
  it('goes from timer to timer, in order, and never back', async () => {
    const clock = new VirtualClock(1_000);
    const seen: [string, number][] = [];
    const note = (what: string) => () => void seen.push([what, clock.nowMs()]);
    clock.at(1_300, note('late'));
    clock.at(1_100, note('early'));
    clock.at(1_100, note('second'));
    clock.at(500, note('past'));
    clock.at(1_200, note('never'))();
    await clock.runUntil(2_000);
    expect(seen).toEqual([['past', 1_000], ['early', 1_100], ['second', 1_100], ['late', 1_300]]); // prettier-ignore
    expect(clock.nowMs()).toBe(2_000);
  });

  it('is in whole milliseconds: the server keeps them as such', async () => {
    const clock = new VirtualClock(0);
    clock.at(0.5, () => undefined);
    clock.at(1.2, () => expect(clock.nowMs()).toBe(2));
    await clock.runUntil(5);
  });

  it('waits for real work where its result is due, and lets others go on before', async () => {
    const clock = new VirtualClock(0);
    const order: string[] = [];
    let finish = (_value: string): void => undefined;
    const work = new Promise<string>((resolve) => (finish = resolve));
    void clock.due(100, work).then((value) => order.push(`${value} at ${clock.nowMs()}`));
    clock.at(50, () => void order.push('before'));
    clock.at(150, () => void order.push('after'));
    const running = clock.runUntil(200);
    await until('what is before has been', () => order.length > 0);
    expect(order).toEqual(['before']);
    finish('work');
    await running;
    expect(order).toEqual(['before', 'work at 100', 'after']);
  });

  it('hands on the failure of real work', async () => {
    const clock = new VirtualClock(0);
    let failure = '';
    const result = clock.due(10, Promise.reject(new Error('refused')));
    void result.catch((error: unknown) => (failure = String(error)));
    await clock.runUntil(20);
    expect(failure).toBe('Error: refused');
  });

  it('wakes a sleeper who is called', async () => {
    const clock = new VirtualClock(0);
    const call = new AbortController();
    let wokeAtMs = -1;
    void clock.sleep(1_000, call.signal).then(() => (wokeAtMs = clock.nowMs()));
    clock.at(10, () => call.abort());
    await clock.runUntil(20);
    expect(wokeAtMs).toBe(10);
  });

  it('stops when told to', async () => {
    const clock = new VirtualClock(0);
    clock.at(10, () => clock.stop());
    clock.at(20, () => {
      throw new Error('too late');
    });
    await clock.runUntil(100);
    expect(clock.nowMs()).toBe(10);
  });
});

describe('the link', () => {
  it('takes the time that the bytes take', () => {
    expect(uploadMs(32_000)).toBe(1_000);
    expect(uploadMs(0)).toBe(0);
    expect(downloadMs(128_000 - LINK.headerBytes)).toBe(1_000);
  });

  it('dies half-way as often as it says', () => {
    const random = new Random(3);
    const fates = Array.from({ length: 6_000 }, () => drawFate({ halfOpenShare: 0.2, duplicateShare: 0 }, random));
    const share = (what: string) => fates.filter((fate) => fate === what).length / fates.length;
    expect(Math.abs(share('through') - 0.8)).toBeLessThan(0.015);
    for (const fate of ['request_lost', 'reply_lost', 'hangs'])
      expect(Math.abs(share(fate) - 0.2 / 3)).toBeLessThan(0.01);
  });
});

describe('the command', () => {
  it('has defaults, and says how to run the same again', () => {
    const swept = ['--patience', '30', '--half-open', '20', '--vehicle-off-seconds', '180'];
    const options = readOptions(['--seed', '5', '--profile', 'hurricane', ...swept]);
    expect(options).toMatchObject({ seed: 5, hours: 24, profile: 'hurricane', json: false, keep: false });
    expect(options).toMatchObject({ patienceMinutes: 30, halfOpenPercent: 20, vehicleOffSeconds: 180 });
    expect(readOptions(['--quick'])).toMatchObject({ quick: true, riders: 120, drivers: 45, hours: 2 });
    expect(readOptions([])).toMatchObject({ patienceMinutes: null, halfOpenPercent: null, vehicleOffSeconds: null });
    if (typeof options === 'string') throw new Error(options);
    expect(readOptions(againCommand(options).split(' ').slice(4))).toEqual(options);
  });

  it.each([
    [['--hours', '0']],
    [['--seed', 'x']],
    [['--profile', 'moon']],
    [['--what']],
    [['--half-open', '7']],
    [['--patience', '0']],
    [['--vehicle-off-seconds', 'x']],
    [['--riders', '1e9']],
  ])('refuses %j', (args) => expect(readOptions(args)).toBe('wrong'));

  it('draws a bar on a terminal, and lines elsewhere', () => {
    const texts: string[] = [];
    const write = (text: string) => texts.push(text);
    progressLine({ write })({ hour: 1, hours: 2, figures: 'well' });
    progressLine({ isTTY: true, write })({ hour: 1, hours: 2, figures: 'well' });
    expect(texts[0]).toBe('hour 1 of 2 · well\n');
    expect(texts[1]).toContain('████████████░░░░░░░░░░░░ 1/2 h · well');
  });
});
