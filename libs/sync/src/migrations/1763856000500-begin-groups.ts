import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = "ALTER TABLE sync.cursor ADD COLUMN began_from text NOT NULL DEFAULT 'beginning'";
const DOWN = 'ALTER TABLE sync.cursor DROP COLUMN began_from';

/** A group of event handlers says where it begins. Those that ran before began with the oldest event. */
export class BeginGroups1763856000500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
