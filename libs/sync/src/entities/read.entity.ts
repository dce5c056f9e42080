import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** That staff were shown data of other people. */
@Entity({ schema: 'sync', name: 'read' })
@Index('read_by_reader', ['by', 'atMs'])
@Index('read_by_commit', ['commit'])
export class ReadRow {
  @PrimaryColumn('text', { name: 'read_id' })
  readId!: string;

  @Column('text', { name: 'by' })
  by!: string;

  @Column('text', { name: 'roles', array: true })
  roles!: string[];

  @Column('text', { name: 'route' })
  route!: string;

  @Column('text', { name: 'about', array: true })
  about!: string[];

  @Column('text', { name: 'people', array: true })
  people!: string[];

  @Column('text', { name: 'scopes', array: true })
  scopes!: string[];

  @Column('text', { name: 'reason', nullable: true })
  reason!: string | null;

  @Column('bigint', { name: 'at_ms' })
  atMs!: string;

  @Column('bigint', { name: 'commit' })
  commit!: string;
}
