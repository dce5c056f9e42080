import { asNumber } from '#sync';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { NoPickupList, NoPickupZone } from '../state.ts';

/** All areas where nobody is picked up, as one row. */
@Entity({ schema: 'routing', name: 'no_pickup_list' })
export class NoPickupListRow implements NoPickupList {
  @PrimaryColumn('text', { name: 'list_id' })
  listId!: string;

  @Column('jsonb', { name: 'zones' })
  zones!: readonly NoPickupZone[];

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
