import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
-- Each act stands in a commit of its own, whose link covers it. What goes by age stays there by its digest.
ALTER TABLE sync.parked_event_act
  ADD COLUMN act_commit bigint,
  ADD COLUMN act_ordinal integer,
  ADD COLUMN took_effect boolean NOT NULL DEFAULT true,
  ADD COLUMN note_digest text,
  ADD COLUMN payload_digest text,
  ALTER COLUMN note DROP NOT NULL;
CREATE INDEX parked_event_act_by_commit ON sync.parked_event_act (act_commit, act_ordinal) WHERE act_commit IS NOT NULL;

-- Acts from before: links of then do not cover them. A correction counted if the event has its payload.
SELECT set_config('sync.forgets', 'parked_event_act', true);
UPDATE sync.parked_event_act a SET took_effect = false WHERE a.act = 'correct' AND NOT EXISTS (SELECT 1 FROM sync.parked_event p
  WHERE (p.group_name, p.commit, p.ordinal) = (a.group_name, a.commit, a.ordinal) AND p.corrected_payload::jsonb = a.payload::jsonb);
SELECT set_config('sync.forgets', '', true);

CREATE OR REPLACE FUNCTION sync.forget_parked_events(before_ms bigint, rows_max integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE dropped bigint;
BEGIN
  PERFORM set_config('sync.forgets', 'parked_event_act', true);
  WITH old AS (DELETE FROM sync.parked_event WHERE (group_name, commit, ordinal) IN (SELECT group_name, commit, ordinal
      FROM sync.parked_event WHERE resolved_at_ms < before_ms LIMIT rows_max) RETURNING group_name, commit, ordinal),
    acts AS (UPDATE sync.parked_event_act a SET note = NULL, note_digest = sync.digest_of(a.note), payload = NULL,
        payload_digest = sync.digest_of(a.payload::text) FROM old
      WHERE (a.group_name, a.commit, a.ordinal) = (old.group_name, old.commit, old.ordinal))
  SELECT count(*) INTO dropped FROM old;
  PERFORM set_config('sync.forgets', '', true);
  RETURN dropped;
END $$;
`;

const DOWN = `
CREATE OR REPLACE FUNCTION sync.forget_parked_events(before_ms bigint, rows_max integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE dropped bigint;
BEGIN
  PERFORM set_config('sync.forgets', 'parked_event_act', true);
  WITH old AS (SELECT group_name, commit, ordinal FROM sync.parked_event WHERE resolved_at_ms < before_ms LIMIT rows_max),
    acts AS (DELETE FROM sync.parked_event_act a USING old
      WHERE (a.group_name, a.commit, a.ordinal) = (old.group_name, old.commit, old.ordinal))
  DELETE FROM sync.parked_event p USING old
    WHERE (p.group_name, p.commit, p.ordinal) = (old.group_name, old.commit, old.ordinal);
  GET DIAGNOSTICS dropped = ROW_COUNT;
  PERFORM set_config('sync.forgets', '', true);
  RETURN dropped;
END $$;
SELECT set_config('sync.forgets', 'parked_event_act', true);
DELETE FROM sync.parked_event_act WHERE note IS NULL;
SELECT set_config('sync.forgets', '', true);
DROP INDEX sync.parked_event_act_by_commit;
ALTER TABLE sync.parked_event_act ALTER COLUMN note SET NOT NULL, DROP COLUMN act_commit, DROP COLUMN act_ordinal,
  DROP COLUMN took_effect, DROP COLUMN note_digest, DROP COLUMN payload_digest;
`;

/** The chain covers what staff did about events that were set aside. */
export class ChainEventActs1763856001900 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
