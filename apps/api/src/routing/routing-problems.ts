import { ENGINE_CODES, ROUTING_CODES, ROUTING_LIMITS, TRAIL_FAULTS, type Unroutable } from '#routing';
import { problemKind, problemKinds, type ProblemMaker } from '../http/problem-kind.ts';
import type { Problem } from '../http/problem.ts';

const { engine_cannot: engineTitle, ...engineCodes } = ENGINE_CODES;
const engineCannot = problemKind({ status: 503, code: 'engine_cannot', title: engineTitle });
const UNROUTABLE: Readonly<Record<Unroutable['code'], ProblemMaker>> = {
  ...problemKinds(422, { ...ROUTING_CODES, ...engineCodes, ...TRAIL_FAULTS }),
  engine_cannot: engineCannot,
};

/** Why there may be no answer about roads. */
export const UNROUTABLE_PROBLEMS: readonly ProblemMaker[] = Object.values(UNROUTABLE);

/** Why there may be no answer about a point. */
export const POINT_PROBLEMS: readonly ProblemMaker[] = Object.values(problemKinds(422, ROUTING_CODES));

/** Why there is no answer about roads. `pointers` lead to the points of the request, in their order. */
export function unroutableProblem({ code, at }: Unroutable, pointers: (at: number) => string): Problem {
  const kind = UNROUTABLE[code];
  return kind(at === undefined ? {} : { errors: [{ pointer: pointers(at), detail: kind.title }] });
}

const placeUnknownAs = (status: number): ProblemMaker =>
  problemKind({ status, code: 'place_unknown', title: 'There is no such place' });

/** A place by a name that no place has: in the address, or in a body. */
export const placeNotFound = placeUnknownAs(404);
export const placeUnknown = placeUnknownAs(422);

/** Says where the place was named. */
export const placeProblem = (kind: ProblemMaker, pointer: string): Problem =>
  kind({ errors: [{ pointer, detail: kind.title }] });

/** A trail of too many points. */
export const trailTooLong = problemKind({
  status: 422,
  code: 'trail_too_long',
  title: `A trail has at most ${ROUTING_LIMITS.trailPointsMax} points: send it in parts`,
});

/** A packed trail that cannot be unpacked. */
export const trailUnreadable = problemKind({
  status: 422,
  code: 'trail_unreadable',
  title: 'This is not a packed trail',
});

/** A closure whose stretches are not found among the roads of this server, and that names no points on them. */
export const closurePointsNeeded = problemKind({
  status: 422,
  code: 'closure_points_needed',
  title: 'Name points on the roads that are shut: their stretches are not found on this server’s road network',
});

/** Says which stretches were not found. */
export function closurePointsNeededProblem(edges: readonly string[], unplaced: readonly string[]): Problem {
  const detail = 'This stretch is not found among the roads here.';
  return closurePointsNeeded({
    errors: unplaced.map((edge) => ({ pointer: `/edges/${edges.indexOf(edge)}`, detail })),
  });
}
