import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE INDEX parked_by_sequence ON sync.parked (sequence) WHERE resolved_commit IS NULL;
CREATE INDEX parked_resolved_by_sequence ON sync.parked (sequence) WHERE resolved_commit IS NOT NULL;
CREATE INDEX parked_unknown_by_detail ON sync.parked (detail, sequence)
  WHERE resolved_commit IS NULL AND reason = 'unknown_mutation';
`;

const DOWN = 'DROP INDEX sync.parked_by_sequence, sync.parked_resolved_by_sequence, sync.parked_unknown_by_detail';

/** A page of parked work, and work whose name is known by now, are found without reading all that is parked. */
export class FindParkedWork1763856001200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
