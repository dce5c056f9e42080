import { notHere, open, shown, type Chapter } from '../claim.ts';
import * as spec from './specs.ts';

const TOKENS = `${spec.TOKEN} › refuses a token %s with %s` as const;
const EMBEDDED = 'The authorization server of production is the operator’s; the embedded one never runs there.';
const NO_CLIENT =
  'No OAuth client is shipped for production; pages and tools of the embedded issuer use code and PKCE.';
const OWN_APPS = 'The embedded issuer knows the product’s own applications alone, and never runs in production.';

/** ASVS V10. What tests show of the embedded issuer is claimed, though production has another. */
export const OAUTH: Chapter = {
  name: 'V10 OAuth and OpenID Connect',
  claims: [
    open(
      'V10.1.1',
      'Tokens go to whom they are for alone',
      'The phone library follows no redirect with a token, which is asserted of its answers alone.',
      `${spec.FETCH_TRANSPORT} › %s › is a portal, even if it looks like ours`,
      `${spec.CLIENT} › an alien token is never sent, a person without one keeps everything and is asked once`,
    ),
    notHere(
      'V10.1.2',
      'A client takes answers to its own requests alone',
      NO_CLIENT,
      `${spec.SIGN_IN} › answers only the browser that started the sign-in`,
    ),
    shown(
      'V10.2.1',
      'The code flow cannot be started by another site',
      `${spec.SIGN_IN} › needs the verifier of whoever asked for it`,
      `${spec.SIGN_IN} › refuses %s › no PKCE`,
    ),
    notHere(
      'V10.2.2',
      'Answers of several servers are not mixed up',
      'There is one authorization server at a time.',
      `${TOKENS} › by another issuer`,
    ),
    shown(
      'V10.3.1',
      'Access tokens are for this service',
      `${TOKENS} › for another audience`,
      `${TOKENS} › without audience`,
    ),
    shown(
      'V10.3.2',
      'What a token grants is what counts',
      `${spec.TOKEN} › takes no role from the claim %j`,
      `${spec.TOKEN} › names the permission that is missing`,
      `${spec.MATRIX} › opens to %s as the table says`,
    ),
    shown(
      'V10.3.3',
      'A person is known by what nobody else can get',
      `${TOKENS} › without subject`,
      `${TOKENS} › by another issuer`,
      `${spec.TOKEN} › keeps concurrent callers apart`,
    ),
    open('V10.3.4', 'How strong and fresh the sign-in was is verified', 'Neither acr nor amr nor auth_time is read.'),
    shown('V10.4.1', 'Redirects go to registered addresses', `${spec.SIGN_IN} › sends nobody to %s`),
    shown(
      'V10.4.2',
      'A code works once',
      `${spec.SIGN_IN} › works once, and a second use takes back what the first one gave`,
    ),
    notHere('V10.4.3', 'A code is short-lived', EMBEDDED),
    shown(
      'V10.4.4',
      'Clients have the grants they need, and neither implicit nor password',
      `${spec.SIGN_IN} › refuses %s › the implicit flow`,
    ),
    notHere(
      'V10.4.5',
      'A refresh token cannot be replayed',
      'In the embedded issuer one works again for a grace period, so that a lost reply signs nobody out; after it, its use ends all that came of it. It never runs in production.',
      `${spec.ISSUER} › used again after the grace period ends everything it led to`,
    ),
    shown(
      'V10.4.6',
      'PKCE is demanded, and not in the clear',
      `${spec.SIGN_IN} › refuses %s › PKCE in the clear`,
      `${spec.SIGN_IN} › needs the verifier of whoever asked for it`,
    ),
    notHere('V10.4.7', 'Clients that register themselves are bounded', 'None can.'),
    notHere('V10.4.8', 'Refresh tokens end in any case', EMBEDDED),
    notHere('V10.4.9', 'People can take tokens back', EMBEDDED),
    notHere(
      'V10.4.10',
      'Confidential clients are authenticated',
      'All clients are public.',
      `${spec.ISSUER} › is nothing to another application`,
    ),
    notHere('V10.4.11', 'Clients have the scopes they need', EMBEDDED),
    notHere('V10.5.1', 'Identity tokens cannot be replayed', NO_CLIENT),
    notHere('V10.5.2', 'A client knows people by what does not change', NO_CLIENT),
    shown(
      'V10.5.3',
      'A server cannot pose as another by its metadata',
      `${spec.ISSUER_KEYS} › are refused from an issuer that calls itself otherwise`,
    ),
    notHere('V10.5.4', 'Identity tokens are for the client', NO_CLIENT),
    notHere('V10.5.5', 'Logout tokens are checked', 'There is no back-channel logout.'),
    shown('V10.6.1', 'The provider answers with a code alone', `${spec.SIGN_IN} › refuses %s › the implicit flow`),
    notHere('V10.6.2', 'Nobody is signed out by force', EMBEDDED),
    notHere('V10.7.1', 'People consent to each request', OWN_APPS),
    notHere('V10.7.2', 'People are told to what they consent', OWN_APPS),
    notHere('V10.7.3', 'People can take consent back', OWN_APPS),
  ],
};
