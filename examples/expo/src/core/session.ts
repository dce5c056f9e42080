/** Who is signed in, and what the issuer gave them. Pure. */
import { fromBase64url, PERSON_ROLES, utf8Text, type Actor } from '@bimride/client/sync';

/** What survives the app: small enough for any keychain, and without the access token, which is good for minutes. */
export interface Session {
  readonly person: Actor;
  readonly refreshToken: string;
}

/** What the issuer's token endpoint answers. */
export interface Granted {
  readonly accessToken: string;
  /** Most issuers give another one each time, and take the old one back. */
  readonly refreshToken: string;
  readonly expiresAtMs: number;
}

/** The issuer said no, for good: the person has to sign in again. What waits on the phone stays there. */
export class SignInOver extends Error {
  override readonly name = 'SignInOver';
}

/** The session of tokens that just came. @throws SignInOver when the access token does not say whose it is */
export function sessionOf({ accessToken, refreshToken }: Granted): Session {
  const { sub, roles } = claimsOf(accessToken);
  if (typeof sub !== 'string' || !Array.isArray(roles)) throw new SignInOver('the access token names no person');
  return { person: { subject: sub, roles: PERSON_ROLES.filter((role) => roles.includes(role)) }, refreshToken };
}

/** Read, not verified: that is for the server. Hermes had no TextDecoder before React Native 0.85, so the library brings both functions. */
function claimsOf(jwt: string): { readonly sub?: unknown; readonly roles?: unknown } {
  const [, payload = ''] = jwt.split('.');
  const bytes = fromBase64url(payload);
  try {
    return JSON.parse((bytes && utf8Text(bytes)) ?? '{}');
  } catch {
    return {};
  }
}
