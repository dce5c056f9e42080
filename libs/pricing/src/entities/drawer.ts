import { asNumber } from '#sync';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Drawer } from '../rules/settle/cash.ts';

/** A driver’s cash from fares. */
@Entity({ schema: 'pricing', name: 'drawer' })
@Check('drawer_reconciles', 'bbd_in_cents + 2 * usd_in_cents - change_out_cents = kept_cents')
export class DrawerRow implements Drawer {
  @PrimaryColumn('text', { name: 'driver_id' })
  driverId!: string;

  @Column('integer', { name: 'payments' })
  payments!: number;

  @Column('bigint', { name: 'bbd_in_cents', transformer: asNumber })
  bbdInCents!: number;

  @Column('bigint', { name: 'usd_in_cents', transformer: asNumber })
  usdInCents!: number;

  @Column('bigint', { name: 'change_out_cents', transformer: asNumber })
  changeOutCents!: number;

  @Column('bigint', { name: 'kept_cents', transformer: asNumber })
  keptCents!: number;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
