import { asNumber } from '#sync';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Rider } from '../state.ts';

/** A rider as a row: it exists so that the one open ride is a fact, not a search. */
@Entity({ schema: 'rides', name: 'rider' })
export class RiderRow implements Rider {
  @PrimaryColumn('text', { name: 'rider_id' })
  riderId!: string;

  @Column('uuid', { name: 'open_ride_id', nullable: true })
  openRideId!: string | null;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
