import { ENGINE_CODES, ROUTING_CODES, ROUTING_LIMITS, TRAIL_FAULTS, type Unroutable } from '#routing';
import { Problem } from '../http/problem.ts';

const TITLES: Readonly<Record<Unroutable['code'], string>> = { ...ROUTING_CODES, ...ENGINE_CODES, ...TRAIL_FAULTS };

/** Why there is no answer about roads. `pointers` lead to the points of the request, in their order. */
export function unroutableProblem({ code, at }: Unroutable, pointers: (at: number) => string): Problem {
  return new Problem({
    status: code === 'engine_cannot' ? 503 : 422,
    code,
    title: TITLES[code],
    ...(at === undefined ? {} : { errors: [{ pointer: pointers(at), detail: TITLES[code] }] }),
  });
}

/** A place by a name that no place has. */
export function placeUnknownProblem(pointer: string, status: 404 | 422): Problem {
  const title = 'There is no such place';
  return new Problem({ status, code: 'place_unknown', title, errors: [{ pointer, detail: title }] });
}

/** A trail of too many points. */
export function trailTooLongProblem(): Problem {
  return new Problem({
    status: 422,
    code: 'trail_too_long',
    title: `A trail has at most ${ROUTING_LIMITS.trailPointsMax} points: send it in parts`,
  });
}
