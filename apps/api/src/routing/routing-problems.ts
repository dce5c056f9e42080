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

/** A closure whose stretches are not found among the roads of this server, and that names no points on them. */
export function closurePointsNeededProblem(edges: readonly string[], unplaced: readonly string[]): Problem {
  const errors = unplaced.map((edge) => ({
    pointer: `/edges/${edges.indexOf(edge)}`,
    detail: 'This stretch is not found among the roads here.',
  }));
  const title = 'Name points on the roads that are shut: their stretches are not found on this server’s road network';
  return new Problem({ status: 422, code: 'closure_points_needed', title, errors });
}

/** A packed trail that cannot be unpacked. */
export function trailUnreadableProblem(): Problem {
  const title = 'This is not a packed trail';
  return new Problem({ status: 422, code: 'trail_unreadable', title, errors: [{ pointer: '/packed', detail: title }] });
}
