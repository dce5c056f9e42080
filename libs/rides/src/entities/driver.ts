import { asNumber } from '#sync';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Position } from '../rules/position.ts';
import type { Driver } from '../state.ts';

/** A driver's shift as a row. */
@Entity({ schema: 'rides', name: 'driver' })
@Index('driver_free', ['driverId'], { where: 'online AND active_ride_id IS NULL AND offered_ride_id IS NULL' })
@Check('driver_one_ride', 'active_ride_id IS NULL OR offered_ride_id IS NULL')
@Check('driver_offline_has_no_ride', 'online OR (active_ride_id IS NULL AND offered_ride_id IS NULL)')
@Check('driver_shift_is_counted', 'shift_epoch >= 0 AND (device IS NULL OR shift_epoch > 0)')
export class DriverRow implements Driver {
  @PrimaryColumn('text', { name: 'driver_id' })
  driverId!: string;

  @Column('boolean', { name: 'online' })
  online!: boolean;

  @Column('jsonb', { name: 'position', nullable: true })
  position!: Position | null;

  @Column('bigint', { name: 'position_at_ms', nullable: true, transformer: asNumber })
  positionAtMs!: number | null;

  @Column('uuid', { name: 'active_ride_id', nullable: true })
  activeRideId!: string | null;

  @Column('uuid', { name: 'offered_ride_id', nullable: true })
  offeredRideId!: string | null;

  @Column('text', { name: 'device', nullable: true })
  device!: string | null;

  @Column('integer', { name: 'shift_epoch' })
  shiftEpoch!: number;

  @Column('bigint', { name: 'online_changed_at_ms', transformer: asNumber })
  onlineChangedAtMs!: number;

  @Column('bigint', { name: 'online_changed_claimed_at_ms', nullable: true, transformer: asNumber })
  onlineChangedClaimedAtMs!: number | null;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
