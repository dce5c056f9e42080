import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE INDEX client_group_by_subject ON sync.client_group (subject);
ALTER TABLE sync.client ADD COLUMN begun_at_ms bigint;

-- A server of before this migration goes on parking without them while it is replaced.
ALTER TABLE sync.parked ADD COLUMN subject text, ADD COLUMN bytes integer;
UPDATE sync.parked p SET subject = l.subject, bytes = octet_length(l.args::text) + coalesce(octet_length(l.base::text), 0)
  FROM sync.ledger l WHERE l.client_id = p.client_id AND l.mutation_id = p.mutation_id AND p.resolved_commit IS NULL;
CREATE INDEX parked_by_subject ON sync.parked (subject, bytes) WHERE resolved_commit IS NULL;

CREATE INDEX outcome_by_subject ON sync.outcome (subject, commit);
CREATE INDEX ledger_by_subject ON sync.ledger (subject, commit, ordinal);

CREATE TABLE sync.credentials (
  subject text PRIMARY KEY,
  in_force json NOT NULL,
  commit bigint NOT NULL
);
`;

const DOWN = `
DROP TABLE sync.credentials;
DROP INDEX sync.ledger_by_subject, sync.outcome_by_subject, sync.parked_by_subject;
ALTER TABLE sync.parked DROP COLUMN subject, DROP COLUMN bytes;
ALTER TABLE sync.client DROP COLUMN begun_at_ms;
DROP INDEX sync.client_group_by_subject;
`;

/** What one person has is counted where it grows, and staff find what one person did. */
export class BoundPeople1763856001100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
