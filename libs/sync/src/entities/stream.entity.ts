import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An install: the person its streams and its device belong to. */
@Entity({ schema: 'sync', name: 'client_group' })
@Index('client_group_by_subject', ['subject'])
export class ClientGroupRow {
  @PrimaryColumn('text', { name: 'group_id' })
  groupId!: string;

  @Column('text', { name: 'subject' })
  subject!: string;

  /** The newest drain that has ended, so that none is told twice. */
  @Column('text', { name: 'drained_episode', nullable: true })
  drainedEpisode!: string | null;

  @Column('bigint', { name: 'commit', default: 0 })
  commit!: string;
}

/** A stream: the last id decided, and the commit that decided it. */
@Entity({ schema: 'sync', name: 'client' })
@Index('client_by_group', ['groupId'])
export class ClientRow {
  @PrimaryColumn('text', { name: 'client_id' })
  clientId!: string;

  @Column('text', { name: 'group_id' })
  groupId!: string;

  @Column('bigint', { name: 'last_mutation_id' })
  lastMutationId!: string;

  @Column('bigint', { name: 'last_commit' })
  lastCommit!: string;

  /** When its first mutation was decided. Null: before that was written down; it no longer counts for its person. */
  @Column('bigint', { name: 'begun_at_ms', nullable: true })
  begunAtMs!: string | null;
}

/** Tells mutations of staff: whose sender has any other role. A role to come counts as theirs, so that it is seen rather than missed. */
export const SENT_BY_STAFF = `NOT roles <@ '{rider,driver,gateway,system}'::text[]`;

/** Every mutation and its outcome, append-only. */
@Entity({ schema: 'sync', name: 'ledger' })
@Index('ledger_by_commit', ['commit', 'ordinal'])
@Index('ledger_by_subject', ['subject', 'commit', 'ordinal'])
@Index('ledger_of_staff', ['commit', 'ordinal'], { where: SENT_BY_STAFF })
export class LedgerRow {
  @PrimaryColumn('text', { name: 'client_id' })
  clientId!: string;

  @PrimaryColumn('bigint', { name: 'mutation_id' })
  mutationId!: string;

  @Column('bigint', { name: 'commit' })
  commit!: string;

  @Column('integer', { name: 'ordinal' })
  ordinal!: number;

  @Column('text', { name: 'group_id' })
  groupId!: string;

  @Column('boolean', { name: 'single' })
  single!: boolean;

  @Column('text', { name: 'subject' })
  subject!: string;

  @Column('text', { name: 'roles', array: true })
  roles!: string[];

  @Column('text', { name: 'name' })
  name!: string;

  /** What it asked for; null: that was dropped. */
  @Column('json', { name: 'args', nullable: true })
  args!: unknown;

  @Column('text', { name: 'args_hash' })
  argsHash!: string;

  @Column('json', { name: 'base', nullable: true })
  base!: Record<string, number> | null;

  /** The digest over its base, once that is dropped. */
  @Column('text', { name: 'base_digest', nullable: true })
  baseDigest!: string | null;

  @Column('bigint', { name: 'received_at_ms' })
  receivedAtMs!: string;

  @Column('bigint', { name: 'claimed_at_ms', nullable: true })
  claimedAtMs!: string | null;

  @Column('bigint', { name: 'valid_until_ms', nullable: true })
  validUntilMs!: string | null;

  @Column('boolean', { name: 'offline' })
  offline!: boolean;

  @Column('text', { name: 'outcome' })
  outcome!: string;

  /** The outcome's exact text: what a replay answers, byte for byte. */
  @Column('text', { name: 'result' })
  result!: string;

  /** When its push was sent, by the device's clock. */
  @Column('bigint', { name: 'sent_at_ms', nullable: true })
  sentAtMs!: string | null;

  /** The drain that its push was part of. */
  @Column('text', { name: 'drain_episode', nullable: true })
  drainEpisode!: string | null;
}

/** Work that waits for staff or for a newer server, and how it ended. */
@Entity({ schema: 'sync', name: 'parked' })
@Index('parked_by_lane', ['lane', 'sequence'], { where: 'resolved_commit IS NULL' })
@Index('parked_by_resolution', ['resolvedCommit'])
@Index('parked_by_subject', ['subject', 'bytes'], { where: 'resolved_commit IS NULL' })
@Index('parked_by_sequence', ['sequence'], { where: 'resolved_commit IS NULL' })
@Index('parked_resolved_by_sequence', ['sequence'], { where: 'resolved_commit IS NOT NULL' })
@Index('parked_unknown_by_detail', ['detail', 'sequence'], {
  where: "resolved_commit IS NULL AND reason = 'unknown_mutation'",
})
export class ParkedRow {
  @PrimaryColumn('text', { name: 'client_id' })
  clientId!: string;

  @PrimaryColumn('bigint', { name: 'mutation_id' })
  mutationId!: string;

  /** Order of parking: the commit, then the place in it. */
  @Column('bigint', { name: 'sequence' })
  sequence!: string;

  @Column('bigint', { name: 'parked_at_ms' })
  parkedAtMs!: string;

  @Column('text', { name: 'lane', nullable: true })
  lane!: string | null;

  @Column('text', { name: 'reason' })
  reason!: string;

  /** An error's words, or the note of whoever discarded it. */
  @Column('text', { name: 'detail' })
  detail!: string;

  /** The digest over its detail, once that is dropped. */
  @Column('text', { name: 'detail_digest', nullable: true })
  detailDigest!: string | null;

  @Column('integer', { name: 'attempts', default: 0 })
  attempts!: number;

  @Column('json', { name: 'corrected_args', nullable: true })
  correctedArgs!: unknown;

  @Column('text', { name: 'corrected_args_hash', nullable: true })
  correctedArgsHash!: string | null;

  @Column('text', { name: 'corrected_by', nullable: true })
  correctedBy!: string | null;

  @Column('text', { name: 'correction_note', nullable: true })
  correctionNote!: string | null;

  @Column('bigint', { name: 'resolved_commit', nullable: true })
  resolvedCommit!: string | null;

  @Column('integer', { name: 'resolved_ordinal', nullable: true })
  resolvedOrdinal!: number | null;

  @Column('text', { name: 'resolved_by', nullable: true })
  resolvedBy!: string | null;

  @Column('text', { name: 'resolved_result', nullable: true })
  resolvedResult!: string | null;

  /** Whose work it is, and bytes of its arguments and base. Null: a server parked it that did not know these columns yet. */
  @Column('text', { name: 'subject', nullable: true })
  subject!: string | null;

  @Column('integer', { name: 'bytes', nullable: true })
  bytes!: number | null;
}

/** Other arguments that staff gave parked work, one row for each time; append-only. The newest arguments are with the work. */
@Entity({ schema: 'sync', name: 'correction' })
@Index('correction_by_work', ['clientId', 'mutationId', 'commit'])
export class CorrectionRow {
  @PrimaryColumn('bigint', { name: 'commit' })
  commit!: string;

  @PrimaryColumn('integer', { name: 'ordinal' })
  ordinal!: number;

  @Column('text', { name: 'client_id' })
  clientId!: string;

  @Column('bigint', { name: 'mutation_id' })
  mutationId!: string;

  @Column('text', { name: 'args_hash' })
  argsHash!: string;

  @Column('text', { name: 'by' })
  by!: string;

  /** Why; null: that was dropped. */
  @Column('text', { name: 'note', nullable: true })
  note!: string | null;

  /** The digest over the note, once that is dropped. */
  @Column('text', { name: 'note_digest', nullable: true })
  noteDigest!: string | null;
}

/** A refusal or parked mutation its sender has not acknowledged yet; or what another wanted in vain. */
@Entity({ schema: 'sync', name: 'outcome' })
@Index('outcome_by_subject', ['subject', 'commit'])
export class OutcomeRow {
  @PrimaryColumn('text', { name: 'outcome_id' })
  outcomeId!: string;

  @Column('text', { name: 'subject' })
  subject!: string;

  @Column('text', { name: 'client_id' })
  clientId!: string;

  @Column('bigint', { name: 'mutation_id' })
  mutationId!: string;

  @Column('text', { name: 'name' })
  name!: string;

  @Column('boolean', { name: 'of_another', default: false })
  ofAnother!: boolean;

  @Column('json', { name: 'outcome' })
  outcome!: unknown;

  @Column('bigint', { name: 'decided_at_ms' })
  decidedAtMs!: string;

  @Column('bigint', { name: 'commit' })
  commit!: string;
}
