import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
-- How far each class of data was dropped.
CREATE TABLE sync.forgotten (class text PRIMARY KEY, commit bigint NOT NULL);

-- From version 2 on a link covers one digest over all its events, which stays when they go.
ALTER TABLE sync.commit ADD COLUMN chain_version smallint NOT NULL DEFAULT 1, ADD COLUMN events_digest text;
ALTER TABLE sync.ledger ALTER COLUMN args DROP NOT NULL;
CREATE INDEX view_tombstones ON sync.view (commit) WHERE value IS NULL;

-- What has been decided stays as it was decided, but for what these functions drop.
CREATE OR REPLACE FUNCTION sync.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('sync.forgets', true) = TG_TABLE_NAME AND TG_OP <> 'TRUNCATE' THEN RETURN NULL; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION sync.forgot(of_class text, up_to bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO sync.forgotten (class, commit) VALUES (of_class, up_to)
  ON CONFLICT (class) DO UPDATE SET commit = greatest(forgotten.commit, EXCLUDED.commit)
$$;

CREATE FUNCTION sync.forget_ledger_arguments(after bigint, up_to bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE dropped bigint;
BEGIN
  PERFORM set_config('sync.forgets', 'ledger', true);
  UPDATE sync.ledger l SET args = NULL, base = NULL WHERE l.commit > after AND l.commit <= up_to AND l.args IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM sync.parked p
      WHERE p.client_id = l.client_id AND p.mutation_id = l.mutation_id AND p.resolved_commit IS NULL);
  GET DIAGNOSTICS dropped = ROW_COUNT;
  PERFORM sync.forgot('ledger-arguments', up_to);
  PERFORM set_config('sync.forgets', '', true);
  RETURN dropped;
END $$;

CREATE FUNCTION sync.forget_parked_work(after bigint, up_to bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE dropped bigint;
BEGIN
  PERFORM set_config('sync.forgets', 'ledger', true);
  UPDATE sync.ledger l SET args = NULL, base = NULL FROM sync.parked p WHERE p.client_id = l.client_id
    AND p.mutation_id = l.mutation_id AND p.resolved_commit > after AND p.resolved_commit <= up_to;
  UPDATE sync.parked SET corrected_args = NULL, correction_note = NULL, detail = ''
    WHERE resolved_commit > after AND resolved_commit <= up_to;
  GET DIAGNOSTICS dropped = ROW_COUNT;
  PERFORM sync.forgot('parked-work', up_to);
  PERFORM set_config('sync.forgets', '', true);
  RETURN dropped;
END $$;

CREATE FUNCTION sync.forget_events(commits bigint[], digests text[], up_to bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE dropped bigint;
BEGIN
  PERFORM set_config('sync.forgets', 'commit', true);
  UPDATE sync.commit c SET events_digest = q.digest FROM unnest(commits, digests) AS q(commit, digest)
    WHERE c.commit = q.commit AND c.events_digest IS NULL;
  DELETE FROM sync.outbox WHERE commit = ANY(commits);
  GET DIAGNOSTICS dropped = ROW_COUNT;
  PERFORM sync.forgot('events', up_to);
  PERFORM set_config('sync.forgets', '', true);
  RETURN dropped;
END $$;

CREATE FUNCTION sync.forget_parked_events(before_ms bigint, rows_max integer) RETURNS bigint LANGUAGE plpgsql AS $$
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
`;

const DOWN = `
DROP FUNCTION sync.forget_parked_events, sync.forget_events, sync.forget_parked_work, sync.forget_ledger_arguments, sync.forgot;
CREATE OR REPLACE FUNCTION sync.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP INDEX sync.view_tombstones;
ALTER TABLE sync.ledger ALTER COLUMN args SET NOT NULL;
ALTER TABLE sync.commit DROP COLUMN chain_version, DROP COLUMN events_digest;
DROP TABLE sync.forgotten;
`;

/** What is old is dropped: arguments, events, tombstones, parked work that is decided. The chain keeps verifying. */
export class Forget1763856001000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
