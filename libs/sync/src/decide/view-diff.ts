/**
 * What a change means to the scopes: rows put, rows taken away, and the share of both in each scope's digest.
 *
 * Invariants: a scope that no longer sees a row gets exactly one tombstone; a row that looks the same to a scope is not sent again.
 */
import { canonicalJson, type Json } from '../wire/canonical-json.ts';
import { DIGEST_MODULUS, rowHashOfText } from '../wire/digest.ts';
import { wireKey } from '../define/scope.ts';

/** A stored view row, or a tombstone where `value` is null. */
export interface ViewWrite {
  readonly scope: string;
  readonly key: string;
  /** Canonical JSON. */
  readonly value: string | null;
}

/** How one scope's row count and digest move. */
export interface ScopeDelta {
  rows: number;
  digest: bigint;
}

export interface ViewChange {
  readonly key: string;
  /** Live rows before, by scope. */
  readonly before: ReadonlyMap<string, Json>;
  /** What each scope sees now. Empty: the entity is gone. */
  readonly after: Readonly<Record<string, Json>>;
}

/** The view rows to write for one entity; adds each scope's share to `deltas`. */
export function diffViews(change: ViewChange, deltas: Map<string, ScopeDelta>): ViewWrite[] {
  const writes: ViewWrite[] = [];
  const { key, before, after } = change;
  for (const [scope, value] of Object.entries(after)) {
    const seen = before.get(scope);
    const row = {
      key: wireKey(scope, key),
      before: seen === undefined ? null : canonicalJson(seen),
      after: canonicalJson(value),
    };
    if (row.before === row.after) continue;
    writes.push({ scope, key, value: row.after });
    move(deltas, scope, row);
  }
  for (const [scope, seen] of before) {
    if (Object.hasOwn(after, scope)) continue;
    writes.push({ scope, key, value: null });
    move(deltas, scope, { key: wireKey(scope, key), before: canonicalJson(seen), after: null });
  }
  return writes;
}

interface RowMove {
  readonly key: string;
  /** Canonical JSON, or null where there is no row. */
  readonly before: string | null;
  readonly after: string | null;
}

function move(deltas: Map<string, ScopeDelta>, scope: string, row: RowMove): void {
  const delta = deltas.get(scope) ?? { rows: 0, digest: 0n };
  if (row.before !== null) {
    delta.rows -= 1;
    delta.digest = (delta.digest + DIGEST_MODULUS - rowHashOfText(row.key, row.before)) % DIGEST_MODULUS;
  }
  if (row.after !== null) {
    delta.rows += 1;
    delta.digest = (delta.digest + rowHashOfText(row.key, row.after)) % DIGEST_MODULUS;
  }
  deltas.set(scope, delta);
}
