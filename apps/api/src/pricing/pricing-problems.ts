import { PRICING_CODES, QUOTE_CODES, type QuoteRefusal } from '#pricing';
import { ROUTING_CODES } from '#routing/client';
import { problemKind, problemKinds, type ProblemMaker } from '../http/problem-kind.ts';
import type { Problem } from '../http/problem.ts';

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

/** A fare that is not there, or is none of the caller's business: one and the same answer. */
export const fareNotFound = problemKind({ status: 404, code: 'fare_not_found', title: PRICING_CODES.fare_not_found });

/** A tariff that is not there. */
export const tariffNotFound = problemKind({
  status: 404,
  code: 'tariff_not_found',
  title: PRICING_CODES.tariff_not_found,
});
