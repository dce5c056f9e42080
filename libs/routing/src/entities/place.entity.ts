import { asNumber } from '#sync';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Place } from '../state.ts';

/** A place with a name, as a row. */
@Entity({ schema: 'routing', name: 'place' })
export class PlaceRow implements Place {
  @PrimaryColumn('text', { name: 'place_id' })
  placeId!: string;

  @Column('text', { name: 'name' })
  name!: string;

  @Column('text', { name: 'kind' })
  kind!: string;

  @Column('text', { name: 'parish' })
  parish!: string;

  @Column('integer', { name: 'lat_microdegrees' })
  latMicrodegrees!: number;

  @Column('integer', { name: 'lon_microdegrees' })
  lonMicrodegrees!: number;

  @Column('boolean', { name: 'approximate' })
  approximate!: boolean;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
