import { PRICING_CODES, QUOTE_CODES, type QuoteRefusal } from '#pricing';
import { ROUTING_CODES } from '#routing/client';
import { problemKind, problemKinds, type ProblemMaker } from '../http/problem-kind.ts';
import type { Problem } from '../http/problem.ts';
import { rideNotFound } from '../rides/rides-problems.ts';

const QUOTE_KINDS = problemKinds(422, { ...QUOTE_CODES, ...ROUTING_CODES });

/** Why there may be no quote: each bad input has a code of its own. */
export const QUOTE_PROBLEMS: readonly ProblemMaker[] = Object.values(QUOTE_KINDS);

/** The problem of a request that cannot be quoted. */
export function quoteProblem({ code, basis }: QuoteRefusal): Problem {
  return QUOTE_KINDS[code](basis === undefined ? {} : { detail: basis });
}

/** The book has no page to quote from, yet or at that time. */
export const bookNotReady = problemKind({
  status: 503,
  code: 'book_not_ready',
  title: 'No fare can be computed yet: the pages for it are not published',
});

/** No fare and no fee is due. */
export const fareNotFound = problemKind({ status: 404, code: 'fare_not_found', title: PRICING_CODES.fare_not_found });

/** Milliseconds after a cancel within which it is decided whether a fee is due, where nothing is wrong. */
export const FEE_DECIDED_WITHIN_MS = 60_000;

/** Seconds after which a fare that is about to be settled is there, where nothing is wrong. */
const FARE_SETTLED_WITHIN_SECONDS = 1;

/** The ride is over and its fare is about to be settled. */
export const farePending = problemKind({
  status: 404,
  code: 'fare_pending',
  title: 'The ride is over and its fare is not settled yet',
  detail: 'It is settled within moments: ask again.',
  headers: { 'Retry-After': String(FARE_SETTLED_WITHIN_SECONDS) },
});

/** There is no fare before the end. */
export const rideNotOver = problemKind({ status: 409, code: 'ride_not_over', title: PRICING_CODES.ride_not_over });

/** Every way in which a fare can be missing. */
export const MISSING_FARE_PROBLEMS = [fareNotFound, farePending, rideNotOver, rideNotFound];

/** A tariff that is not there. */
export const tariffNotFound = problemKind({
  status: 404,
  code: 'tariff_not_found',
  title: PRICING_CODES.tariff_not_found,
});
