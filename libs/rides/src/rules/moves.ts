/**
 * The table of legal moves: which status may follow which, and who may make it so. Published as data.
 *
 * Invariants: every decision that changes a status asks this table; the database refuses what is not in its closure.
 */
import type { RideStatus } from '../state.ts';

export type MoveActor = 'rider' | 'driver' | 'dispatcher' | 'system';
export const MOVE_ACTORS: readonly MoveActor[] = ['rider', 'driver', 'dispatcher', 'system'];

export interface LegalMove {
  /** Null: the ride does not exist yet. */
  readonly from: RideStatus | null;
  readonly to: RideStatus;
  readonly actor: MoveActor;
  /** The mutations that make this move. */
  readonly mutations: readonly string[];
}

const BOOK = ['rides.book'] as const;
const CANCEL = ['rides.cancel'] as const;

export const LEGAL_MOVES: readonly LegalMove[] = [
  { from: null, to: 'requested', actor: 'rider', mutations: BOOK },
  { from: null, to: 'requested', actor: 'dispatcher', mutations: BOOK },
  { from: null, to: 'lapsed', actor: 'rider', mutations: BOOK },
  { from: null, to: 'lapsed', actor: 'dispatcher', mutations: BOOK },
  { from: 'lapsed', to: 'requested', actor: 'rider', mutations: ['rides.confirm'] },
  { from: 'lapsed', to: 'cancelled', actor: 'rider', mutations: CANCEL },
  { from: 'lapsed', to: 'cancelled', actor: 'dispatcher', mutations: CANCEL },
  { from: 'requested', to: 'offered', actor: 'system', mutations: ['rides.offer'] },
  { from: 'requested', to: 'cancelled', actor: 'rider', mutations: CANCEL },
  { from: 'requested', to: 'cancelled', actor: 'dispatcher', mutations: CANCEL },
  { from: 'requested', to: 'lapsed', actor: 'system', mutations: ['rides.giveUp'] },
  { from: 'offered', to: 'lapsed', actor: 'system', mutations: ['rides.giveUp'] },
  { from: 'offered', to: 'accepted', actor: 'driver', mutations: ['rides.accept'] },
  { from: 'offered', to: 'requested', actor: 'driver', mutations: ['rides.decline', 'drivers.goOffline'] },
  { from: 'offered', to: 'requested', actor: 'system', mutations: ['rides.expireOffer'] },
  { from: 'offered', to: 'cancelled', actor: 'rider', mutations: CANCEL },
  { from: 'offered', to: 'cancelled', actor: 'dispatcher', mutations: CANCEL },
  { from: 'accepted', to: 'arrived', actor: 'driver', mutations: ['rides.arrive'] },
  { from: 'accepted', to: 'cancelled', actor: 'rider', mutations: CANCEL },
  { from: 'accepted', to: 'cancelled', actor: 'dispatcher', mutations: CANCEL },
  { from: 'arrived', to: 'started', actor: 'driver', mutations: ['rides.start'] },
  { from: 'arrived', to: 'cancelled', actor: 'rider', mutations: CANCEL },
  { from: 'arrived', to: 'cancelled', actor: 'driver', mutations: ['rides.noShow'] },
  { from: 'arrived', to: 'cancelled', actor: 'dispatcher', mutations: CANCEL },
  { from: 'started', to: 'ended', actor: 'driver', mutations: ['rides.end'] },
  { from: 'started', to: 'cancelled', actor: 'dispatcher', mutations: CANCEL },
];

/** Whether this actor may move a ride from one status to another. */
export function isLegalMove(move: Pick<LegalMove, 'from' | 'to' | 'actor'>): boolean {
  return LEGAL_MOVES.some(({ from, to, actor }) => from === move.from && to === move.to && actor === move.actor);
}

/** A pair of statuses that one commit may lead from and to. */
export interface ReachableMove {
  readonly from: RideStatus | null;
  readonly to: RideStatus;
}

/**
 * Every status that can be reached from every other by one or more legal moves. The database holds this closure,
 * not the single moves, because a commit writes a row once however often it moved.
 */
export function reachableMoves(): readonly ReachableMove[] {
  const starts = new Set(LEGAL_MOVES.map(({ from }) => from));
  return [...starts].flatMap((from) => [...reachableFrom(from)].map((to) => ({ from, to })));
}

function reachableFrom(start: RideStatus | null): ReadonlySet<RideStatus> {
  const reached = new Set<RideStatus>();
  const frontier: (RideStatus | null)[] = [start];
  for (let from = frontier.pop(); from !== undefined; from = frontier.pop()) {
    for (const move of LEGAL_MOVES) {
      if (move.from !== from || reached.has(move.to)) continue;
      reached.add(move.to);
      frontier.push(move.to);
    }
  }
  return reached;
}
