import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE sync.client_group ADD COLUMN commit bigint NOT NULL DEFAULT 0;
INSERT INTO sync.client_group (group_id, subject) SELECT group_id, subject FROM sync.device ON CONFLICT (group_id) DO NOTHING;
`;

/** Decisions may ask whose an install is; one that only asked for its credential is its person's too. */
export class OwnInstalls1763856000700 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE sync.client_group DROP COLUMN commit');
  }
}
