import { notHere, open, shown, type Chapter } from '../claim.ts';
import * as spec from './specs.ts';

const NO_PASSWORDS =
  'There are no passwords: an OpenID provider signs people in. The embedded one has none, and never runs in production.';
const NEVER = `${spec.ISSUER} › refuses to exist in production` as const;
const NO_CODES = 'Nobody signs in with a code. A ride’s PIN opens a car door and no account.';
const OF_ISSUER = 'Sessions are the OpenID provider’s; this server knows tokens alone.';
const TOKENS = `${spec.TOKEN} › refuses a token %s with %s` as const;

/** ASVS V6. */
export const AUTHENTICATION: Chapter = {
  name: 'V6 Authentication',
  claims: [
    notHere('V6.1.1', 'It is documented how guessing is held off', NO_PASSWORDS, NEVER),
    notHere('V6.1.2', 'Words that no password may have are listed', NO_PASSWORDS),
    open(
      'V6.1.3',
      'All ways in are documented, with how strong each is',
      'Above in words; how strong the sign-in of a token was is not asked.',
      `${spec.MATRIX} › asks strangers for a token, unless it is public`,
    ),
    notHere('V6.2.1', 'Passwords are long', NO_PASSWORDS),
    notHere('V6.2.2', 'Passwords can be changed', NO_PASSWORDS),
    notHere('V6.2.3', 'Changing one takes the old one', NO_PASSWORDS),
    notHere('V6.2.4', 'Common passwords are refused', NO_PASSWORDS),
    notHere('V6.2.5', 'Passwords may be of any characters', NO_PASSWORDS),
    notHere('V6.2.6', 'Passwords are masked', NO_PASSWORDS),
    notHere('V6.2.7', 'Passwords can be pasted', NO_PASSWORDS),
    notHere('V6.2.8', 'Passwords are compared as they are', NO_PASSWORDS),
    notHere('V6.2.9', 'Passwords may be 64 characters long', NO_PASSWORDS),
    notHere('V6.2.10', 'Passwords do not run out', NO_PASSWORDS),
    notHere('V6.2.11', 'Listed words are refused', NO_PASSWORDS),
    notHere('V6.2.12', 'Breached passwords are refused', NO_PASSWORDS),
    notHere('V6.3.1', 'Guessing is held off', NO_PASSWORDS, NEVER),
    shown(
      'V6.3.2',
      'There are no default accounts',
      NEVER,
      `${spec.CONFIG} › do not fall back for %s › OIDC_ISSUER`,
      `${spec.CONFIG} › the embedded issuer`,
    ),
    open(
      'V6.3.3',
      'It takes more than one factor',
      'Left to the OpenID provider: the server lets in a token whatever it was got with, staff included.',
    ),
    shown(
      'V6.3.4',
      'There is no undocumented way in',
      `${spec.MATRIX} › asks strangers for a token, unless it is public`,
      `${spec.SMS} › is refused when changed, of a stranger, of another stream, or no SMS of ours`,
      `${spec.TOKEN} › takes a token from the header only`,
    ),
    notHere('V6.4.1', 'First passwords are random and short-lived', NO_PASSWORDS),
    notHere('V6.4.2', 'There are no secret questions', NO_PASSWORDS),
    notHere('V6.4.3', 'Forgotten passwords are reset safely', NO_PASSWORDS),
    notHere('V6.4.4', 'A lost factor is replaced safely', NO_PASSWORDS),
    notHere('V6.5.1', 'One-time codes work once', NO_CODES),
    notHere('V6.5.2', 'Short codes are stored hashed', NO_CODES, `${spec.START} › depends on the salt`),
    notHere('V6.5.3', 'Codes are random', NO_CODES),
    notHere('V6.5.4', 'Codes have 20 bits', NO_CODES, `${spec.START} › allows five tries, then only a new PIN helps`),
    notHere('V6.5.5', 'Codes run out', NO_CODES),
    notHere('V6.6.1', 'Codes by telephone are the last resort', NO_CODES),
    notHere('V6.6.2', 'Codes belong to one request', NO_CODES),
    notHere('V6.6.3', 'Codes cannot be guessed', NO_CODES),
    shown(
      'V6.8.1',
      'One provider’s people cannot pose as another’s',
      `${TOKENS} › by another issuer`,
      `${spec.ISSUER_KEYS} › are refused from an issuer that calls itself otherwise`,
    ),
    shown(
      'V6.8.2',
      'Signatures are always checked',
      `${TOKENS} › unsigned`,
      `${TOKENS} › changed after signing`,
      `${TOKENS} › forged for our issuer`,
    ),
    notHere('V6.8.3', 'SAML assertions are used once', 'There is no SAML.'),
    open(
      'V6.8.4',
      'How strong and how fresh a sign-in was is verified',
      'Neither acr nor amr nor auth_time is read, for no function.',
    ),
  ],
};

/** ASVS V7. */
export const SESSIONS: Chapter = {
  name: 'V7 Sessions',
  claims: [
    shown(
      'V7.1.1',
      'It is documented how long sessions last',
      `${spec.LIFETIMES} › is documented as the embedded issuer and the verifier have it`,
    ),
    // Documented in docs/protocol.md, under Limits.
    shown(
      'V7.1.2',
      'It is documented how many sessions one may have',
      `${spec.ROOM} › are installs as well`,
      `${spec.ISSUE_CREDENTIAL} › is for so many devices of a person at once: one more is told to wait, whichever of them are out of service`,
      `${spec.POKE} › makes room for the newest: a phone whose old streams died unnoticed is never shut out`,
    ),
    open(
      'V7.1.3',
      'It is documented how sessions of all systems hang together',
      'Token, credential and stream are described one by one.',
    ),
    shown(
      'V7.2.1',
      'The server checks tokens',
      TOKENS,
      `${spec.MATRIX} › asks strangers for a token, unless it is public`,
    ),
    shown(
      'V7.2.2',
      'Sessions have tokens made for them, not fixed keys',
      `${TOKENS} › expired`,
      `${TOKENS} › without expiry`,
    ),
    notHere(
      'V7.2.3',
      'Reference tokens cannot be guessed',
      'Tokens hold what they say; there are no reference tokens in production.',
    ),
    notHere(
      'V7.2.4',
      'Signing in makes a new session',
      OF_ISSUER,
      `${spec.SIGN_IN} › lets somebody else take over in the same browser`,
    ),
    notHere('V7.3.1', 'Sessions end when nobody uses them', OF_ISSUER),
    open(
      'V7.3.2',
      'Sessions end in any case',
      'A token ends when it says; the server sets no bound to that. A driver’s work without contact ends with their credential.',
      `${TOKENS} › expired`,
      `${spec.LOST_PHONE} › of a driver that has ended holds the work made after it; a rider’s holds nothing`,
    ),
    open(
      'V7.4.1',
      'A session that was ended is over at once',
      'A token stays good until it runs out; nothing ends one before. A phone can be taken out of service at once.',
      `${spec.LOST_PHONE} › Y11 comes back: its work is kept and not decided, it is told to forget, and its owner’s new phone goes on`,
      `${spec.POKE} › ends with its token`,
    ),
    open(
      'V7.4.2',
      'Sessions of a closed account are over',
      'The provider gives no new token; the last one stays good until it runs out.',
      `${spec.POKE} › ends when a newer token has other roles, and tells under which scopes it listens`,
    ),
    notHere('V7.4.3', 'Other sessions can be ended with a changed factor', OF_ISSUER),
    notHere('V7.4.4', 'One can always sign out', 'No app is shipped, only its library.'),
    open(
      'V7.4.5',
      'An administrator can end sessions',
      'Of a phone, not of a token.',
      `${spec.LOST_PHONE} › is revoked by staff also when it never had a credential; staff find it by its person`,
    ),
    notHere('V7.5.1', 'Sensitive changes of an account take a fresh sign-in', OF_ISSUER),
    open(
      'V7.5.2',
      'People see and end their sessions',
      'They see and end their phones, without signing in anew.',
      `${spec.LOST_PHONE} › Y11 comes back: its work is kept and not decided, it is told to forget, and its owner’s new phone goes on`,
      `${spec.LOST_PHONE} › is not another person’s to revoke, nor under another person’s name`,
    ),
    open(
      'V7.6.1',
      'Sessions here and at the provider end together',
      'Nothing tells the server that a session ended at the provider.',
    ),
    notHere('V7.6.2', 'A session begins by an act of its person', OF_ISSUER),
  ],
};
