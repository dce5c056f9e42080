/**
 * A group: the steps that are decided in one commit, what was loaded for them, and what is to be stored.
 */
import type { Json } from '../wire/canonical-json.ts';
import type { Change } from '../define/entity.ts';
import type { DomainEvent } from '../define/event.ts';
import type { Actor } from '../define/mutation.ts';
import type { SyncRegistry } from '../define/registry.ts';
import type { Outcome } from '../wire/protocol.ts';
import type { Correction, CorrectionRefusal } from './correction.ts';
import type { Row } from './reconcile.ts';

/** A mutation that passed intake. `single`: a stream of this one mutation (REST, event handlers). */
export interface Intent {
  readonly groupId: string;
  readonly clientId: string;
  readonly mutationId: number;
  readonly single: boolean;
  readonly actor: Actor;
  readonly name: string;
  readonly args: Json;
  readonly argsHash: string;
  /** Its arguments have more bytes than any mutation may have: they are not kept, and it is refused. */
  readonly tooLarge?: true;
  readonly base: Readonly<Record<string, number>> | null;
  readonly claimedAtMs: number | null;
  readonly validUntilMs: number | null;
  readonly offline: boolean;
  readonly wireLane: string | null;
  /** When the first byte of the push came, by the server's clock. */
  readonly receivedAtMs: number;
  /** When the push was sent, by the device's clock. */
  readonly sentAtMs: number | null;
  /** The drain of a queue that the push is part of. */
  readonly drainEpisode: string | null;
  /** On the last mutation of the push after which nothing waits any more. */
  readonly drainEnd: DrainEnd | null;
}

/** The end of a drain, as the device tells it. */
export interface DrainEnd {
  /** Since the first exchange after the outage began, when this push was sent. */
  readonly elapsedMs: number;
  /** Mutations in the push. */
  readonly mutations: number;
}

/** What staff ask of parked work. */
export interface ParkedRef {
  readonly clientId: string;
  readonly mutationId: number;
}
export type Step =
  | { readonly kind: 'push'; readonly intent: Intent }
  | {
      readonly kind: 'replay';
      readonly ref: ParkedRef;
      readonly by: string;
      /** Of the correction that was looked at; null: there was none. */
      readonly correctionHash: string | null;
    }
  | { readonly kind: 'discard'; readonly ref: ParkedRef; readonly by: string; readonly note: string }
  | {
      readonly kind: 'correct';
      readonly ref: ParkedRef;
      readonly by: string;
      readonly args: Json;
      readonly argsHash: string;
      readonly note: string;
    };

/** What one person has of what is bounded by person. */
export interface Holdings {
  /** Streams begun within the days that count, and the installs they are in. */
  readonly streams: number;
  readonly installs: number;
  /** Undecided parked work, and its bytes. */
  readonly parked: number;
  readonly parkedBytes: number;
}

/** Codes of a push or a write that has to come again, because its person has too much of something. */
export type NoRoomCode = 'too_much_parked' | 'too_many_streams' | 'too_many_installs';

/** What ends parked work, one way or the other. */
export type DecidingStep = Extract<Step, { kind: 'replay' | 'discard' }>;

/** Parked work that only waited behind other work of its lane, and what was decided once that was over. */
export interface ReleasedWork {
  readonly ref: ParkedRef;
  readonly text: string;
}

export type StepResult =
  | {
      readonly kind: 'outcome';
      readonly text: string;
      readonly replayed: boolean;
      /** What the end of this parked work let go, in order. */
      readonly released?: readonly ReleasedWork[];
    }
  | { readonly kind: 'gap'; readonly expectedId: number }
  /** Its person has too much of something: nothing was stored, and it may come again. */
  | { readonly kind: 'no_room'; readonly code: NoRoomCode }
  | { readonly kind: 'id_reused' | 'forbidden' | 'not_parked' | 'corrected' }
  | { readonly kind: CorrectionRefusal }
  | { readonly kind: 'lane_blocked'; readonly first: ParkedRef };

export const PARK_REASONS = [
  'unknown_mutation',
  'defect',
  'lane_held',
  'store_failed',
  'device_revoked',
  'credential_expired',
  'cash_limit_reached',
] as const;
export type ParkReason = (typeof PARK_REASONS)[number];

/** A mutation whose decision threw, and what it said; or why else it cannot be decided. */
export interface Defect {
  readonly defect: string;
  readonly reason?: ParkReason;
}

/** What staff want it decided with, instead of what was sent. */
export interface CorrectedArgs extends Correction {
  readonly args: Json;
  readonly argsHash: string;
}

export interface ParkedEntry {
  readonly intent: Intent;
  readonly lane: string | null;
  readonly reason: ParkReason;
  readonly sequence: number;
  readonly correctedArgs: CorrectedArgs | null;
}

/** What was answered to a mutation, and what tells whether it is the same one that comes again. */
export interface StoredOutcome {
  readonly argsHash: string;
  readonly text: string;
}

export interface ClientState {
  readonly groupId: string;
  readonly lastMutationId: number;
}

/** What a group was told of the state before it. A key that was asked for and is absent has no row. */
export interface LoadedRows {
  readonly clients: ReadonlyMap<string, ClientState>;
  /** `clientId#id` to what was stored for it. `text` is the final outcome where parked work has been decided. */
  readonly ledger: ReadonlyMap<string, StoredOutcome>;
  /** The work that staff ask for, and what may go with it of what stands behind it in its lane. */
  readonly parked: ReadonlyMap<string, ParkedEntry>;
  /** Lane to the first of its unresolved parked work, oldest first: more than the group can decide, where there is more. */
  readonly lanes: ReadonlyMap<string, readonly ParkedRef[]>;
  readonly rows: ReadonlyMap<string, Row | null>;
  /** Rows that senders name as their base, to the scopes that see them or have seen them. */
  readonly seen: ReadonlyMap<string, ReadonlySet<string>>;
  /** By person. Loaded when a fold first asks for it. */
  readonly holdings?: ReadonlyMap<string, Holdings>;
}

export interface LedgerWrite {
  readonly intent: Intent;
  readonly outcome: Outcome['outcome'];
  readonly text: string;
}
export interface ParkWrite {
  readonly intent: Intent;
  readonly lane: string | null;
  readonly reason: ParkReason;
  readonly detail: string;
  /** Of what is kept of it until it is decided. */
  readonly bytes: number;
}
export interface ResolveWrite {
  /** The mutation as it was decided: with corrected arguments, where staff corrected them. */
  readonly intent: Intent;
  readonly by: string;
  readonly text: string | null;
  readonly detail: string | null;
  /** Why it is parked, should it still be. */
  readonly reason: ParkReason;
}
export type CorrectWrite = Extract<Step, { kind: 'correct' }>;
export interface AuditWrite {
  readonly entityId: string;
  readonly metric: string;
  readonly value: number;
  readonly notes: Readonly<Record<string, Json>>;
}

/** Everything one commit is to store. Empty `ledger`, `resolved` and `audit`: there is nothing to commit. */
export interface FoldResult {
  readonly results: readonly StepResult[];
  readonly ledger: readonly LedgerWrite[];
  readonly clients: ReadonlyMap<string, ClientState>;
  readonly changes: ReadonlyMap<string, Change>;
  readonly events: readonly DomainEvent[];
  readonly audit: readonly AuditWrite[];
  readonly parked: readonly ParkWrite[];
  readonly resolved: readonly ResolveWrite[];
  readonly corrected: readonly CorrectWrite[];
  /** People whose phones must hear of this commit even where no row of theirs changed. */
  readonly subjects: ReadonlySet<string>;
}

export interface FoldContext {
  readonly commit: number;
  readonly nowMs: number;
  readonly registry: SyncRegistry;
  /** Mutations that must be parked undecided, because storing them failed alone. */
  readonly condemned: ReadonlySet<string>;
  /** Parked mutations that may be decided because what they waited behind is over. */
  readonly releasesMax: number;
}

/** `clientId#id`. */
export function refText(ref: ParkedRef): string {
  return `${ref.clientId}#${ref.mutationId}`;
}
