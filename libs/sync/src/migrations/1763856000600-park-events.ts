import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE sync.parked_event (
  group_name text NOT NULL,
  commit bigint NOT NULL,
  ordinal integer NOT NULL,
  type text NOT NULL,
  key text NOT NULL,
  set_aside_at_ms bigint NOT NULL,
  tries integer NOT NULL,
  tried_at_ms bigint,
  last_error text,
  due_at_ms bigint,
  parked_at_ms bigint,
  corrected_payload json,
  resolved_at_ms bigint,
  resolved_as text,
  PRIMARY KEY (group_name, commit, ordinal),
  CONSTRAINT parked_event_resolved_whole CHECK ((resolved_at_ms IS NULL) = (resolved_as IS NULL)),
  CONSTRAINT parked_event_resolved_not_due CHECK (resolved_at_ms IS NULL OR due_at_ms IS NULL)
);
CREATE INDEX parked_event_by_lane ON sync.parked_event (group_name, key, commit, ordinal) WHERE resolved_at_ms IS NULL;
CREATE INDEX parked_event_by_due ON sync.parked_event (group_name, due_at_ms) WHERE due_at_ms IS NOT NULL;

CREATE TABLE sync.parked_event_act (
  group_name text NOT NULL,
  commit bigint NOT NULL,
  ordinal integer NOT NULL,
  number integer NOT NULL,
  at_ms bigint NOT NULL,
  act text NOT NULL,
  by text NOT NULL,
  note text NOT NULL,
  payload json,
  PRIMARY KEY (group_name, commit, ordinal, number)
);
CREATE TRIGGER parked_event_act_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sync.parked_event_act
  FOR EACH STATEMENT EXECUTE FUNCTION sync.refuse_change();
`;

const DOWN = `
DROP TABLE sync.parked_event_act;
DROP TABLE sync.parked_event;
`;

/** An event that cannot be handled holds up its key and nothing else; what staff do about it is kept. */
export class ParkEvents1763856000600 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
