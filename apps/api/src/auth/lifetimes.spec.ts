import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIFETIMES_SECONDS } from '../identity/provider.ts';
import { ISSUER_LIMITS } from './issuer-keys.ts';
import { TOKEN_CLOCK_TOLERANCE_SECONDS, TOKEN_ISSUED_AHEAD_SECONDS_MAX } from './verify-token.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../../../docs/security.md'), 'utf8');
/** What the page says ends after so many seconds. */
const DOCUMENTED: Readonly<Record<string, number>> = Object.fromEntries(
  [...PAGE.matchAll(/^\| (.+?) +\| (\d+) s +\|/gm)].map(([, what = '', seconds]) => [what, Number(seconds)] as const),
);

/** By each lifetime of the embedded issuer: one more there has no words here, and does not compile. */
const WORDS: Record<keyof typeof LIFETIMES_SECONDS, string> = {
  accessToken: 'access token',
  idToken: 'ID token',
  authorizationCode: 'authorization code',
  interaction: 'sign-in page, from its opening',
  refreshToken: 'refresh token, unused',
  session: 'sign-in in a browser, unused',
  grant: 'a grant, whatever is used',
};

describe('how long tokens and sign-ins last', () => {
  it('is documented as the embedded issuer and the verifier have it', () => {
    const issued = Object.entries(WORDS).map(([name, words]) => [
      words,
      LIFETIMES_SECONDS[name as keyof typeof LIFETIMES_SECONDS],
    ]);
    expect(DOCUMENTED).toEqual({
      ...Object.fromEntries(issued),
      'grace for `exp` and `nbf`': TOKEN_CLOCK_TOLERANCE_SECONDS,
      '`iat` ahead of the server’s clock': TOKEN_ISSUED_AHEAD_SECONDS_MAX,
      'keys of the provider, it silent': ISSUER_LIMITS.staleMaxAgeMs / 1000,
    });
  });
});
