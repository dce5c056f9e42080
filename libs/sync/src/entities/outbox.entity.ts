import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An event, in commit order. */
@Entity({ schema: 'sync', name: 'outbox' })
export class OutboxRow {
  @PrimaryColumn('bigint', { name: 'commit' })
  commit!: string;

  @PrimaryColumn('integer', { name: 'ordinal' })
  ordinal!: number;

  @Column('text', { name: 'type' })
  type!: string;

  @Column('text', { name: 'key' })
  key!: string;

  @Column('json', { name: 'payload' })
  payload!: unknown;

  @Column('bigint', { name: 'occurred_at_ms' })
  occurredAtMs!: string;
}

/** How far one group of handlers has come. */
@Entity({ schema: 'sync', name: 'cursor' })
export class CursorRow {
  @PrimaryColumn('text', { name: 'group_name' })
  groupName!: string;

  @Column('bigint', { name: 'commit' })
  commit!: string;

  @Column('integer', { name: 'ordinal' })
  ordinal!: number;

  /** Where the group began when it first ran: `beginning` or `now`. */
  @Column('text', { name: 'began_from', default: 'beginning' })
  beganFrom!: string;
}
