import { asNumber } from '#sync';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { FlatLine, MapZoneKind } from '../rules/map/map-page.ts';
import type { Zone } from '../state.ts';

/** A dated area as a row. */
@Entity({ schema: 'routing', name: 'zone' })
@Check('zone_kind_known', `kind IN ('no_pickup', 'weak_coverage', 'slow')`)
@Check('zone_ends_after_it_begins', 'to_ms >= from_ms')
export class ZoneRow implements Zone {
  @PrimaryColumn('text', { name: 'zone_id' })
  zoneId!: string;

  @Column('text', { name: 'kind' })
  kind!: MapZoneKind;

  @Column('text', { name: 'name' })
  name!: string;

  @Column('text', { name: 'reason' })
  reason!: string;

  @Column('jsonb', { name: 'rings' })
  rings!: readonly FlatLine[];

  @Column('bigint', { name: 'from_ms', transformer: asNumber })
  fromMs!: number;

  @Column('bigint', { name: 'to_ms', nullable: true, transformer: asNumber })
  toMs!: number | null;

  @Column('boolean', { name: 'assumed' })
  assumed!: boolean;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
