import { asNumber } from '#sync';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EntryReason, LedgerEntry, PostingLine } from '../rules/settle/posting.ts';

/** An entry of the ledger. Its lines sum to zero, and it is never changed: the database sees to both. */
@Entity({ schema: 'pricing', name: 'ledger_entry' })
@Index('entry_by_ride', ['rideId'])
@Check('entry_reason_known', "reason IN ('fare', 'cancellation', 'cash', 'refund')")
@Check('entry_sums_to_zero', 'pricing.sum_of(lines) = 0')
export class LedgerEntryRow implements LedgerEntry {
  @PrimaryColumn('text', { name: 'entry_id' })
  entryId!: string;

  @Column('text', { name: 'reason' })
  reason!: EntryReason;

  @Column('uuid', { name: 'ride_id' })
  rideId!: string;

  @Column('text', { name: 'driver_id', nullable: true })
  driverId!: string | null;

  @Column('jsonb', { name: 'lines' })
  lines!: PostingLine[];

  @Column('bigint', { name: 'posted_at_ms', transformer: asNumber })
  postedAtMs!: number;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
