import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The head: one row. Its lock is the order of all commits. */
@Entity({ schema: 'sync', name: 'head' })
@Check('head_is_one_row', 'singleton')
@Check('head_epoch_fits', 'epoch BETWEEN 0 AND 4095')
@Check('head_commit_fits', 'commit BETWEEN 0 AND 1099511627775')
export class HeadRow {
  @PrimaryColumn('boolean', { name: 'singleton', default: true })
  singleton!: boolean;

  /** Raised by an operator after a restore from backup. */
  @Column('integer', { name: 'epoch' })
  epoch!: number;

  @Column('bigint', { name: 'commit' })
  commit!: string;

  @Column('text', { name: 'digest' })
  digest!: string;

  /** Of the secret with which servers make ids of other ids; null: none has started yet. */
  @Column('text', { name: 'id_key_fingerprint', nullable: true })
  idKeyFingerprint!: string | null;
}

/** One commit, as the hash chain knows it. */
@Entity({ schema: 'sync', name: 'commit' })
export class CommitRow {
  @PrimaryColumn('bigint', { name: 'commit' })
  commit!: string;

  @Column('integer', { name: 'epoch' })
  epoch!: number;

  @Column('bigint', { name: 'committed_at_ms' })
  committedAtMs!: string;

  @Column('text', { name: 'previous_digest' })
  previousDigest!: string;

  @Column('text', { name: 'digest' })
  digest!: string;

  @Column('text', { name: 'effects_digest' })
  effectsDigest!: string;

  /** Scopes that have something new: what the poke tells phones. */
  @Column('text', { name: 'scopes', array: true })
  scopes!: string[];

  /** How its digest is made up: see `chainDigest`. */
  @Column('smallint', { name: 'chain_version', default: 1 })
  chainVersion!: number;

  /** The digest over its events, once they are dropped. */
  @Column('text', { name: 'events_digest', nullable: true })
  eventsDigest!: string | null;
}
