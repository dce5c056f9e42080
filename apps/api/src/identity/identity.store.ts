import type { DataSource } from 'typeorm';

/** One thing the issuer remembers. Times are in milliseconds since 1970. */
export interface IdentityRecord {
  readonly kind: string;
  readonly id: string;
  readonly payload: Record<string, unknown>;
  readonly grantId: string | null;
  readonly uid: string | null;
  readonly consumedAtMs: number | null;
  readonly expiresAtMs: number | null;
}

interface Row {
  kind: string;
  id: string;
  payload: Record<string, unknown>;
  grant_id: string | null;
  uid: string | null;
  consumed_at_ms: string | null;
  expires_at_ms: string | null;
}

const toNumber = (value: string | null): number | null => (value === null ? null : Number(value));

const toRecord = (row: Row): IdentityRecord => ({
  kind: row.kind,
  id: row.id,
  payload: row.payload,
  grantId: row.grant_id,
  uid: row.uid,
  consumedAtMs: toNumber(row.consumed_at_ms),
  expiresAtMs: toNumber(row.expires_at_ms),
});

/** Limits of what the embedded issuer remembers. */
export const IDENTITY_LIMITS = {
  /** Sign-ins that were begun and not ended; beyond it the oldest have to be begun again. */
  interactionsMax: 1_000,
} as const;

/** Keeps what the embedded issuer must remember over a restart. */
export class IdentityStore {
  private readonly dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.dataSource = dataSource;
  }

  /** Writes a record, or replaces it; whether it was consumed stays as it was. */
  async save(record: Omit<IdentityRecord, 'consumedAtMs'>): Promise<void> {
    const { kind, id, payload, grantId, uid, expiresAtMs } = record;
    await this.dataSource.query(
      `INSERT INTO identity.record (kind, id, payload, grant_id, uid, expires_at_ms) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (kind, id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
         uid = excluded.uid, expires_at_ms = excluded.expires_at_ms`,
      [kind, id, JSON.stringify(payload), grantId, uid, expiresAtMs],
    );
    if (kind === 'Interaction') await this.#keepNewestInteractions();
  }

  /** Whoever asks begins a sign-in, and most are never ended: of those only so many are kept. */
  async #keepNewestInteractions(): Promise<void> {
    await this.dataSource.query(
      `DELETE FROM identity.record WHERE kind = 'Interaction' AND id IN
         (SELECT id FROM identity.record WHERE kind = 'Interaction' ORDER BY expires_at_ms DESC, id OFFSET $1)`,
      [IDENTITY_LIMITS.interactionsMax],
    );
  }

  /** The record, expired or not, or undefined. */
  async find(kind: string, id: string): Promise<IdentityRecord | undefined> {
    const rows: Row[] = await this.dataSource.query('SELECT * FROM identity.record WHERE kind = $1 AND id = $2', [
      kind,
      id,
    ]);
    return rows[0] && toRecord(rows[0]);
  }

  /** The record with this second name, or undefined. */
  async findByUid(kind: string, uid: string): Promise<IdentityRecord | undefined> {
    const rows: Row[] = await this.dataSource.query('SELECT * FROM identity.record WHERE uid = $1 AND kind = $2', [
      uid,
      kind,
    ]);
    return rows[0] && toRecord(rows[0]);
  }

  /** Marks a record as used. Only the first time counts: using it again must not make it look fresh. */
  async consume(kind: string, id: string, atMs: number): Promise<void> {
    await this.dataSource.query(
      'UPDATE identity.record SET consumed_at_ms = coalesce(consumed_at_ms, $3) WHERE kind = $1 AND id = $2',
      [kind, id, atMs],
    );
  }

  async remove(kind: string, id: string): Promise<void> {
    await this.dataSource.query('DELETE FROM identity.record WHERE kind = $1 AND id = $2', [kind, id]);
  }

  /** Removes everything that was issued under a grant. */
  async removeGranted(grantId: string): Promise<void> {
    await this.dataSource.query('DELETE FROM identity.record WHERE grant_id = $1', [grantId]);
  }
}
