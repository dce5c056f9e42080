import { formatDigest, rowHash, type Cookie, type PullResponse } from '#sync/client';

/** What the server confirmed to one device: rows by key, the cookie they stand for, and each stream's last id. */
export class ConfirmedViews {
  readonly rows = new Map<string, unknown>();
  readonly lastIds = new Map<string, number>();
  cookie: Cookie | null = null;

  /** Takes a page of a pull. */
  apply({ patch, cookie, lastMutationIDChanges }: PullResponse): void {
    for (const op of patch) {
      if (op.op === 'clear') this.rows.clear();
      else if (op.op === 'put') this.rows.set(op.key, op.value);
      else this.rows.delete(op.key);
    }
    for (const [clientId, id] of Object.entries(lastMutationIDChanges)) this.lastIds.set(clientId, id);
    this.cookie = cookie;
  }

  /**
   * The scopes whose rows here do not have the digest the server told; none if all fits. Shared scopes stand before the
   * keys of their rows; a person's own scopes do not, and are compared together, because digests add up.
   */
  driftedScopes(told: PullResponse['scopes']): readonly string[] {
    const names = Object.keys(told);
    const shared = names.filter((scope) => scope.startsWith('ops:'));
    const own = names.filter((scope) => !scope.startsWith('ops:'));
    const drifted = shared.filter(
      (scope) => this.#digest((key) => key.startsWith(`${scope}/`)) !== told[scope]?.digest,
    );
    const sum = own.reduce((total, scope) => total + BigInt(`0x${told[scope]?.digest ?? '0'}`), 0n);
    const ownFits = this.#digest((key) => !key.startsWith('ops:')) === formatDigest(sum);
    return ownFits ? drifted : [...drifted, ...own];
  }

  #digest(holds: (key: string) => boolean): string {
    let sum = 0n;
    for (const [key, value] of this.rows) if (holds(key)) sum += hashOf(key, value);
    return formatDigest(sum);
  }
}

// A row that came with an earlier pull is not hashed again.
const hashes = new WeakMap<object, bigint>();

function hashOf(key: string, value: unknown): bigint {
  const row = Object(value) as object;
  const hash = hashes.get(row) ?? rowHash(key, value);
  hashes.set(row, hash);
  return hash;
}
