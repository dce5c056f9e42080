import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE sync.read (
  read_id text PRIMARY KEY,
  by text NOT NULL,
  roles text[] NOT NULL,
  route text NOT NULL,
  about text[] NOT NULL,
  people text[] NOT NULL,
  scopes text[] NOT NULL,
  reason text,
  at_ms bigint NOT NULL,
  commit bigint NOT NULL
);
CREATE INDEX read_by_reader ON sync.read (by, at_ms);
`;

/** What staff are shown of other people is written down. */
export class RecordReads1763856000800 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE sync.read');
  }
}
