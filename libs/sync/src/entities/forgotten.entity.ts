import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Up to which commit a class of data was dropped. */
@Entity({ schema: 'sync', name: 'forgotten' })
export class ForgottenRow {
  @PrimaryColumn('text', { name: 'class' })
  class!: string;

  @Column('bigint', { name: 'commit' })
  commit!: string;
}
