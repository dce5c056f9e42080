import { SMS_CODES, type SmsCode } from '#rides/client';
import { Problem } from '../http/problem.ts';

/** The problem of a text that is not taken. To bring it again does not help. */
export function smsProblem(code: SmsCode): Problem {
  return new Problem({ status: 422, code, title: SMS_CODES[code] });
}

/** An SMS speaks for its device only as long as the device's credential does. */
export function credentialEndedProblem(): Problem {
  return new Problem({
    status: 422,
    code: 'credential_expired',
    title: 'The credential of the device has ended: what it did must come by push',
  });
}

/** The form is known, and nobody answers it yet: said so, rather than taken and left lying. */
export function sosProblem(): Problem {
  return new Problem({
    status: 501,
    code: 'not_yet',
    title: 'This server does not answer emergencies yet',
    detail: 'The message is genuine. Nothing was stored and nobody was called.',
  });
}
