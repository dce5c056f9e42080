/**
 * The rows the server confirmed, with each row's share of its scope's digest.
 *
 * Invariants: pure; rows change only by whole pulls; the digest is taken over the rows as they are held, so that a row that
 * was lost or changed on the device is found.
 */
import { formatDigest, rowHash, type Json, type PatchOperation, type PullResponse } from '#sync/client';

export interface ConfirmedRow {
  readonly value: Json;
  readonly hash: bigint;
}
export type ConfirmedRows = ReadonlyMap<string, ConfirmedRow>;

const SHARED = 'ops:';

/** A row as it is held. */
export function confirmedRow(key: string, value: Json): ConfirmedRow {
  return { value, hash: rowHash(key, value) };
}

/** What a whole pull (all of its pages) does to the rows: new and changed rows, and null for those that went. */
export function rowChanges(
  rows: ConfirmedRows,
  patch: readonly PatchOperation[],
): ReadonlyMap<string, ConfirmedRow | null> {
  const changes = new Map<string, ConfirmedRow | null>();
  for (const operation of patch) {
    if (operation.op === 'clear') {
      changes.clear();
      for (const key of rows.keys()) changes.set(key, null);
    } else {
      changes.set(operation.key, operation.op === 'del' ? null : confirmedRow(operation.key, operation.value));
    }
  }
  for (const [key, row] of changes) if (rows.get(key)?.hash === row?.hash) changes.delete(key);
  return changes;
}

/**
 * The scopes whose rows here do not have the digest the server told. Shared scopes stand before the keys of their rows; a
 * person's own scopes do not, and are compared together, because digests add up.
 */
export function driftedScopes(rows: ConfirmedRows, told: PullResponse['scopes']): readonly string[] {
  const names = Object.keys(told);
  const shared = names.filter((scope) => scope.startsWith(SHARED));
  const own = names.filter((scope) => !scope.startsWith(SHARED));
  const drifted = shared.filter((scope) => digest(rows, (key) => key.startsWith(`${scope}/`)) !== told[scope]?.digest);
  const sum = own.reduce((total, scope) => total + BigInt(`0x${told[scope]?.digest ?? '0'}`), 0n);
  const ownFits = digest(rows, (key) => !key.startsWith(SHARED)) === formatDigest(sum);
  return ownFits ? drifted : [...drifted, ...own];
}

function digest(rows: ConfirmedRows, holds: (key: string) => boolean): string {
  let sum = 0n;
  for (const [key, { hash }] of rows) if (holds(key)) sum += hash;
  return formatDigest(sum);
}
