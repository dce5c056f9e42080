import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE sync.ledger ADD COLUMN sent_at_ms bigint, ADD COLUMN drain_episode text;
ALTER TABLE sync.client_group ADD COLUMN drained_episode text;
`;

const DOWN = `
ALTER TABLE sync.client_group DROP COLUMN drained_episode;
ALTER TABLE sync.ledger DROP COLUMN sent_at_ms, DROP COLUMN drain_episode;
`;

/** When pushes were sent, and which of them emptied a queue. */
export class TellOfDrains1763856000100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
