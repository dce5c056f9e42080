import { RIDE_CODES } from '#rides';
import { Problem } from '../http/problem.ts';

/** A ride that is not there, or is none of the caller's business: one and the same answer. */
export function rideNotFoundProblem(): Problem {
  return new Problem({ status: 404, code: 'ride_not_found', title: RIDE_CODES.ride_not_found });
}

/** A cursor that no page of ours ended with. */
export function cursorProblem(): Problem {
  return new Problem({ status: 400, code: 'cursor_invalid', title: 'This cursor is none of ours' });
}
