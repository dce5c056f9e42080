import { isSubject } from '#sync/client';
import { decodeJwt, decodeProtectedHeader, type JWTHeaderParameters, type JWTPayload, jwtVerify } from 'jose';
import type { IssuerKeys } from './issuer-keys.ts';
import { claimIn, rolesFrom } from './permissions.ts';
import type { Principal } from './principal.ts';
import { refusalOf, type TokenRefusalCode } from './token-refusal.ts';

/**
 * Invariants:
 * - the algorithms are ours, never the token's choice; all are asymmetric, so a published key can never sign
 * - keys come from `keys` only; nothing in the token's header can bring its own
 * - issuer, audience, type, expiry and subject are required, not merely checked when present
 */

/** Accepted signature algorithms. */
export const TOKEN_ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA'];

/** How far the issuer's clock and ours may differ where a token begins (`nbf`) and ends (`exp`). */
export const TOKEN_CLOCK_TOLERANCE_SECONDS = 5;

/** A token that says it was issued (`iat`) so far ahead of our clock is no clock that drifts: it would be the newest of its person for as long. */
export const TOKEN_ISSUED_AHEAD_SECONDS_MAX = 60;

/** A longer token is refused unread. It stays below what Node accepts as headers of one request, 16 KiB. */
export const TOKEN_MAX_CHARACTERS = 8_192;

export interface TokenRules {
  /** Exact `iss` of accepted tokens. */
  readonly issuer: string;
  /** Must be (one of) `aud`. */
  readonly audience: string;
  /** The `typ` header of access tokens: `at+jwt` (RFC 9068), or `JWT` for issuers that do not say (Entra ID). */
  readonly tokenType: string;
  /** Name of the claim with the roles, or the way to it through nested ones, with dots between. */
  readonly rolesClaim: string;
  readonly keys: IssuerKeys;
}

export type Verification =
  { readonly ok: true; readonly principal: Principal } | { readonly ok: false; readonly code: TokenRefusalCode };

const refused = (code: TokenRefusalCode): Verification => ({ ok: false, code });

/**
 * Verifies an access token and says who is calling, or why not.
 * Rejects with `IdentityUnavailable` if the issuer's keys cannot be had: that says nothing about the token.
 */
export async function verifyToken(token: string, rules: TokenRules): Promise<Verification> {
  const early = token.length > TOKEN_MAX_CHARACTERS ? 'token_malformed' : foreignness(token, rules);
  if (early) return refused(early);
  try {
    const { payload } = await jwtVerify(token, rules.keys, {
      algorithms: TOKEN_ALGORITHMS,
      issuer: rules.issuer,
      audience: rules.audience,
      typ: rules.tokenType,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: TOKEN_CLOCK_TOLERANCE_SECONDS,
    });
    if (isIssuedAhead(payload)) return refused('token_not_yet_valid');
    return principalIn(payload, rules.rolesClaim);
  } catch (error) {
    const code = refusalOf(error);
    if (code) return refused(code);
    throw error;
  }
}

/**
 * What can be refused without any key. It spares the issuer a question for each token that is not its own, and tells
 * the caller "another issuer" where the key check alone would say "unknown key".
 */
function foreignness(token: string, rules: TokenRules): TokenRefusalCode | undefined {
  let header: JWTHeaderParameters;
  let payload: JWTPayload;
  try {
    header = decodeProtectedHeader(token) as JWTHeaderParameters;
    payload = decodeJwt(token);
  } catch {
    return 'token_malformed';
  }
  if (!TOKEN_ALGORITHMS.includes(header.alg)) return 'token_algorithm_refused';
  return payload.iss === rules.issuer ? undefined : 'token_issuer_wrong';
}

function isIssuedAhead({ iat = 0 }: JWTPayload): boolean {
  return iat > Date.now() / 1000 + TOKEN_ISSUED_AHEAD_SECONDS_MAX;
}

function principalIn(payload: JWTPayload, rolesClaim: string): Verification {
  const { sub: subject, exp, iat = 0, client_id: clientId, azp } = payload;
  if (!isSubject(subject) || exp === undefined) return refused('token_claims_invalid');
  const client = [clientId, azp].find((value) => typeof value === 'string');
  const principal: Principal = {
    subject,
    roles: rolesFrom(claimIn(payload, rolesClaim)),
    tokenIssuedAtMs: iat * 1000,
    tokenExpiresAtMs: exp * 1000,
    ...(typeof client === 'string' && { clientId: client }),
  };
  return { ok: true, principal };
}
