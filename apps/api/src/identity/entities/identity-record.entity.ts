import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One thing the embedded issuer remembers: a session, a grant, a code, a refresh token. */
@Entity({ schema: 'identity', name: 'record' })
export class IdentityRecordEntity {
  /** Kind of thing, in the words of `oidc-provider`: `Session`, `Grant`, `RefreshToken` … */
  @PrimaryColumn({ type: 'text' })
  kind!: string;

  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'jsonb' })
  payload!: Record<string, unknown>;

  /** Grant that it falls with. */
  @Index('record_grant_id')
  @Column({ name: 'grant_id', type: 'text', nullable: true })
  grantId!: string | null;

  /** Second name of a session. */
  @Index('record_uid')
  @Column({ type: 'text', nullable: true })
  uid!: string | null;

  /** When it was first used up, in milliseconds since 1970. */
  @Column({ name: 'consumed_at_ms', type: 'bigint', nullable: true })
  consumedAtMs!: string | null;

  /** When it may be forgotten, in milliseconds since 1970. */
  @Index('record_expires_at_ms')
  @Column({ name: 'expires_at_ms', type: 'bigint', nullable: true })
  expiresAtMs!: string | null;
}
