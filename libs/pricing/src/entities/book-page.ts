import { asNumber } from '#sync';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { BookPage } from '../state.ts';

/** A signed page of the book. The database refuses every change but its retirement. */
@Entity({ schema: 'pricing', name: 'book_page' })
@Index('book_page_by_date', ['page', 'validFromMs'])
@Index('book_page_by_content', ['page', 'contentVersion'])
@Check('book_page_id_is_its_name', "page_id = page || '/' || version")
@Check('book_page_dates_in_order', 'valid_from_ms < valid_to_ms AND valid_to_ms <= honoured_until_ms')
export class BookPageRow implements BookPage {
  @PrimaryColumn('text', { name: 'page_id' })
  pageId!: string;

  @Column('text', { name: 'page' })
  page!: string;

  @Column('text', { name: 'version' })
  version!: string;

  @Column('text', { name: 'content_version' })
  contentVersion!: string;

  @Column('text', { name: 'content_hash' })
  contentHash!: string;

  @Column('text', { name: 'key_id' })
  keyId!: string;

  @Column('text', { name: 'jws' })
  jws!: string;

  @Column('bigint', { name: 'valid_from_ms', transformer: asNumber })
  validFromMs!: number;

  @Column('bigint', { name: 'valid_to_ms', transformer: asNumber })
  validToMs!: number;

  @Column('bigint', { name: 'honoured_until_ms', transformer: asNumber })
  honouredUntilMs!: number;

  @Column('bigint', { name: 'published_at_ms', transformer: asNumber })
  publishedAtMs!: number;

  @Column('bigint', { name: 'retired_at_ms', nullable: true, transformer: asNumber })
  retiredAtMs!: number | null;

  @Column('bigint', { name: 'commit', transformer: asNumber })
  commit!: number;
}
