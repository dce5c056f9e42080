/**
 * Room: how much one person has of what only time or staff take away again: undecided parked work, and new streams.
 *
 * Invariants: the figures are those of the transaction that decides, which no other commit can pass, and each mutation of a
 * group counts for the next; what finds no room leaves nothing behind and may come again; the system and emergencies
 * always find room.
 */
import type { MutationDefinition } from '../define/mutation.ts';
import { SYSTEM_ROLE } from '../define/role.ts';
import { SYNC_LIMITS } from '../limits.ts';
import { MissingHoldings } from './missing.ts';
import type { Holdings, Intent, NoRoomCode } from './step.ts';

/** What a new stream brings with it. */
export interface Beginning {
  readonly stream: boolean;
  readonly install: boolean;
}

export class Room {
  readonly #loaded: ReadonlyMap<string, Holdings> | undefined;
  readonly #now = new Map<string, Holdings>();

  constructor(loaded: ReadonlyMap<string, Holdings> | undefined) {
    this.#loaded = loaded;
  }

  /** Why this person can begin no such stream. Null: they can. @throws MissingHoldings */
  beginRefusal(intent: Intent, definition: MutationDefinition | undefined, begins: Beginning): NoRoomCode | null {
    if (!begins.stream || isExempt(intent, definition)) return null;
    const { streams, installs } = this.#of(intent);
    if (begins.install && installs >= SYNC_LIMITS.installsPerPersonMax) return 'too_many_installs';
    return streams >= SYNC_LIMITS.streamsPerPersonMax ? 'too_many_streams' : null;
  }

  /** Why nothing more of this person can be parked. Null: it can. @throws MissingHoldings */
  parkRefusal(intent: Intent, definition: MutationDefinition | undefined): NoRoomCode | null {
    if (isExempt(intent, definition)) return null;
    const { parked, parkedBytes } = this.#of(intent);
    const { parkedPerPersonMax, parkedBytesPerPersonMax } = SYNC_LIMITS;
    const fits = parked < parkedPerPersonMax && parkedBytes + parkedBytesOf(intent) <= parkedBytesPerPersonMax;
    return fits ? null : 'too_much_parked';
  }

  /** The stream has begun. */
  begin({ actor: { subject } }: Intent, begins: Beginning): void {
    this.#add(subject, { streams: Number(begins.stream), installs: Number(begins.install) });
  }

  /** It is parked. */
  park(intent: Intent): void {
    this.#add(intent.actor.subject, { parked: 1, parkedBytes: parkedBytesOf(intent) });
  }

  #of({ actor: { subject } }: Intent): Holdings {
    const held = this.#now.get(subject) ?? this.#loaded?.get(subject);
    if (!held) throw new MissingHoldings();
    return held;
  }

  /** Of whom nothing is loaded nobody has asked: an emergency, the system. */
  #add(subject: string, more: Partial<Holdings>): void {
    const held = this.#now.get(subject) ?? this.#loaded?.get(subject);
    if (!held) return;
    const sum = (name: keyof Holdings): number => held[name] + (more[name] ?? 0);
    this.#now.set(subject, {
      streams: sum('streams'),
      installs: sum('installs'),
      parked: sum('parked'),
      parkedBytes: sum('parkedBytes'),
    });
  }
}

/** Bytes that are kept of a mutation while it is parked: of its arguments and its base, in UTF-8. */
export function parkedBytesOf({ args, base }: Intent): number {
  return new TextEncoder().encode(JSON.stringify([args, base])).length;
}

function isExempt({ actor }: Intent, definition: MutationDefinition | undefined): boolean {
  return actor.roles.includes(SYSTEM_ROLE) || definition?.priority === 'emergency';
}
