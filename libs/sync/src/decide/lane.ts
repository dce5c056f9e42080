/**
 * Lanes: what parked work holds back.
 *
 * Invariants: the lane of a known mutation is what its definition says. The lane of an unknown one is its sender's word, so
 * it holds back that sender's own work and nobody else's.
 */
import type { Intent, LoadedRows, ParkedRef } from './step.ts';
import { keyText } from '../define/entity.ts';
import type { Actor, MutationDefinition } from '../define/mutation.ts';

/** The lanes in which work about this entity may be held back for this person. */
export function lanesOf(lane: string, actor: Actor): readonly [string, string] {
  return [lane, ownLane(lane, actor.subject)];
}

/** The lane of a mutation that this server does not know, if its sender named one. */
export function claimedLane(intent: Intent): string | null {
  return intent.wireLane === null ? null : ownLane(intent.wireLane, intent.actor.subject);
}

/** Whether only this person's work waits there. */
export function isOwnLane(lane: string, subject: string): boolean {
  return lane.endsWith(ownLane('', subject));
}

function ownLane(lane: string, subject: string): string {
  return `${lane} of ${subject}`;
}

/** The lane of a known mutation; null when its definition fails to tell. */
export function laneOf(definition: MutationDefinition, args: unknown, actor: Actor): string | null {
  try {
    return keyText(definition.lane(args as never, actor));
  } catch {
    return null;
  }
}

/** The undecided parked work of lanes, oldest first, while a group is folded. Each call costs the same, however long a lane is. */
export class HeldLanes {
  readonly #lanes: Map<string, { readonly refs: ParkedRef[]; over: number }>;

  constructor(loaded: LoadedRows['lanes']) {
    this.#lanes = new Map([...loaded].map(([lane, refs]) => [lane, { refs: [...refs], over: 0 }]));
  }

  /** What stands first. Work without a lane holds nothing back. */
  first(lane: string | null): ParkedRef | undefined {
    const held = lane === null ? undefined : this.#lanes.get(lane);
    return held?.refs[held.over];
  }

  /** It waits behind all others. */
  join(lane: string | null, ref: ParkedRef): void {
    if (lane === null) return;
    const held = this.#lanes.get(lane);
    if (held) held.refs.push(ref);
    else this.#lanes.set(lane, { refs: [ref], over: 0 });
  }

  /** The first is over. */
  leave(lane: string | null): void {
    const held = lane === null ? undefined : this.#lanes.get(lane);
    if (held) held.over += 1;
  }
}
