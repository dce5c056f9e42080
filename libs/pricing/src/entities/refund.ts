import { asNumber } from '#sync';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Refund } from '../state.ts';

/** Something given back of a fare. Never changed. */
@Entity({ schema: 'pricing', name: 'refund' })
@Index('refund_by_ride', ['rideId'])
@Index('refund_by_time', ['refundedAtMs', 'refundId'])
@Check('refund_is_something', 'refund_cents > 0')
export class RefundRow implements Refund {
  @PrimaryColumn('uuid', { name: 'refund_id' })
  refundId!: string;

  @Column('uuid', { name: 'ride_id' })
  rideId!: string;

  @Column('integer', { name: 'refund_cents' })
  refundCents!: number;

  @Column('text', { name: 'reason' })
  reason!: string;

  @Column('text', { name: 'refunded_by' })
  refundedBy!: string;

  @Column('bigint', { name: 'refunded_at_ms', transformer: asNumber })
  refundedAtMs!: number;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
