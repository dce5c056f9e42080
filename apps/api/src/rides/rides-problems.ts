import { RIDE_CODES } from '#rides';
import type { Outcome } from '#sync';
import { Problem } from '../http/problem.ts';

/** A ride that is not there, or is none of the caller's business: one and the same answer. */
export function rideNotFoundProblem(): Problem {
  return new Problem({ status: 404, code: 'ride_not_found', title: RIDE_CODES.ride_not_found });
}

/** A cursor that no page of ours ended with. */
export function cursorProblem(): Problem {
  return new Problem({ status: 400, code: 'cursor_invalid', title: 'This cursor is none of ours' });
}

/** The problem of a write that a rule refused, under the rule's own code. */
export function refusalProblem({ outcome, code = outcome, message, details }: Outcome): Problem {
  return new Problem({
    status: statusOf(code),
    code,
    title: message ?? 'A rule refuses it',
    extensions: { outcome, ...(details === undefined ? {} : { details }) },
  });
}

function statusOf(code: string): number {
  if (code.endsWith('_not_found')) return 404;
  if (code === 'role_missing') return 403;
  return code === 'args_invalid' ? 400 : 409;
}
