import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The devices of a person whose offline credential has not ended. */
@Entity({ schema: 'sync', name: 'credentials' })
export class CredentialsRow {
  @PrimaryColumn('text', { name: 'subject' })
  subject!: string;

  @Column('json', { name: 'in_force' })
  inForce!: unknown;

  @Column('bigint', { name: 'commit' })
  commit!: string;
}

/** An install that was given an offline credential, or taken out of service. */
@Entity({ schema: 'sync', name: 'device' })
@Index('device_by_subject', ['subject'])
@Index('device_by_sms_sender', ['smsSender'])
export class DeviceRow {
  @PrimaryColumn('text', { name: 'group_id' })
  groupId!: string;

  @Column('text', { name: 'subject' })
  subject!: string;

  @Column('text', { name: 'roles', array: true })
  roles!: string[];

  @Column('bigint', { name: 'issued_at_ms', nullable: true })
  issuedAtMs!: string | null;

  @Column('bigint', { name: 'ends_at_ms', nullable: true })
  endsAtMs!: string | null;

  @Column('bigint', { name: 'lapsed_from_ms', nullable: true })
  lapsedFromMs!: string | null;

  @Column('bigint', { name: 'lapsed_to_ms', nullable: true })
  lapsedToMs!: string | null;

  @Column('bigint', { name: 'cash_limit_cents', nullable: true })
  cashLimitCents!: string | null;

  @Column('bigint', { name: 'cash_cents', default: 0 })
  cashCents!: string;

  @Column('bigint', { name: 'earlier_cash_cents', default: 0 })
  earlierCashCents!: string;

  @Column('text', { name: 'sms_stream', nullable: true })
  smsStream!: string | null;

  @Column('text', { name: 'sms_sender', nullable: true })
  smsSender!: string | null;

  @Column('bigint', { name: 'revoked_at_ms', nullable: true })
  revokedAtMs!: string | null;

  @Column('text', { name: 'revoked_by', nullable: true })
  revokedBy!: string | null;

  @Column('bigint', { name: 'commit' })
  commit!: string;
}
