import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a scope sees of one row; a tombstone where `value` is null. */
@Entity({ schema: 'sync', name: 'view' })
@Index('view_by_scope', ['scope', 'commit'])
@Index('view_tombstones', ['commit'], { where: 'value IS NULL' })
export class ViewRow {
  @PrimaryColumn('text', { name: 'key' })
  key!: string;

  @PrimaryColumn('text', { name: 'scope' })
  scope!: string;

  @Column('bigint', { name: 'commit' })
  commit!: string;

  @Column('json', { name: 'value', nullable: true })
  value!: unknown;
}

/** How many live rows a scope has, and their order-free digest. */
@Entity({ schema: 'sync', name: 'scope' })
export class ScopeRow {
  @PrimaryColumn('text', { name: 'scope' })
  scope!: string;

  @Column('bigint', { name: 'rows' })
  rows!: string;

  @Column('numeric', { name: 'digest', precision: 20, scale: 0 })
  digest!: string;
}
