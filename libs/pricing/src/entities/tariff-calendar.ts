import { asNumber } from '#sync';
import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { TariffCalendar } from '../state.ts';

/** Which tariff holds when: one row. */
@Entity({ schema: 'pricing', name: 'tariff_calendar' })
@Check('tariff_calendar_is_one', "calendar_id = 'tariffs'")
export class TariffCalendarRow implements TariffCalendar {
  @PrimaryColumn('text', { name: 'calendar_id' })
  calendarId!: 'tariffs';

  @Column('jsonb', { name: 'entries' })
  entries!: { version: string; effectiveFromMs: number }[];

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
