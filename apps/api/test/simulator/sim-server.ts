import type { Actor, ChainVerdict, Json, SyncRegistry } from '#sync';

/** What a phone sends. */
export interface SimRequest {
  readonly kind: 'push' | 'pull';
  readonly actor: Actor;
  readonly body: unknown;
}

/** What the server answers, as text. */
export interface SimReply {
  readonly status: number;
  readonly text: string;
}

/** The server as the simulator sees it: the fold in memory, or the real one over HTTP. */
export interface SimServer {
  /** Everything it can decide, and who may see what. */
  readonly registry: SyncRegistry;
  nowMs(): number;
  /** Takes requests that arrive at the same moment. */
  deliver(requests: readonly SimRequest[]): Promise<readonly SimReply[]>;
  /** Time passes, where it can be told to, and the server's own handlers work. */
  work(elapsedMs: number): Promise<void>;
  /** Waits until the server's own handlers have seen every event. */
  settle(): Promise<void>;
  headCommit(): Promise<number>;
  /** Everything that is stored. */
  facts(): Promise<Facts>;
  close(): Promise<void>;
}

/** Everything that is stored, in commit order: what the invariants are checked on. */
export interface Facts {
  readonly headCommit: number;
  readonly commits: readonly FactCommit[];
  readonly ledger: readonly FactMutation[];
  readonly clients: readonly FactClient[];
  readonly rows: readonly FactRow[];
  readonly views: readonly FactView[];
  readonly scopes: readonly { readonly scope: string; readonly rows: number; readonly digest: string }[];
  readonly outbox: readonly FactEvent[];
  readonly audit: readonly FactAudit[];
  readonly chain: ChainVerdict;
}

export interface FactCommit {
  readonly commit: number;
  readonly committedAtMs: number;
}
export interface FactMutation {
  readonly clientId: string;
  readonly mutationId: number;
  readonly commit: number;
  readonly ordinal: number;
  readonly groupId: string;
  readonly single: boolean;
  readonly subject: string;
  readonly roles: readonly string[];
  readonly name: string;
  readonly args: Json;
  readonly base: Readonly<Record<string, number>> | null;
  readonly claimedAtMs: number | null;
  readonly validUntilMs: number | null;
  readonly offline: boolean;
  readonly outcome: string;
  /** The stored outcome, as text. */
  readonly result: string;
}
export interface FactClient {
  readonly clientId: string;
  readonly groupId: string;
  readonly lastMutationId: number;
}
export interface FactRow {
  readonly kind: string;
  readonly id: string;
  readonly commit: number;
  readonly state: Json;
}
export interface FactView {
  readonly scope: string;
  readonly key: string;
  readonly commit: number;
  /** Null: a tombstone. */
  readonly value: Json;
}
export interface FactEvent {
  readonly commit: number;
  readonly ordinal: number;
  readonly type: string;
  readonly key: string;
  readonly payload: Json;
}
export interface FactAudit {
  readonly commit: number;
  readonly entityId: string;
  readonly metric: string;
  readonly value: number;
  /** Of rows of the pipeline itself; what modules count names no mutation. */
  readonly stream: string | null;
  readonly mutationId: number | null;
}
