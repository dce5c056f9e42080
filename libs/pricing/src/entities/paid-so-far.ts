import { asNumber } from '#sync';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { PaidSoFar } from '../state.ts';

/** What of a ride was paid in cash so far. */
@Entity({ schema: 'pricing', name: 'paid_so_far' })
@Check('paid_is_counted', 'payments >= 1 AND kept_cents >= 0')
export class PaidSoFarRow implements PaidSoFar {
  @PrimaryColumn('uuid', { name: 'ride_id' })
  rideId!: string;

  @Column('text', { name: 'rider_id' })
  riderId!: string;

  @Column('text', { name: 'driver_id' })
  driverId!: string;

  @Column('integer', { name: 'payments' })
  payments!: number;

  @Column('integer', { name: 'kept_cents' })
  keptCents!: number;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
