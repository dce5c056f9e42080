import type { Reader } from '../define/reader.ts';
import { readHead } from '../commit/head.store.ts';
import type { Actor } from '../define/mutation.ts';
import type { PullResponse, PullWish } from '../wire/protocol.ts';
import { answerPull, clearedPull, planPull, planWithoutHead, type PullPlan } from './pull.ts';
import { InFlight } from '../intake/in-flight.ts';
import { SYNC_LIMITS } from '../limits.ts';
import { scopesFingerprint } from './fingerprint.ts';
import { readPull, type Pulled } from './pull.store.ts';
import type { SyncRegistry } from '../define/registry.ts';

export type PullAnswer =
  | { readonly kind: 'pulled'; readonly response: PullResponse; readonly cleared: string | null }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'cookie_ahead' };

/** A pull, whether it came by itself or with a push. */
export type PullAsked = PullWish & { readonly clientGroupID: string };

/** Gives each caller the rows of its scopes that are newer than its cookie. */
export class PullService {
  readonly #reader: Reader;
  readonly #registry: SyncRegistry;
  readonly #onError: (error: unknown) => void;
  readonly #inFlight = new InFlight(SYNC_LIMITS.pullsInFlightPerPersonMax);

  constructor(parts: {
    readonly reader: Reader;
    readonly registry: SyncRegistry;
    readonly onError: (error: unknown) => void;
  }) {
    this.#reader = parts.reader;
    this.#registry = parts.registry;
    this.#onError = parts.onError;
  }

  /** What is new. `busy`: so many pulls of this person are under way that this one is to come again. */
  async pull(request: PullAsked, actor: Actor): Promise<PullAnswer> {
    if (this.#inFlight.isFull(actor.subject)) return { kind: 'busy' };
    return this.#inFlight.run(actor.subject, () => this.#pull(request, actor));
  }

  async #pull(request: PullAsked, actor: Actor): Promise<PullAnswer> {
    const scopes = this.#registry.scopesOf(actor);
    const fingerprint = scopesFingerprint(scopes);
    const found = await this.#read(request, { scopes, fingerprint });
    if (!found) return { kind: 'cookie_ahead' };
    const { plan, pulled } = found;
    if (pulled.owner !== null && pulled.owner !== actor.subject) return { kind: 'forbidden' };
    if (pulled.revokedFrom === actor.subject)
      return { kind: 'pulled', response: clearedPull(pulled), cleared: 'revoked' };
    const response = answerPull(plan, pulled, fingerprint);
    return { kind: 'pulled', response, cleared: plan.clear };
  }

  /** What is new, for an answer that stands without it. Null: it cannot be told now, and the phone asks for itself. */
  async pullAlong(request: PullAsked, actor: Actor): Promise<PullResponse | null> {
    try {
      const answer = await this.pull(request, actor);
      return answer.kind === 'pulled' ? answer.response : null;
    } catch (error) {
      this.#onError(error);
      return null;
    }
  }

  /** Null: the cookie is from the future. */
  async #read(request: PullAsked, of: Caller): Promise<{ readonly plan: PullPlan; readonly pulled: Pulled } | null> {
    const { fingerprint } = of;
    const likely = planWithoutHead(request, fingerprint);
    if (likely) {
      const pulled = await this.#page(likely, request, of);
      if (planPull(request, { ...pulled, fingerprint })?.clear === null) return { plan: likely, pulled };
    }
    const plan = planPull(request, { ...(await readHead(this.#reader)), fingerprint });
    return plan && { plan, pulled: await this.#page(plan, request, of) };
  }

  #page(plan: PullPlan, { clientGroupID }: PullAsked, { scopes }: Caller): Promise<Pulled> {
    const { pullPageBytesMax: bytesMax, lastIdsPerPullMax: lastIdsMax } = SYNC_LIMITS;
    return readPull(this.#reader, { ...plan, scopes, groupId: clientGroupID, bytesMax, lastIdsMax });
  }
}

/** Whose pull it is: what they may see, and its fingerprint. */
interface Caller {
  readonly scopes: readonly string[];
  readonly fingerprint: string;
}
