import { asNumber } from '#sync';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { TenderCurrency } from '../rules/settle/cash.ts';
import type { CashPayment } from '../state.ts';

/** Cash that a driver took. Never changed. */
@Entity({ schema: 'pricing', name: 'cash_payment' })
@Index('cash_by_ride', ['rideId'])
@Check('cash_currency_known', "currency IN ('BBD', 'USD')")
@Check(
  'cash_adds_up',
  "kept_cents = tendered_cents * CASE currency WHEN 'USD' THEN 2 ELSE 1 END - change_cents AND kept_cents >= 0",
)
@Check('cash_in_coins', 'tendered_cents % 5 = 0 AND change_cents % 5 = 0 AND cash_due_cents % 5 = 0')
export class CashPaymentRow implements CashPayment {
  @PrimaryColumn('uuid', { name: 'payment_id' })
  paymentId!: string;

  @Column('uuid', { name: 'ride_id' })
  rideId!: string;

  @Column('text', { name: 'rider_id' })
  riderId!: string;

  @Column('text', { name: 'driver_id' })
  driverId!: string;

  @Column('text', { name: 'currency' })
  currency!: TenderCurrency;

  @Column('integer', { name: 'tendered_cents' })
  tenderedCents!: number;

  @Column('integer', { name: 'change_cents' })
  changeCents!: number;

  @Column('integer', { name: 'kept_cents' })
  keptCents!: number;

  @Column('integer', { name: 'fare_cents' })
  fareCents!: number;

  @Column('integer', { name: 'cash_due_cents' })
  cashDueCents!: number;

  @Column('bigint', { name: 'recorded_at_ms', transformer: asNumber })
  recordedAtMs!: number;

  @Column('bigint', { name: 'recorded_claimed_at_ms', nullable: true, transformer: asNumber })
  recordedClaimedAtMs!: number | null;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
