import type { Principal } from './principal.ts';

/** Limits of remembering verified tokens. */
export const VERIFIED_TOKEN_LIMITS = {
  /** A token is looked at again after this long: so long does a key live on that its issuer has withdrawn. */
  rememberMs: 30_000,
  /** Tokens remembered by one process; beyond it the oldest are forgotten. */
  tokensMax: 10_000,
} as const;

interface Remembered {
  readonly principal: Principal;
  readonly untilMs: number;
}

/**
 * Tokens whose signature was checked a moment ago. A phone pushes with one token many times, and checking a signature is
 * a fifth of what a push costs. Only successes are remembered, never past a token's own expiry.
 */
export class VerifiedTokens {
  readonly #remembered = new Map<string, Remembered>();
  readonly #clock: () => number;

  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  /** Whom the token speaks for, if that was found out a moment ago. */
  recall(token: string): Principal | undefined {
    const found = this.#remembered.get(token);
    if (found && this.#clock() < found.untilMs) return found.principal;
    this.#remembered.delete(token);
    return undefined;
  }

  remember(token: string, principal: Principal): void {
    const untilMs = Math.min(this.#clock() + VERIFIED_TOKEN_LIMITS.rememberMs, principal.tokenExpiresAtMs);
    this.#remembered.set(token, { principal, untilMs });
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > VERIFIED_TOKEN_LIMITS.tokensMax && oldest !== undefined)
      this.#remembered.delete(oldest);
  }
}
