import { asNumber } from '#sync';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Tariff } from '../rules/tariff.ts';
import type { TariffRecord } from '../state.ts';

/** A tariff as a row. Once it is published the database refuses every change but of its end and its promise. */
@Entity({ schema: 'pricing', name: 'tariff' })
@Index('tariff_by_date', ['effectiveFromMs'], { unique: true, where: "status = 'published'" })
@Check('tariff_status_known', "status IN ('proposed', 'published')")
@Check('tariff_hash_form', "document_hash ~ '^[0-9a-f]{64}$'")
@Check('tariff_two_people', "approved_by IS NULL OR proposed_by = 'system' OR approved_by <> proposed_by")
@Check(
  'tariff_approved_when_published',
  "(status = 'published') = (approved_by IS NOT NULL) AND (approved_by IS NULL) = (approved_at_ms IS NULL)",
)
@Check('tariff_ends_after_it_begins', 'effective_to_ms > effective_from_ms')
export class TariffRow implements TariffRecord {
  @PrimaryColumn('text', { name: 'version' })
  version!: string;

  @Column('text', { name: 'status' })
  status!: TariffRecord['status'];

  @Column('jsonb', { name: 'document' })
  document!: Tariff;

  @Column('text', { name: 'document_hash' })
  documentHash!: string;

  @Column('text', { name: 'proposed_by' })
  proposedBy!: string;

  @Column('bigint', { name: 'proposed_at_ms', transformer: asNumber })
  proposedAtMs!: number;

  @Column('text', { name: 'approved_by', nullable: true })
  approvedBy!: string | null;

  @Column('bigint', { name: 'approved_at_ms', nullable: true, transformer: asNumber })
  approvedAtMs!: number | null;

  @Column('bigint', { name: 'effective_from_ms', transformer: asNumber })
  effectiveFromMs!: number;

  @Column('bigint', { name: 'effective_to_ms', nullable: true, transformer: asNumber })
  effectiveToMs!: number | null;

  @Column('bigint', { name: 'honoured_until_ms', transformer: asNumber })
  honouredUntilMs!: number;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
