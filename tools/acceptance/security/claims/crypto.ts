import { notHere, open, shown, type Chapter } from '../claim.ts';
import * as spec from './specs.ts';

const SEALED = `${spec.QUEUE_FILE} › opens with its passphrase only, whole only, and for its person only` as const;
const AES_GCM =
  `${spec.QUEUE_FILE} › is AES-256-GCM under a key by PBKDF2, as any other program reads it; salt and nonce are new each time` as const;
const ROTATED =
  `${spec.PAGE_SIGNER} › can be rotated: the newest signs, pages of the older one are still believed` as const;
const ELSEWHERE =
  'TLS ends in front of the server, at what the operator puts there; docs/deployment.md says how, and no test does so.';

/** ASVS V11. */
export const CRYPTOGRAPHY: Chapter = {
  name: 'V11 Cryptography',
  claims: [
    open(
      'V11.1.1',
      'There is a policy for keys, from making to destroying',
      'The list above says where each key is and how it is replaced; it follows no standard.',
      ROTATED,
    ),
    open(
      'V11.1.2',
      'There is an inventory of cryptography, kept up',
      'The list above; nothing holds it against the code.',
    ),
    shown(
      'V11.2.1',
      'Cryptography is by well-known libraries',
      `${spec.PAGE_SIGNER} › is a JWS that other libraries check with the published keys`,
      `${spec.PAGE_SIGNER} › is checked whichever of its two forms a signature has: 100 signatures`,
    ),
    open(
      'V11.2.2',
      'Algorithms and keys can be replaced',
      'Keys of the book and of tokens can; the key of ids and that of SMS only with the loss of what was made by them, and algorithms by a release alone.',
      ROTATED,
      `${spec.ISSUER_KEYS} › are picked up after a rotation, once the cooldown is over`,
    ),
    open(
      'V11.2.3',
      'Everything has 128 bits of security',
      'An issuer’s RSA keys are believed from 2,048 bits on (some 112), and the mark of an SMS has 96.',
    ),
    shown('V11.3.1', 'No weak modes and paddings', AES_GCM),
    shown('V11.3.2', 'Approved ciphers alone: AES-GCM', AES_GCM),
    shown('V11.3.3', 'What is encrypted cannot be changed unseen', SEALED),
    // The digest of a scope is no cryptography: it finds drift, not malice.
    shown(
      'V11.4.1',
      'Approved hashes alone',
      `${spec.HASHES} › are SHA-2 alone, in all that is shipped`,
      `${spec.HASHES} › are found where they are planted: %j`,
    ),
    notHere('V11.4.2', 'Passwords are stored by a slow function', 'There are no passwords.'),
    shown(
      'V11.4.3',
      'Hashes of signatures are long enough',
      `${spec.CHAIN} › finds %s`,
      `${spec.KEYED_IDS} › is the same each time on the same server, and a UUID`,
    ),
    shown('V11.4.4', 'Keys from passwords are stretched', AES_GCM),
    open(
      'V11.5.1',
      'What must not be guessed is random, with 128 bits',
      'All secrets but one: a PIN has four digits, against five tries.',
      `${spec.SECRETS} › are made once, long, different, and kept over a restart`,
      `${spec.KEYED_IDS} › cannot be made by who knows both: another secret makes another, and no plain hash is it`,
    ),
    shown(
      'V11.6.1',
      'Keys and signatures are of approved kinds',
      `${spec.PAGE_SIGNER} › never show their private half, and a secret that holds none is refused without being quoted`,
      `${spec.ISSUER} › refuses the signing key %j`,
      `${spec.TOKEN} › refuses a token %s with %s › signed with the public key as a secret`,
    ),
  ],
};

/** ASVS V12. */
export const COMMUNICATION: Chapter = {
  name: 'V12 Secure communication',
  claims: [
    open('V12.1.1', 'TLS 1.2 and 1.3 alone', ELSEWHERE),
    open('V12.1.2', 'Recommended ciphers alone', ELSEWHERE),
    notHere('V12.1.3', 'Certificates of clients are checked', 'None are asked for.'),
    open(
      'V12.2.1',
      'Clients come by TLS alone',
      `${ELSEWHERE} Addresses without it are refused in the settings.`,
      `${spec.CONFIG} › refuse %s without encryption`,
      `${spec.HTTP} › carries the security headers: %s`,
    ),
    open(
      'V12.2.2',
      'Certificates are publicly trusted',
      'The proxy’s, hence the operator’s; phones refuse others by what their platform does, and no test tries one.',
    ),
    open(
      'V12.3.1',
      'All connections are encrypted',
      'The issuer and the vault are asked by https, and the database of another machine has to be named with or without; the management port speaks http.',
      `${spec.CONFIG} › a database without encryption %s`,
      `${spec.CONFIG} › refuse %s without encryption`,
      `${spec.CONFIG} › refuse %s=%s › KEY_VAULT_URI`,
    ),
    shown(
      'V12.3.2',
      'Certificates of servers are checked',
      `${spec.CERTIFICATES} › is refused when nobody who is known has signed it`,
      `${spec.CERTIFICATES} › is accepted when its authority is given by NODE_EXTRA_CA_CERTS`,
      `${spec.CERTIFICATES} › is refused when it is of another name`,
    ),
    open(
      'V12.3.3',
      'Internal HTTP is encrypted',
      'The management port speaks http, on the machine itself unless told otherwise.',
      `${spec.CONFIG} › leaves figures to this machine, whatever people reach`,
    ),
    open('V12.3.4', 'Internal certificates are of known authorities', 'There are none.'),
  ],
};
