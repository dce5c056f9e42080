import { asNumber } from '#sync';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Closure, MicroPoint } from '../state.ts';

/** Shut roads as a row. */
@Entity({ schema: 'routing', name: 'closure' })
@Check('closure_ends_after_it_begins', 'to_ms >= from_ms')
@Check('closure_not_dated_back', 'from_ms >= opened_at_ms')
export class ClosureRow implements Closure {
  @PrimaryColumn('text', { name: 'closure_id' })
  closureId!: string;

  @Column('text', { name: 'reason' })
  reason!: string;

  @Column('text', { name: 'edges', array: true })
  edges!: readonly string[];

  @Column('jsonb', { name: 'points' })
  points!: readonly MicroPoint[];

  @Column('bigint', { name: 'from_ms', transformer: asNumber })
  fromMs!: number;

  @Column('bigint', { name: 'to_ms', nullable: true, transformer: asNumber })
  toMs!: number | null;

  @Column('bigint', { name: 'opened_at_ms', transformer: asNumber })
  openedAtMs!: number;

  @Column('bigint', { name: 'lifted_at_ms', nullable: true, transformer: asNumber })
  liftedAtMs!: number | null;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
