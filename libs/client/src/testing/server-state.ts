/** What the scripted server holds, as plain values, so that a backup is a copy. */
import {
  canonicalJson,
  digestOf,
  keyText,
  wireKey,
  type Change,
  type Json,
  type Outcome,
  type ScopeDigest,
  type Views,
} from '#sync/client';

export interface SeenRow {
  /** Null: a tombstone. */
  readonly value: Json | null;
  readonly commit: number;
}

export interface ServerState {
  epoch: number;
  commit: number;
  readonly rows: Map<string, { readonly state: unknown; readonly commit: number }>;
  readonly ledger: Map<string, { readonly contents: string; readonly outcome: Outcome }>;
  readonly clients: Map<string, { readonly groupID: string; readonly lastId: number; readonly commit: number }>;
  readonly owners: Map<string, string>;
  /** Scope, then the row's key on the wire. */
  readonly views: Map<string, Map<string, SeenRow>>;
}

export function emptyState(): ServerState {
  return {
    epoch: 1,
    commit: 0,
    rows: new Map(),
    ledger: new Map(),
    clients: new Map(),
    owners: new Map(),
    views: new Map(),
  };
}

/** Writes a change and what each scope sees of it. */
export function writeChange(state: ServerState, change: Change, views: Views): void {
  const key = keyText(change);
  if (change.state === null) state.rows.delete(key);
  else state.rows.set(key, { state: change.state, commit: state.commit });
  for (const [scope, seen] of state.views) {
    const place = wireKey(scope, key);
    const isGone = !Object.hasOwn(views, scope) && (seen.get(place)?.value ?? null) !== null;
    if (isGone) seen.set(place, { value: null, commit: state.commit });
  }
  for (const [scope, value] of Object.entries(views)) {
    const seen = state.views.get(scope) ?? new Map<string, SeenRow>();
    state.views.set(scope, seen);
    const place = wireKey(scope, key);
    const before = seen.get(place)?.value ?? null;
    if (before !== null && canonicalJson(before) === canonicalJson(value)) continue;
    seen.set(place, { value, commit: state.commit });
  }
}

/** Count and digest of a scope's live rows. */
export function scopeDigest(state: ServerState, scope: string): ScopeDigest {
  const live = [...(state.views.get(scope) ?? [])].filter(([, { value }]) => value !== null);
  return { rows: live.length, digest: digestOf(live.map(([key, { value }]) => [key, value] as const)) };
}
