import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An event that a group set aside: it is tried again later, waits for staff, or waits behind one that does. */
@Entity({ schema: 'sync', name: 'parked_event' })
@Index('parked_event_by_lane', ['groupName', 'key', 'commit', 'ordinal'], { where: 'resolved_at_ms IS NULL' })
@Index('parked_event_by_due', ['groupName', 'dueAtMs'], { where: 'due_at_ms IS NOT NULL' })
@Check('parked_event_resolved_whole', '(resolved_at_ms IS NULL) = (resolved_as IS NULL)')
@Check('parked_event_resolved_not_due', 'resolved_at_ms IS NULL OR due_at_ms IS NULL')
export class ParkedEventRow {
  @PrimaryColumn('text', { name: 'group_name' })
  groupName!: string;

  @PrimaryColumn('bigint', { name: 'commit' })
  commit!: string;

  @PrimaryColumn('integer', { name: 'ordinal' })
  ordinal!: number;

  @Column('text', { name: 'type' })
  type!: string;

  @Column('text', { name: 'key' })
  key!: string;

  @Column('bigint', { name: 'set_aside_at_ms' })
  setAsideAtMs!: string;

  @Column('integer', { name: 'tries' })
  tries!: number;

  @Column('bigint', { name: 'tried_at_ms', nullable: true })
  triedAtMs!: string | null;

  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  /** By the database's clock. Null: it waits for staff or for those before it, or is done with. */
  @Column('bigint', { name: 'due_at_ms', nullable: true })
  dueAtMs!: string | null;

  /** When it was given up first. */
  @Column('bigint', { name: 'parked_at_ms', nullable: true })
  parkedAtMs!: string | null;

  @Column('json', { name: 'corrected_payload', nullable: true })
  correctedPayload!: unknown;

  @Column('bigint', { name: 'resolved_at_ms', nullable: true })
  resolvedAtMs!: string | null;

  /** `handled` or `discarded`. */
  @Column('text', { name: 'resolved_as', nullable: true })
  resolvedAs!: string | null;
}

/** What staff did about an event that was set aside. Append-only, but for what goes by age. */
@Entity({ schema: 'sync', name: 'parked_event_act' })
@Index('parked_event_act_by_commit', ['actCommit', 'actOrdinal'], { where: 'act_commit IS NOT NULL' })
export class ParkedEventActRow {
  @PrimaryColumn('text', { name: 'group_name' })
  groupName!: string;

  @PrimaryColumn('bigint', { name: 'commit' })
  commit!: string;

  @PrimaryColumn('integer', { name: 'ordinal' })
  ordinal!: number;

  @PrimaryColumn('integer', { name: 'number' })
  number!: number;

  @Column('bigint', { name: 'at_ms' })
  atMs!: string;

  /** `correct`, `replay` or `discard`. */
  @Column('text', { name: 'act' })
  act!: string;

  @Column('text', { name: 'by' })
  by!: string;

  /** Null: it has gone by age. */
  @Column('text', { name: 'note', nullable: true })
  note!: string | null;

  /** What a correction put in the place of the payload. */
  @Column('json', { name: 'payload', nullable: true })
  payload!: unknown;

  /** The commit whose link covers it. Null: it is older than such links. */
  @Column('bigint', { name: 'act_commit', nullable: true })
  actCommit!: string | null;

  @Column('integer', { name: 'act_ordinal', nullable: true })
  actOrdinal!: number | null;

  /** False of a correction that waits for a second person. */
  @Column('boolean', { name: 'took_effect', default: true })
  tookEffect!: boolean;

  @Column('text', { name: 'note_digest', nullable: true })
  noteDigest!: string | null;

  @Column('text', { name: 'payload_digest', nullable: true })
  payloadDigest!: string | null;
}
