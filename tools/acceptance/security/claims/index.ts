/** The answers to ASVS, in the order of its chapters. */
import type { Chapter } from '../claim.ts';
import { ARCHITECTURE } from './architecture.ts';
import { AUTHORIZATION, TOKENS_OF_THEIR_OWN } from './authorization.ts';
import { BUSINESS } from './business.ts';
import { COMMUNICATION, CRYPTOGRAPHY } from './crypto.ts';
import { ENCODING } from './encoding.ts';
import { OAUTH } from './oauth.ts';
import { CONFIGURATION, DATA, LOGGING, WEBRTC } from './operations.ts';
import { AUTHENTICATION, SESSIONS } from './sign-in.ts';
import { API, FILES, WEB } from './web.ts';

export const ASVS: readonly Chapter[] = [
  ENCODING,
  BUSINESS,
  WEB,
  API,
  FILES,
  AUTHENTICATION,
  SESSIONS,
  AUTHORIZATION,
  TOKENS_OF_THEIR_OWN,
  OAUTH,
  CRYPTOGRAPHY,
  COMMUNICATION,
  CONFIGURATION,
  DATA,
  ARCHITECTURE,
  LOGGING,
  WEBRTC,
];
