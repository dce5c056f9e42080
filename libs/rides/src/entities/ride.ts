import { asNumber } from '#sync';
import { Check, Column, Entity, Exclusion, Index, PrimaryColumn } from 'typeorm';
import type { Position } from '../rules/position.ts';
import type { QuotePin } from '../rules/quote.ts';
import type { CancelReason, LapseReason, NoShowProof, Ride, RideStatus } from '../state.ts';

/** A ride as a row. Its properties are the state's, and `commit`: the pipeline writes both. */
@Entity({ schema: 'rides', name: 'ride' })
@Index('ride_by_rider', ['riderId', 'requestedAtMs', 'rideId'])
@Index('ride_by_driver', ['driverId', 'requestedAtMs', 'rideId'], { where: 'driver_id IS NOT NULL' })
@Index('ride_by_request', ['requestedAtMs', 'rideId'])
@Index('ride_by_status', ['status', 'requestedAtMs', 'rideId'])
@Index('ride_waiting', ['queuedAtMs', 'rideId'], { where: "status = 'requested'" })
@Index('ride_wait_end', ['wantedUntilMs', 'queuedAtMs'], { where: "status IN ('requested', 'offered')" })
@Index('ride_offer_expiry', ['offerExpiresAtMs'], { where: "status = 'offered'" })
@Check(
  'ride_status_known',
  "status IN ('requested', 'offered', 'accepted', 'arrived', 'started', 'ended', 'cancelled', 'lapsed')",
)
@Check(
  'ride_pickup_on_island',
  "COALESCE((pickup ->> 'lat')::double precision BETWEEN 13.0 AND 13.4 AND (pickup ->> 'lon')::double precision BETWEEN -59.7 AND -59.4, false)",
)
@Check(
  'ride_dropoff_on_island',
  "COALESCE((dropoff ->> 'lat')::double precision BETWEEN 13.0 AND 13.4 AND (dropoff ->> 'lon')::double precision BETWEEN -59.7 AND -59.4, false)",
)
@Check('ride_fare_not_negative', 'quoted_fare_cents >= 0')
@Check('ride_pin_form', "pin_hash ~ '^[0-9a-f]{64}$' AND pin_salt ~ '^[0-9a-f]{16,64}$'")
@Check('ride_pin_tries', 'pin_failures BETWEEN 0 AND 5')
@Check('ride_driver_not_rider', 'driver_id <> rider_id')
@Check(
  'ride_driver_fits_status',
  "CASE WHEN status IN ('requested', 'lapsed') THEN driver_id IS NULL WHEN status = 'cancelled' THEN true ELSE driver_id IS NOT NULL END",
)
@Check('ride_offer_fits_status', "(status = 'offered') = (offer_expires_at_ms IS NOT NULL)")
@Check(
  'ride_times_fit_status',
  "CASE status WHEN 'accepted' THEN accepted_at_ms IS NOT NULL WHEN 'arrived' THEN arrived_at_ms IS NOT NULL WHEN 'started' THEN started_at_ms IS NOT NULL WHEN 'ended' THEN ended_at_ms IS NOT NULL ELSE true END",
)
@Check(
  'ride_cancel_fits_status',
  "(status = 'cancelled') = (cancelled_at_ms IS NOT NULL) AND (cancelled_at_ms IS NULL) = (cancelled_by IS NULL)",
)
@Check('ride_lapse_has_reason', "status <> 'lapsed' OR lapse_reason IS NOT NULL")
@Check('ride_offline_booking_known', "offline_booking IN ('open', 'settled')")
@Check('ride_device_has_driver', 'driver_device IS NULL OR driver_id IS NOT NULL')
@Check('ride_no_show_is_proven', "(no_show IS NOT NULL) = COALESCE(cancelled_by = 'driver', false)")
@Exclusion(
  'ride_one_open_per_rider',
  "USING btree (rider_id WITH =) WHERE (status IN ('requested', 'offered', 'accepted', 'arrived', 'started'))",
  { deferrable: 'INITIALLY DEFERRED' },
)
@Exclusion(
  'ride_one_active_per_driver',
  "USING btree (driver_id WITH =) WHERE (status IN ('offered', 'accepted', 'arrived', 'started'))",
  { deferrable: 'INITIALLY DEFERRED' },
)
export class RideRow implements Ride {
  @PrimaryColumn('uuid', { name: 'ride_id' })
  rideId!: string;

  @Column('text', { name: 'rider_id' })
  riderId!: string;

  @Column('text', { name: 'booked_by' })
  bookedBy!: 'rider' | 'dispatcher';

  @Column('text', { name: 'status' })
  status!: RideStatus;

  @Column('jsonb', { name: 'pickup' })
  pickup!: Position;

  @Column('jsonb', { name: 'dropoff' })
  dropoff!: Position;

  @Column('integer', { name: 'quoted_fare_cents', nullable: true })
  quotedFareCents!: number | null;

  @Column('jsonb', { name: 'quote_pin', nullable: true })
  quotePin!: QuotePin | null;

  @Column('text', { name: 'pin_salt' })
  pinSalt!: string;

  @Column('text', { name: 'pin_hash' })
  pinHash!: string;

  @Column('integer', { name: 'pin_failures' })
  pinFailures!: number;

  @Column('text', { name: 'driver_id', nullable: true })
  driverId!: string | null;

  @Column('text', { name: 'driver_device', nullable: true })
  driverDevice!: string | null;

  @Column('integer', { name: 'offer_count' })
  offerCount!: number;

  @Column('bigint', { name: 'offered_at_ms', nullable: true, transformer: asNumber })
  offeredAtMs!: number | null;

  @Column('bigint', { name: 'offer_expires_at_ms', nullable: true, transformer: asNumber })
  offerExpiresAtMs!: number | null;

  @Column('text', { name: 'declined_driver_ids', array: true })
  declinedDriverIds!: string[];

  @Column('text', { name: 'missed_driver_ids', array: true })
  missedDriverIds!: string[];

  @Column('bigint', { name: 'requested_at_ms', transformer: asNumber })
  requestedAtMs!: number;

  @Column('bigint', { name: 'requested_claimed_at_ms', nullable: true, transformer: asNumber })
  requestedClaimedAtMs!: number | null;

  @Column('bigint', { name: 'wanted_until_ms', nullable: true, transformer: asNumber })
  wantedUntilMs!: number | null;

  @Column('text', { name: 'lapse_reason', nullable: true })
  lapseReason!: LapseReason | null;

  @Column('text', { name: 'offline_booking', nullable: true })
  offlineBooking!: 'open' | 'settled' | null;

  @Column('bigint', { name: 'queued_at_ms', nullable: true, transformer: asNumber })
  queuedAtMs!: number | null;

  @Column('bigint', { name: 'accepted_at_ms', nullable: true, transformer: asNumber })
  acceptedAtMs!: number | null;

  @Column('bigint', { name: 'accepted_claimed_at_ms', nullable: true, transformer: asNumber })
  acceptedClaimedAtMs!: number | null;

  @Column('bigint', { name: 'arrived_at_ms', nullable: true, transformer: asNumber })
  arrivedAtMs!: number | null;

  @Column('bigint', { name: 'arrived_claimed_at_ms', nullable: true, transformer: asNumber })
  arrivedClaimedAtMs!: number | null;

  @Column('jsonb', { name: 'arrived_position', nullable: true })
  arrivedPosition!: Position | null;

  @Column('bigint', { name: 'started_at_ms', nullable: true, transformer: asNumber })
  startedAtMs!: number | null;

  @Column('bigint', { name: 'started_claimed_at_ms', nullable: true, transformer: asNumber })
  startedClaimedAtMs!: number | null;

  @Column('bigint', { name: 'ended_at_ms', nullable: true, transformer: asNumber })
  endedAtMs!: number | null;

  @Column('bigint', { name: 'ended_claimed_at_ms', nullable: true, transformer: asNumber })
  endedClaimedAtMs!: number | null;

  @Column('bigint', { name: 'cancelled_at_ms', nullable: true, transformer: asNumber })
  cancelledAtMs!: number | null;

  @Column('bigint', { name: 'cancelled_claimed_at_ms', nullable: true, transformer: asNumber })
  cancelledClaimedAtMs!: number | null;

  @Column('text', { name: 'cancelled_by', nullable: true })
  cancelledBy!: Ride['cancelledBy'];

  @Column('text', { name: 'cancelled_from_status', nullable: true })
  cancelledFromStatus!: RideStatus | null;

  @Column('text', { name: 'cancel_reason', nullable: true })
  cancelReason!: CancelReason | null;

  @Column('jsonb', { name: 'no_show', nullable: true })
  noShow!: NoShowProof | null;

  @Column('boolean', { name: 'comms_lost' })
  commsLost!: boolean;

  @Column('bigint', { name: 'comms_changed_at_ms', nullable: true, transformer: asNumber })
  commsChangedAtMs!: number | null;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
