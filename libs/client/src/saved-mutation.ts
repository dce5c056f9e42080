import type { CredentialCode } from '#sync/client';
import { asAnswer, type Answer, type Expected } from './outcomes/answer.ts';
import type { Device, OpenState } from './device/device.ts';
import { progressOf } from './device/device.ts';
import type { MutationState } from './mutate.ts';
import { inTime, isBeyondWord, type Waiting, type WaitOptions } from './not-confirmed.ts';
import { isFinal, stageOf, type QueuedMutation } from './queue/entry.ts';

/** A mutation that was taken: durable on the device, or (`durable: false`) decided by the server already. */
export interface SavedMutation {
  /** Names it on this device, after a restart too: `client.stateOf(ref)`. Null when it was sent directly. */
  readonly ref: number | null;
  readonly durable: boolean;
  /** What this phone expects the server to decide; undefined when it cannot tell. */
  readonly expected: Expected | undefined;
  /** Made without contact beyond what the device's credential allows: why the server may hold it for staff. */
  readonly mayBeHeldFor: CredentialCode | null;
  state(): MutationState;
  /**
   * Resolves with the final outcome as soon as the server has told it; `parked` is not final. Rejects with NotConfirmed when its time is up
   * or no word can come: it is `held` or `past`, or the client was closed.
   */
  outcome(options?: WaitOptions): Promise<Answer>;
  /** Resolves with the final outcome when the views show it. Rejects as `outcome` does. */
  confirmed(options?: WaitOptions): Promise<Answer>;
}

/**
 * The device had no room, and the server was asked directly but its answer did not come: it may be done, or not. It is
 * asked for again under the same id for as long as the app lives; doing the same again is safe.
 */
export class NotSure extends Error {
  override readonly name = 'NotSure';
  /** Tells when it is known: `unsure` until then. */
  readonly mutation: SavedMutation;
  constructor(mutation: SavedMutation) {
    super('not saved, and the answer did not come: it may be done, and is asked for again');
    this.mutation = mutation;
  }
}

/** How a mutation stands, by its reference. */
export function stateOfRef({ state, options }: Device, ref: number): MutationState {
  const entry = entryOf(state, ref);
  if (!entry) return { stage: state.held.has(ref) ? 'held' : 'past' };
  const stage = stageOf(entry, progressOf(state));
  if (stage === 'saved') return { stage };
  const outcome = entry.outcome && asAnswer(entry.outcome, options.definitions.get(entry.name));
  if (stage === 'confirmed' && isFinal(outcome)) return { stage, outcome };
  return { stage: 'received', outcome };
}

/** The entry that a reference names. */
export function entryOf({ entries }: OpenState, ref: number): QueuedMutation | undefined {
  return entries.get(ref) ?? [...entries.values()].find(({ formerSeq }) => formerSeq === ref);
}

/** A handle on a durable mutation. */
export function savedMutation(
  device: Device,
  ref: number,
  { expected, mayBeHeldFor, ...waiting }: Pick<SavedMutation, 'expected' | 'mayBeHeldFor'> & Waiting,
): SavedMutation {
  const state = (): MutationState => stateOfRef(device, ref);
  const when = async (wordOf: (now: MutationState) => Answer | null, options: WaitOptions = {}): Promise<Answer> => {
    const now = wordOf(state());
    if (now !== null) return now;
    let stop: () => void = () => undefined;
    const word = new Promise<Answer | null>((resolve) => {
      const look = (): void => {
        const at = state();
        const outcome = wordOf(at);
        if (outcome !== null || isBeyondWord(at.stage)) resolve(outcome);
      };
      stop = device.listen(look);
      look();
    });
    return inTime(word, () => state().stage, { ...options, ...waiting }).finally(() => stop());
  };
  return {
    ref,
    durable: true,
    expected,
    mayBeHeldFor,
    state,
    outcome: (options) => when((now) => ('outcome' in now && isFinal(now.outcome) ? now.outcome : null), options),
    confirmed: (options) => when((now) => (now.stage === 'confirmed' ? now.outcome : null), options),
  };
}

/** A handle on a mutation that could not be kept, and whose answer did not come yet; and how to tell it the answer. */
export function sentUnanswered(expected: Expected | undefined, waiting: Waiting) {
  let answer: Answer | null = null;
  let tell: (outcome: Answer) => void = () => undefined;
  const told = new Promise<Answer>((resolve) => {
    tell = resolve;
  });
  const state = (): MutationState => (answer ? { stage: 'received', outcome: answer } : { stage: 'unsure' });
  const word = (options: WaitOptions = {}): Promise<Answer> =>
    inTime(told, () => state().stage, { ...options, ...waiting });
  const mutation: SavedMutation = {
    ref: null,
    durable: false,
    expected,
    mayBeHeldFor: null,
    state,
    outcome: word,
    confirmed: word,
  };
  const settle = (outcome: Answer): void => {
    answer ??= outcome;
    tell(answer);
  };
  return { mutation, settle };
}
