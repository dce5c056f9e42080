/**
 * Sending without having saved: when the device has no room, and says so.
 *
 * Invariants: it is done only with the server's stored outcome, and surely not done only if it never left or the server said
 * so; whatever lies between is asked for again under the same id, in memory, while the app lives. Each uses a stream of its
 * own, so that an id which was never kept leaves no hole in a kept one.
 */
import { canonicalJson, type Outcome } from '#sync/client';
import { CLIENT_LIMITS } from '../limits.ts';
import { asAnswer, type Answer, type Expected } from '../outcomes/answer.ts';
import { isUrgent, toWire, type QueuedMutation } from '../queue/entry.ts';
import type { Waiting } from '../not-confirmed.ts';
import { NotSaved } from '../not-saved.ts';
import { NotSure, sentUnanswered, type SavedMutation } from '../saved-mutation.ts';
import { exchange } from '../wire/exchange.ts';
import { isNoContact, readPushReply, type PushAnswer, type Reading } from '../wire/read-reply.ts';
import { pushBody } from './push-body.ts';
import type { DrainReport } from './drain-report.ts';
import type { Leave } from '../within-time.ts';
import type { PushParts } from './push.ts';

const TRIES_MAX = 3;

/** What tells whether a mutation is one that was sent before. */
export type Contents = Pick<QueuedMutation, 'name' | 'args' | 'lane'>;

interface Sent {
  readonly entry: QueuedMutation;
  readonly mutation: SavedMutation;
  readonly settle: (outcome: Answer) => void;
}

/** How one sending ended. `refused`: the server took nothing of it. */
type Ended = Outcome | 'refused' | 'unanswered';

interface Instead {
  readonly expected: Expected | undefined;
  readonly drain: (deadlineMs: number) => Promise<DrainReport>;
  /** It has left, whatever came back. */
  readonly onSent: () => void;
}

export class DirectSends {
  readonly #parts: PushParts;
  readonly #waiting: Waiting;
  /** What was sent and not answered; answered ones stay until the same is done again. */
  readonly #sent = new Map<string, Sent>();

  constructor(parts: PushParts, waiting: Waiting) {
    this.#parts = parts;
    this.#waiting = waiting;
  }

  /** How long it may take. */
  leave(): Leave {
    const deadlineAtMs = this.#parts.clock.monotonicMs() + CLIENT_LIMITS.directTimeoutMs;
    return { deadlineAtMs, signal: new AbortController().signal };
  }

  /** A drain's report with what was sent and not answered: it waits for the server's word too. */
  countedIn(report: DrainReport): DrainReport {
    const unsure = [...this.#sent.values()].filter(isUnsure).length;
    if (unsure === 0 || report.kind === 'elsewhere') return report;
    return { ...report, kind: 'hindered', why: report.why ?? 'unreachable', waiting: report.waiting + unsure };
  }

  /**
   * Sends what cannot be kept. What was done before goes first, so that a mutation never overtakes an earlier one; an emergency waits for nothing.
   * @throws NotSaved; NotSure
   */
  async instead(
    entry: QueuedMutation,
    why: NotSaved['code'],
    { expected, drain, onSent }: Instead,
  ): Promise<SavedMutation> {
    if (!isUrgent(entry)) {
      const report = await drain(CLIENT_LIMITS.directTimeoutMs);
      if (report.waiting > 0 || isNoContact(report.why)) throw new NotSaved(why);
    }
    await this.clearUp(entry, this.leave());
    const sent = await this.send(entry, expected, this.leave()).finally(onSent);
    if (!sent) throw new NotSaved(why);
    return sent;
  }

  /** Sends one mutation that is not kept. Null: nothing was done. @throws NotSure */
  async send(entry: QueuedMutation, expected: Expected | undefined, leave: Leave): Promise<SavedMutation | null> {
    const clientID = `direct-${this.#parts.device.options.newId()}`;
    const sent = { entry: { ...entry, clientID, id: 1 }, ...sentUnanswered(expected, this.#waiting) };
    const ended = await this.#send(sent, leave);
    if (ended === 'refused') return null;
    if (ended !== 'unanswered') return sent.mutation;
    this.#sent.set(aboutOf(entry), sent);
    throw new NotSure(sent.mutation);
  }

  /** The same that was sent before, done once more: its answer. Null: it is new. @throws NotSure while there is none */
  async again(contents: Contents, leave: Leave): Promise<SavedMutation | null> {
    const sent = this.#sent.get(aboutOf(contents));
    if (!sent || canonicalJson(sent.entry.args) !== canonicalJson(contents.args)) return null;
    await this.clearUp(contents, leave);
    return sent.mutation;
  }

  /** Asks for the answer of what was sent about the same before, so that nothing overtakes it. @throws NotSure */
  async clearUp(contents: Contents, leave: Leave): Promise<void> {
    const about = aboutOf(contents);
    const sent = this.#sent.get(about);
    if (!sent) return;
    if (isUnsure(sent)) await this.#send(sent, leave);
    if (isUnsure(sent)) throw new NotSure(sent.mutation);
    this.#sent.delete(about);
  }

  /** Asks again for everything that is not answered. */
  async askAgain(leave: Leave): Promise<void> {
    for (const sent of [...this.#sent.values()].filter(isUnsure)) await this.#send(sent, leave);
  }

  async #send({ entry, settle }: Sent, leave: Leave): Promise<Ended> {
    let ended: Ended = 'refused';
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      // A lost reply is no reason to say that nothing was done: the same id gets the same answer.
      const body = pushBody(this.#parts, { groupID: entry.groupID, mutations: [toWire(entry)] });
      const reading = await exchange(this.#parts, {
        path: '/v1/sync/push',
        body,
        read: readPushReply,
        urgent: isUrgent(entry),
        ...leave,
      });
      const result = reading.kind === 'answer' ? reading.answer.results[0]?.result : undefined;
      if (result && 'outcome' in result) {
        settle(asAnswer(result, this.#parts.device.options.definitions.get(entry.name)));
        return result;
      }
      if (!isRefusal(reading)) ended = 'unanswered';
      if (reading.kind !== 'none' || (reading.why !== 'silent' && reading.why !== 'unreachable')) return ended;
    }
    return ended;
  }
}

function isUnsure({ mutation }: Sent): boolean {
  return mutation.state().stage === 'unsure';
}

function aboutOf({ name, args, lane }: Contents): string {
  return `${name} ${lane ?? canonicalJson(args)}`;
}

/** The server took nothing of it: it says so, or when to come again, which it only says of what it did not take. */
function isRefusal(reading: Reading<PushAnswer>): boolean {
  if (reading.kind !== 'none') return true;
  const { why, retryAfterMs } = reading;
  return why === 'busy' ? retryAfterMs !== null : REFUSED.has(why);
}

const REFUSED: ReadonlySet<string> = new Set([
  'signed_out',
  'wrong_person',
  'unknown_person',
  'token_late',
  'garbled',
  'forbidden',
  'update_needed',
]);
