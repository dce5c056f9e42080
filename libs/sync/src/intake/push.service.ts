import type { Json } from '../wire/canonical-json.ts';
import { refText, type Intent, type StepResult } from '../decide/step.ts';
import { InFlight } from './in-flight.ts';
import { admit, singleIntent, type IntakeRefusal } from './intake.ts';
import { SYNC_LIMITS } from '../limits.ts';
import type { Actor } from '../define/mutation.ts';
import type { Outcome, PullResponse, PushRequest } from '../wire/protocol.ts';
import type { SyncRegistry } from '../define/registry.ts';
import { TryAgain, type Sequencer } from './sequencer.ts';
import type { NoRoomCode } from '../decide/step.ts';
import type { Clock } from '../define/clock.ts';
import { SYSTEM_ACTOR } from '../define/system-actor.ts';

/** What push answers: a body in the wire's form, and whether it may be called a success. */
export type PushAnswer =
  | { readonly kind: 'answered'; readonly body: string }
  | { readonly kind: 'gap'; readonly expectedId: number; readonly clientId: string; readonly body: string }
  /** Its person has too much of something: what this stream and those after it hold was not taken. */
  | { readonly kind: 'no_room'; readonly code: NoRoomCode; readonly clientId: string; readonly body: string }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'refused'; readonly refusal: IntakeRefusal };

/** One named write by REST or by a handler. */
export interface PerformRequest {
  readonly actor: Actor;
  /** Names this write among the actor's writes: the same key is the same write. */
  readonly key: string;
  readonly name: string;
  readonly args: Json;
  readonly validUntilMs?: number;
}

export type Performed = { readonly outcome: Outcome; readonly replayed: boolean } | { readonly error: 'id_reused' };

/** The one door for writes. */
export abstract class Pipeline {
  /** Decides one mutation as a stream of its own. @throws TryAgain when it is to come again, under the same key. */
  abstract perform(request: PerformRequest): Promise<Performed>;
}

/** Takes pushes and single writes to the sequencer, and its results to the wire. */
export class PushService extends Pipeline {
  readonly #sequencer: Sequencer;
  readonly #registry: SyncRegistry;
  readonly #clock: Clock;
  readonly #inFlight = new InFlight(SYNC_LIMITS.pushesInFlightPerPersonMax);

  constructor(parts: { readonly sequencer: Sequencer; readonly registry: SyncRegistry; readonly clock: Clock }) {
    super();
    this.#sequencer = parts.sequencer;
    this.#registry = parts.registry;
    this.#clock = parts.clock;
  }

  /**
   * Decides a push. `receivedAtMs`: when its first byte came, by this server's clock.
   * @throws TryAgain when it is to be sent again: nothing of it was applied, or of a push larger than a commit only the beginning,
   * or (`unknown`) nobody knows.
   */
  async push(request: PushRequest, actor: Actor, receivedAtMs = this.#clock()): Promise<PushAnswer> {
    const intents = admit(request, actor, receivedAtMs);
    if ('code' in intents) return { kind: 'refused', refusal: intents };
    if (intents.length === 0) return { kind: 'answered', body: answerBody([]) };
    const results = await this.#bounded(actor.subject, () => this.#submitInSlices(intents));
    return toAnswer(intents, results);
  }

  async perform(request: PerformRequest): Promise<Performed> {
    const intent = singleIntent({
      ...request,
      validUntilMs: request.validUntilMs ?? null,
      receivedAtMs: this.#clock(),
    });
    const submit = () => this.#sequencer.submit([{ kind: 'push', intent }], this.#isUrgent([intent]));
    const [result] = await (request.actor === SYSTEM_ACTOR ? submit() : this.#bounded(request.actor.subject, submit));
    if (result?.kind === 'id_reused') return { error: 'id_reused' };
    if (result?.kind === 'no_room') throw new TryAgain(result.code);
    if (result?.kind !== 'outcome') throw new Error(`a single mutation ended as ${result?.kind}`);
    return { outcome: JSON.parse(result.text) as Outcome, replayed: result.replayed };
  }

  /** A push larger than a commit becomes several. What one of them decided stands, whatever happens to the next. */
  async #submitInSlices(intents: readonly Intent[]): Promise<readonly StepResult[]> {
    const results: StepResult[] = [];
    const isUrgent = this.#isUrgent(intents);
    for (let at = 0; at < intents.length; at += SYNC_LIMITS.commitMutationsMax) {
      const slice = intents.slice(at, at + SYNC_LIMITS.commitMutationsMax);
      const steps = slice.map((intent) => ({ kind: 'push', intent }) as const);
      results.push(...(await this.#sequencer.submit(steps, isUrgent)));
    }
    return results;
  }

  #isUrgent(intents: readonly Intent[]): boolean {
    return intents.some((intent) => this.#registry.definitions.get(intent.name)?.priority === 'emergency');
  }

  /** One person cannot fill the queue. */
  async #bounded<T>(subject: string, work: () => Promise<T>): Promise<T> {
    if (this.#inFlight.isFull(subject)) throw new TryAgain('busy');
    return this.#inFlight.run(subject, work);
  }
}

function toAnswer(intents: readonly Intent[], results: readonly StepResult[]): PushAnswer {
  if (results.some((result) => result.kind === 'forbidden')) return { kind: 'forbidden' };
  const full = new Set(
    intents.filter((_, index) => results[index]?.kind === 'no_room').map(({ clientId }) => clientId),
  );
  // What stands behind the first in its stream that finds no room misses nothing.
  const isTaken = ({ clientId }: Intent, index: number): boolean =>
    !full.has(clientId) || !WITHOUT_ROOM.has(results[index]?.kind);
  const taken = intents
    .map((intent, index) => ({ intent, result: results[index] }))
    .filter(({ intent }, index) => isTaken(intent, index));
  const body = answerBody(taken);
  for (const { intent, result } of taken)
    if (result?.kind === 'gap') return { kind: 'gap', expectedId: result.expectedId, clientId: intent.clientId, body };
  const at = results.findIndex(({ kind }) => kind === 'no_room');
  const first = results[at];
  if (first?.kind !== 'no_room') return { kind: 'answered', body };
  return { kind: 'no_room', code: first.code, clientId: intents[at]?.clientId ?? '', body };
}

const WITHOUT_ROOM: ReadonlySet<string | undefined> = new Set<StepResult['kind']>(['no_room', 'gap']);

interface Answered {
  readonly intent: Intent;
  readonly result: StepResult | undefined;
}

/** Stored outcomes go out as the text that was stored: a replay is the same byte for byte. */
function answerBody(answered: readonly Answered[]): string {
  const items = answered.map(({ intent, result }) => resultItem(intent, result));
  return `{"kind":"MutateResponse","mutations":[${items.join(',')}]}`;
}

/** The answer to a push that asked for what is new as well. */
export function withPull(answer: string, pull: PullResponse): string {
  return `${answer.slice(0, -1)},"pull":${JSON.stringify(pull)}}`;
}

function resultItem(intent: Intent, result: StepResult | undefined): string {
  const id = JSON.stringify({ clientID: intent.clientId, id: intent.mutationId });
  switch (result?.kind) {
    case 'outcome':
      return `{"id":${id},"result":${result.text}${result.replayed ? ',"replayed":true' : ''}}`;
    case 'id_reused':
      return `{"id":${id},"result":{"error":"id_reused","message":"This id was used for something else. The first stays."}}`;
    case 'gap':
      return `{"id":${id},"result":{"error":"gap","expectedId":${result.expectedId}}}`;
    default:
      throw new Error(`${refText(intent)} ended as ${result?.kind}`);
  }
}
