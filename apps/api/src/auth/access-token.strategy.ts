import passport from 'passport';
import type { Principal } from './principal.ts';
import { TOKEN_REFUSALS, type TokenRefusalCode } from './token-refusal.ts';
import { VerifiedTokens } from './verified-tokens.ts';
import { type TokenRules, verifyToken } from './verify-token.ts';

/** Passport name of the strategy. */
export const ACCESS_TOKEN = 'access-token';

/** What the strategy reads of a request. */
interface RequestWithHeaders {
  readonly headers: { readonly authorization?: string | undefined };
}

const SCHEME = /^Bearer(?: |$)/i;
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/**
 * Passport strategy for `Authorization: Bearer <JWT>` (RFC 6750, header only: tokens in URLs end up in logs).
 * Succeeds with a `Principal`, fails with a `TokenRefusalCode`, errors with `IdentityUnavailable`.
 *
 * Passport runs each request on `Object.create(strategy)`, so fields must not be `#private`, and the strategy must be
 * registered by name: handed over as an instance, concurrent requests would overwrite each other's callbacks.
 */
export class AccessTokenStrategy extends passport.Strategy {
  override readonly name = ACCESS_TOKEN;
  private readonly rules: TokenRules;
  private readonly verified = new VerifiedTokens();

  constructor(rules: TokenRules) {
    super();
    this.rules = rules;
  }

  override authenticate(request: RequestWithHeaders): void {
    const { authorization } = request.headers;
    if (authorization === undefined) return this.refuse('token_missing');
    if (!SCHEME.test(authorization)) return this.refuse('token_scheme_wrong');
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) return this.refuse('token_malformed');
    const known = this.verified.recall(token);
    if (known) return this.success(known);
    verifyToken(token, this.rules).then(
      (result) => (result.ok ? this.welcome(token, result.principal) : this.refuse(result.code)),
      (error: unknown) => this.error(error),
    );
  }

  private welcome(token: string, principal: Principal): void {
    this.verified.remember(token, principal);
    this.success(principal);
  }

  private refuse(code: TokenRefusalCode): void {
    this.fail(challengeFor(code), 401);
  }
}

/** The refusal of one request: its code and the `WWW-Authenticate` header that goes with it (RFC 6750 §3). */
export interface Challenge {
  readonly code: TokenRefusalCode;
  readonly wwwAuthenticate: string;
}

const WITHOUT_TOKEN: ReadonlySet<TokenRefusalCode> = new Set(['token_missing', 'token_scheme_wrong']);

function challengeFor(code: TokenRefusalCode): Challenge {
  // a request without any token is told the scheme only: it has made no error with one yet
  const error = WITHOUT_TOKEN.has(code) ? '' : `, error="invalid_token", error_description="${TOKEN_REFUSALS[code]}"`;
  return { code, wwwAuthenticate: `Bearer realm="bimride"${error}` };
}
