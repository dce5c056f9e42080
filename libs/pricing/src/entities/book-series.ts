import { asNumber } from '#sync';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { BookSeries } from '../state.ts';

/** How many versions of a page there have been. */
@Entity({ schema: 'pricing', name: 'book_series' })
@Check('book_series_counts_up', 'serial >= 1')
export class BookSeriesRow implements BookSeries {
  @PrimaryColumn('text', { name: 'page' })
  page!: string;

  @Column('integer', { name: 'serial' })
  serial!: number;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
