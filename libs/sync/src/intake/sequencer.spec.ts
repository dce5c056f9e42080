import { describe, expect, it } from '@jest/globals';
import { refText, type Intent, type Step, type StepResult } from '../decide/step.ts';
import { SYNC_LIMITS } from '../limits.ts';
import { Sequencer, TryAgain, type CommitRunner, type Handling } from './sequencer.ts';

const step = (clientId: string): Step => ({ kind: 'push', intent: { clientId, mutationId: 1 } as Intent });
const steps = (count: number, name = 'c') => Array.from({ length: count }, (_, i) => step(`${name}${i}`));
const nameOf = (one: Step) => (one.kind === 'push' ? one.intent.clientId : '?');

/** Runs groups when told to, and fails those that hold a poisoned step. */
class ManualRunner implements CommitRunner {
  readonly groups: string[][] = [];
  readonly poison = new Set<string>();
  fault: Error = new Error('cannot be stored');
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;

  hold(): void {
    this.#gate = new Promise((resolve) => (this.#open = resolve));
  }

  release(): void {
    this.#open();
  }

  async run(group: readonly Step[], { condemned }: Handling): Promise<readonly StepResult[]> {
    this.groups.push(group.map(nameOf));
    await this.#gate;
    if (group.some((one) => this.poison.has(nameOf(one)) && !condemned.has(`${nameOf(one)}#1`))) throw this.fault;
    return group.map((one): StepResult => ({
      kind: 'outcome',
      text: condemned.has(one.kind === 'push' ? refText(one.intent) : '') ? 'parked' : nameOf(one),
      replayed: false,
    }));
  }
}

const texts = (results: readonly StepResult[]) =>
  results.map((result) => (result.kind === 'outcome' ? result.text : result.kind));

describe('the sequencer', () => {
  it('takes a lone push at once, and what arrives meanwhile as the next group', async () => {
    const runner = new ManualRunner();
    const sequencer = new Sequencer(runner);
    runner.hold();
    const first = sequencer.submit([step('a')]);
    const others = [sequencer.submit([step('b'), step('c')]), sequencer.submit([step('d')])];
    runner.release();
    expect((await Promise.all([first, ...others])).map(texts)).toEqual([['a'], ['b', 'c'], ['d']]);
    expect(runner.groups).toEqual([['a'], ['b', 'c', 'd']]);
  });

  it('takes the urgent first, and never more than a group holds', async () => {
    const runner = new ManualRunner();
    const sequencer = new Sequencer(runner);
    runner.hold();
    const waiting = [sequencer.submit([step('first')])];
    waiting.push(
      sequencer.submit(steps(SYNC_LIMITS.commitMutationsMax - 1, 'bulk')),
      sequencer.submit([step('sos')], true),
    );
    waiting.push(sequencer.submit([step('last')]));
    runner.release();
    await Promise.all(waiting);
    expect(runner.groups.map((group) => [group[0], group.length])).toEqual([
      ['first', 1],
      ['sos', SYNC_LIMITS.commitMutationsMax],
      ['last', 1],
    ]);
  });

  it('halves a group that cannot be stored until the one at fault is alone', async () => {
    const runner = new ManualRunner();
    runner.poison.add('c5');
    const results = await new Sequencer(runner).submit(steps(8));
    expect(texts(results)).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'parked', 'c6', 'c7']);
  });

  it('parks nothing that is stored when it is tried again alone', async () => {
    const runner = new ManualRunner();
    runner.poison.add('c1');
    const sequencer = new Sequencer(runner);
    runner.hold();
    const pushed = sequencer.submit(steps(2));
    const run = runner.run.bind(runner);
    // It fails in the group, and once more alone; then not again.
    runner.run = async (group, handling) => {
      const isSecondTime = runner.groups.filter((names) => names.join() === 'c1').length === 1;
      if (group.map(nameOf).join() === 'c1' && isSecondTime) runner.poison.clear();
      return run(group, handling);
    };
    runner.release();
    expect(texts(await pushed)).toEqual(['c0', 'c1']);
    expect(runner.groups).toEqual([['c0', 'c1'], ['c0'], ['c1'], ['c1']]);
  });

  it('tells everybody to try again when the database is away, and parks nothing', async () => {
    const runner = new ManualRunner();
    runner.poison.add('c1');
    runner.fault = new TryAgain('database');
    await expect(new Sequencer(runner).submit(steps(3))).rejects.toThrow('try again: database');
    expect(runner.groups).toHaveLength(1);
  });

  it('takes no more than its queue holds', async () => {
    const runner = new ManualRunner();
    const sequencer = new Sequencer(runner);
    runner.hold();
    const running = sequencer.submit([step('a')]);
    const most = sequencer.submit(steps(SYNC_LIMITS.queuedMutationsMax));
    await expect(sequencer.submit([step('one too many')])).rejects.toThrow('try again: overloaded');
    runner.release();
    await Promise.all([running, most]);
    expect(sequencer.queuedSteps).toBe(0);
  });

  it('finishes what it took when it closes, and takes no more', async () => {
    const runner = new ManualRunner();
    const sequencer = new Sequencer(runner);
    const taken = sequencer.submit([step('a')]);
    const closed = sequencer.close();
    await expect(sequencer.submit([step('b')])).rejects.toThrow('try again: closing');
    await closed;
    expect(texts(await taken)).toEqual(['a']);
  });

  it('turns away what waits when it closes while the database is away', async () => {
    const runner = new ManualRunner();
    const sequencer = new Sequencer(runner);
    runner.hold();
    const taken = sequencer.submit([step('a')]);
    const waiting = Array.from({ length: 3 }, (_, i) =>
      sequencer.submit(steps(SYNC_LIMITS.commitMutationsMax, `b${i}`)),
    );
    runner.poison.add('a');
    runner.fault = new TryAgain('database');
    const closed = sequencer.close();
    runner.release();
    const ends = await Promise.allSettled([taken, ...waiting]);
    expect(ends.map((end) => end.status === 'rejected' && (end.reason as Error).message)).toEqual([
      'try again: database',
      ...waiting.map(() => 'try again: closing'),
    ]);
    await closed;
    expect(runner.groups).toHaveLength(1);
    expect(sequencer.queuedSteps).toBe(0);
  });
});
