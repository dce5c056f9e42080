import { asNumber } from '#sync';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StepLine } from '../rules/map/map-page.ts';
import type { AreaRow } from '../state.ts';

/** Where cars drive, as one row. */
@Entity({ schema: 'routing', name: 'operating_area' })
export class OperatingAreaRow implements AreaRow {
  @PrimaryColumn('text', { name: 'area_id' })
  areaId!: string;

  @Column('text', { name: 'name' })
  name!: string;

  @Column('jsonb', { name: 'shores' })
  shores!: readonly StepLine[];

  @Column('integer', { name: 'shore_tolerance_meters' })
  shoreToleranceMeters!: number;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
