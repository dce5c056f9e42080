import { asNumber } from '#sync';
import type { MapDates } from '#rides/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Until when bookings with a map stand, so that it is known by key. */
@Entity({ schema: 'pricing', name: 'map_dates' })
export class MapDatesRow implements MapDates {
  @PrimaryColumn('text', { name: 'map_version' })
  mapVersion!: string;

  @Column('bigint', { name: 'honoured_until_ms', transformer: asNumber })
  honouredUntilMs!: number;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
