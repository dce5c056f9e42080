import { SMS_CODES } from '#rides/client';
import { problemKind, problemKinds } from '../http/problem-kind.ts';

/** Texts that are not taken. To bring one again does not help. */
export const SMS_PROBLEMS = problemKinds(422, SMS_CODES);

/** An SMS speaks for its device only as long as the device's credential does. */
export const credentialEnded = problemKind({
  status: 422,
  code: 'credential_expired',
  title: 'The credential of the device has ended: what it did must come by push',
});

/** The form is known, and nobody answers it yet: said so, rather than taken and left lying. */
export const sosNotYet = problemKind({
  status: 501,
  code: 'not_yet',
  title: 'This server does not answer emergencies yet',
  detail: 'The message is genuine. Nothing was stored and nobody was called.',
});
