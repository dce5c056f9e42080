import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = 'ALTER TABLE sync.outcome ADD COLUMN of_another boolean NOT NULL DEFAULT false';
const DOWN = 'ALTER TABLE sync.outcome DROP COLUMN of_another';

/** Of a conflict the person whose action stands is told, too. */
export class TellOfOthers1763856000400 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
