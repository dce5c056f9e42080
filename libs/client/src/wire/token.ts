/**
 * Access tokens: asked of the app, and sent only where it is known whose they are.
 *
 * Invariants: a token of somebody else, or of nobody knows whom, never leaves the device; no wait for the app has no end; an
 * emergency that gets none in time goes with the last one there was.
 */
import { fromBase64url, utf8Text } from '#sync/client';
import type { Clock } from '../clock.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import { withinTime, type Leave } from '../within-time.ts';
import type { NoAnswer } from './read-reply.ts';

/** A token and whose it is: the `sub` of its person. For tokens that do not say so themselves, as opaque ones. */
export interface OwnedToken {
  readonly token: string;
  readonly subject: string;
}

/** Gives an access token of the person; `rejected` is one that the server refused just now. Null: they are not signed in. */
export type TokenSource = (ask: { readonly rejected: string | null }) => Promise<string | OwnedToken | null>;

/** A token to send, or why there is none. */
export type TokenReading = { readonly token: string } | { readonly why: NoAnswer };

/** Who asks, and how much time there is. */
export interface TokenAsk extends Leave {
  readonly rejected: string | null;
  /** An emergency. */
  readonly urgent: boolean;
}

export class Tokens {
  readonly #source: TokenSource;
  readonly #subject: string;
  readonly #clock: Clock;
  /** The last one that was this person's and was not refused. */
  #last: string | null = null;

  constructor(source: TokenSource, subject: string, clock: Clock) {
    this.#source = source;
    this.#subject = subject;
    this.#clock = clock;
  }

  /** A token of this person. Never throws. */
  async ask({ rejected, urgent, ...leave }: TokenAsk): Promise<TokenReading> {
    if (rejected !== null && rejected === this.#last) this.#last = null;
    const { tokenTimeoutMs, urgentTokenTimeoutMs } = CLIENT_LIMITS;
    const asking = async () => ownToken(await this.#source({ rejected }), { rejected, subject: this.#subject });
    const timeoutMs = urgent ? urgentTokenTimeoutMs : tokenTimeoutMs;
    // The app could not find out: most often because the issuer is as far away as the server.
    const reading = await withinTime(asking, { ...leave, clock: this.#clock, timeoutMs })
      .then((came) => came ?? ({ why: 'token_late' } as const))
      .catch(() => ({ why: 'unreachable' }) as const);
    if ('token' in reading) this.#last = reading.token;
    return urgent && 'why' in reading && this.#last !== null ? { token: this.#last } : reading;
  }
}

/** What the app gave, as a token of this person; or why it is not sent. */
export function ownToken(
  given: string | OwnedToken | null,
  { rejected, subject }: { readonly rejected: string | null; readonly subject: string },
): TokenReading {
  if (given === null) return { why: 'signed_out' };
  const { token, subject: told } = typeof given === 'string' ? { token: given, subject: null } : given;
  if (token === rejected) return { why: 'signed_out' };
  const named = [told, subjectOf(token)].filter((name) => name !== null);
  if (named.length === 0) return { why: 'unknown_person' };
  return named.every((name) => name === subject) ? { token } : { why: 'wrong_person' };
}

/** The subject a JSON Web Token names; null for a token that is none. Read, not verified: the server does that. */
export function subjectOf(token: string): string | null {
  const [, payload = '', ...rest] = token.split('.');
  const bytes = rest.length === 1 ? fromBase64url(payload) : null;
  const text = bytes === null ? null : utf8Text(bytes);
  try {
    const { sub } = JSON.parse(text ?? '') as { sub?: unknown };
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}
