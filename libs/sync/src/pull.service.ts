import type { Reader } from './reader.ts';
import { sha256 } from './native-hash.ts';
import { readHead } from './head.store.ts';
import type { Actor } from './mutation.ts';
import type { PullRequest, PullResponse } from './protocol.ts';
import { answerPull, clearedPull, planPull } from './pull.ts';
import { readPull } from './pull.store.ts';
import type { SyncRegistry } from './registry.ts';

export type PullAnswer =
  | { readonly kind: 'pulled'; readonly response: PullResponse; readonly cleared: string | null }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'cookie_ahead' };

const FINGERPRINT_HEX_DIGITS = 16;

/** Gives each caller the rows of its scopes that are newer than its cookie. */
export class PullService {
  readonly #reader: Reader;
  readonly #registry: SyncRegistry;

  constructor(parts: { readonly reader: Reader; readonly registry: SyncRegistry }) {
    this.#reader = parts.reader;
    this.#registry = parts.registry;
  }

  async pull(request: PullRequest, actor: Actor): Promise<PullAnswer> {
    const scopes = this.#registry.scopesOf(actor);
    const fingerprint = sha256(scopes.join('\n')).slice(0, FINGERPRINT_HEX_DIGITS);
    const head = await readHead(this.#reader);
    const plan = planPull(request, { ...head, fingerprint });
    if (!plan) return { kind: 'cookie_ahead' };
    const query = { ...plan, scopes, groupId: request.clientGroupID, rowsMax: plan.rowsMax + 1 };
    const pulled = await readPull(this.#reader, query);
    if (pulled.owner !== null && pulled.owner !== actor.subject) return { kind: 'forbidden' };
    if (pulled.revokedFrom === actor.subject)
      return { kind: 'pulled', response: clearedPull(pulled), cleared: 'revoked' };
    const response = answerPull(plan, pulled, fingerprint);
    return { kind: 'pulled', response, cleared: plan.clear };
  }
}
