/** Waiting for the server's word, for a time at most. */
import type { Clock } from './clock.ts';
import type { MutationState } from './mutate.ts';
import type { Answer } from './outcomes/answer.ts';
import type { Hindrance } from './sync/push.ts';

export interface WaitOptions {
  /** In milliseconds; without it, as long as the word may still come. */
  readonly timeoutMs?: number;
}

/** What there is to say of a wait that came to nothing. */
export interface Waiting {
  readonly clock: Clock;
  readonly hindrance: () => Hindrance['why'] | null;
  /** Aborted when the client is closed: nobody waits for a word any more. */
  readonly closed: AbortSignal;
}

const HINDRANCES: Readonly<Record<Hindrance['why'], string>> = {
  unreachable: 'the server cannot be reached',
  silent: 'the server does not answer',
  portal:
    'somebody else answers in its place: this network asks for a sign-in, or the address is not that of a server of Bimride',
  garbled: 'what is sent does not arrive as it left: something on the way changes it',
  busy: 'the server asks to come later',
  signed_out: 'there is no token, or the server refuses it: it is wrong or has expired',
  wrong_person: 'the token, or this install, is of another person',
  unknown_person: 'the token does not say whose it is: let `token()` answer `{ token, subject }`',
  token_late: '`token()` of the app does not answer',
  forbidden: 'the person of the token may not sync',
  revoked: 'this install was taken out of service: what it sends is held for staff',
  update_needed: 'the server does not speak with this version of the app any more',
  deadline: 'there was no time left to send it',
  storage_full: 'this device has no room left',
  storage_broken: 'the storage of this device is broken',
};

const STAGES: Partial<Readonly<Record<MutationState['stage'], string>>> = {
  saved: 'it was not sent yet: does the client run (`start()`, `drainOnce()`)?',
  received: 'the server has it, and has not decided it yet',
  held: 'it cannot be sent as it is: see `queue()`',
  past: 'it was confirmed longer ago than this device keeps it',
};

/**
 * The server's word did not come within the time one wanted to wait, or cannot come: it is `held` or `past`, or the client was closed.
 * Nothing is lost by it: what is saved goes on waiting, and can be waited for again.
 */
export class NotConfirmed extends Error {
  override readonly name = 'NotConfirmed';
  readonly stage: MutationState['stage'];
  /** What is in the way, as in `status()`; null: nothing that is known. */
  readonly hindrance: Hindrance['why'] | null;

  constructor(stage: MutationState['stage'], hindrance: Hindrance['why'] | null, when: string) {
    const why = hindrance === null ? (STAGES[stage] ?? 'its answer did not come yet') : HINDRANCES[hindrance];
    super(`not confirmed ${when} (${hindrance ?? stage}): ${why}`);
    this.stage = stage;
    this.hindrance = hindrance;
  }
}

/** Whether no word will come of something that stands so: it is not sent again as it is, or its word is not kept any more. */
export function isBeyondWord(stage: MutationState['stage']): boolean {
  return stage === 'held' || stage === 'past';
}

/** The server's word, or NotConfirmed when it does not come in time or cannot come: then `word` answers null. */
export async function inTime(
  word: Promise<Answer | null>,
  stage: () => MutationState['stage'],
  { timeoutMs, clock, hindrance, closed }: WaitOptions & Waiting,
): Promise<Answer> {
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  closed.addEventListener('abort', leave);
  const left = new Promise<void>((resolve) => leaving.signal.addEventListener('abort', () => resolve()));
  const up = timeoutMs === undefined ? left : clock.sleep(timeoutMs, leaving.signal);
  try {
    const came = closed.aborted ? undefined : await Promise.race([word, up]);
    if (came) return came;
    if (closed.aborted) throw new NotConfirmed(stage(), hindrance(), 'before the client was closed');
    if (came === null) throw new NotConfirmed(stage(), null, 'and will not be');
    throw new NotConfirmed(stage(), hindrance(), `within ${timeoutMs} ms`);
  } finally {
    closed.removeEventListener('abort', leave);
    leave();
  }
}
