import { asNumber } from '#sync';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { FareLine } from '../rules/fare-line.ts';
import type { CalledOff } from '../rules/settle/fees.ts';
import type { LegalCap } from '../rules/quote/legal-cap.ts';
import type { PlatformFee } from '../rules/quote/price.ts';
import type { RideFacts } from '../rules/settle/settlement.ts';
import type { VehicleClass } from '#rides/contracts';
import type { Assumption, TaxTreatment } from '../rules/tariff.ts';
import type { Fare } from '../state.ts';

/** A fare or a cancellation fee. The database refuses every change but what is given back of it. */
@Entity({ schema: 'pricing', name: 'fare' })
@Index('fare_by_settlement', ['settledAtMs', 'rideId'])
@Check('fare_kind_known', "kind IN ('ride', 'cancellation')")
@Check('fare_within_law', 'fare_cents BETWEEN 0 AND legal_cap_cents')
@Check(
  'fare_tax_treatment_known',
  "ride_tax_treatment = 'standard' OR ride_tax_treatment = 'exempt' AND ride_tax_cents = 0",
)
@Check('fare_lines_sum', 'fare_cents = pricing.sum_of(lines)')
@Check('fare_fee_has_a_row', "(kind = 'cancellation') = (fee_row_id IS NOT NULL)")
@Check('fare_refund_within', 'refunded_cents BETWEEN 0 AND fare_cents')
@Check(
  'fare_can_be_run_again',
  "(kind = 'ride') = (facts IS NOT NULL) AND (kind = 'cancellation') = (called_off IS NOT NULL)",
)
export class FareRow implements Fare {
  @PrimaryColumn('uuid', { name: 'ride_id' })
  rideId!: string;

  @Column('text', { name: 'kind' })
  kind!: Fare['kind'];

  @Column('text', { name: 'rider_id' })
  riderId!: string;

  @Column('text', { name: 'driver_id', nullable: true })
  driverId!: string | null;

  @Column('text', { name: 'rule' })
  rule!: Fare['rule'];

  @Column('integer', { name: 'fare_cents' })
  fareCents!: number;

  @Column('jsonb', { name: 'lines' })
  lines!: FareLine[];

  @Column('integer', { name: 'meter_fare_cents' })
  meterFareCents!: number;

  @Column('integer', { name: 'legal_cap_cents' })
  legalCapCents!: number;

  @Column('integer', { name: 'driver_pay_cents' })
  driverPayCents!: number;

  @Column('integer', { name: 'discount_cents' })
  discountCents!: number;

  @Column('integer', { name: 'ride_tax_cents' })
  rideTaxCents!: number;

  @Column('text', { name: 'ride_tax_treatment' })
  rideTaxTreatment!: TaxTreatment;

  @Column('jsonb', { name: 'platform_fee' })
  platformFee!: PlatformFee;

  @Column('jsonb', { name: 'legal_cap', nullable: true })
  legalCap!: LegalCap | null;

  @Column('integer', { name: 'quoted_fare_cents', nullable: true })
  quotedFareCents!: number | null;

  @Column('integer', { name: 'reproduced_quote_cents', nullable: true })
  reproducedQuoteCents!: number | null;

  @Column('integer', { name: 'recomputed_fare_cents', nullable: true })
  recomputedFareCents!: number | null;

  @Column('integer', { name: 'difference_cents', nullable: true })
  differenceCents!: number | null;

  @Column('integer', { name: 'bound_cents', nullable: true })
  boundCents!: number | null;

  @Column('integer', { name: 'upward_cap_cents', nullable: true })
  upwardCapCents!: number | null;

  @Column('text', { name: 'vehicle_class' })
  vehicleClass!: VehicleClass;

  @Column('text', { name: 'tariff_version' })
  tariffVersion!: string;

  @Column('text', { name: 'tariff_hash' })
  tariffHash!: string;

  @Column('text', { name: 'tariff_in_force_version' })
  tariffInForceVersion!: string;

  @Column('text', { name: 'map_version', nullable: true })
  mapVersion!: string | null;

  @Column('text', { name: 'fee_row_id', nullable: true })
  feeRowId!: string | null;

  @Column('integer', { name: 'distance_meters', nullable: true })
  distanceMeters!: number | null;

  @Column('integer', { name: 'tolerance_meters', nullable: true })
  toleranceMeters!: number | null;

  @Column('bigint', { name: 'trip_at_ms', transformer: asNumber })
  tripAtMs!: number;

  @Column('text', { name: 'trip_at_utc' })
  tripAtUtc!: string;

  @Column('text', { name: 'trip_at_local' })
  tripAtLocal!: string;

  @Column('jsonb', { name: 'facts', nullable: true })
  facts!: RideFacts | null;

  @Column('jsonb', { name: 'called_off', nullable: true })
  calledOff!: CalledOff | null;

  @Column('jsonb', { name: 'assumptions' })
  assumptions!: Assumption[];

  @Column('integer', { name: 'refunded_cents' })
  refundedCents!: number;

  @Column('bigint', { name: 'settled_at_ms', transformer: asNumber })
  settledAtMs!: number;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
