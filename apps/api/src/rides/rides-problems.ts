import { RIDE_CODES } from '#rides';
import { problemKind } from '../http/problem-kind.ts';

/** A ride that is not there, or is none of the caller's business: one and the same answer. */
export const rideNotFound = problemKind({ status: 404, code: 'ride_not_found', title: RIDE_CODES.ride_not_found });
