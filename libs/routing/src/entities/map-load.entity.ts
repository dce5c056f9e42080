import { asNumber } from '#sync';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LoadedRow, MapLoad } from '../state.ts';

/** What all zones and closures add to the map page, as one row. */
@Entity({ schema: 'routing', name: 'map_load' })
export class MapLoadRow implements MapLoad {
  @PrimaryColumn('text', { name: 'load_id' })
  loadId!: string;

  @Column('jsonb', { name: 'rows' })
  rows!: readonly LoadedRow[];

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
