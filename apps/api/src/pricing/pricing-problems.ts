import { PRICING_CODES, QUOTE_CODES, type QuoteRefusal } from '#pricing';
import { ROUTING_CODES } from '#routing/client';
import { Problem } from '../http/problem.ts';

const QUOTE_TEXTS: Readonly<Record<string, string>> = { ...QUOTE_CODES, ...ROUTING_CODES };

/** The problem of a request that cannot be quoted: each bad input has a code of its own. */
export function quoteProblem({ code, basis }: QuoteRefusal): Problem {
  return new Problem({
    status: 422,
    code,
    title: QUOTE_TEXTS[code] ?? code,
    ...(basis === undefined ? {} : { detail: basis }),
  });
}

/** The book has no page to quote from, yet or at that time. */
export function bookNotReadyProblem(): Problem {
  return new Problem({
    status: 503,
    code: 'book_not_ready',
    title: 'No fare can be computed yet: the pages for it are not published',
  });
}

/** A fare that is not there, or is none of the caller's business: one and the same answer. */
export function fareNotFoundProblem(): Problem {
  return new Problem({ status: 404, code: 'fare_not_found', title: PRICING_CODES.fare_not_found });
}

/** A tariff that is not there. */
export function tariffNotFoundProblem(): Problem {
  return new Problem({ status: 404, code: 'tariff_not_found', title: PRICING_CODES.tariff_not_found });
}
