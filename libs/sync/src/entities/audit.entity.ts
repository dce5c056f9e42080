import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The audit of the offline-first pipeline: one row for each decided mutation, written in the commit that decided it.
 * `id` is commit × 4096 + place in the commit, so that a commit's rows can be found and hashed.
 */
@Entity({ schema: 'public', name: 'audit_offline_first_mobile_architecture' })
@Index('audit_of_parked_work', ['id'], { where: `metric LIKE 'sync_replay%' OR metric = 'sync_corrected'` })
export class AuditRow {
  @PrimaryColumn('bigint', { name: 'id' })
  id!: string;

  @Column('timestamp with time zone', { name: 'happened_at' })
  happenedAt!: Date;

  @Column('text', { name: 'entity_id' })
  entityId!: string;

  @Column('text', { name: 'metric' })
  metric!: string;

  @Column('double precision', { name: 'value' })
  value!: number;

  @Column('text', { name: 'notes' })
  notes!: string;
}
