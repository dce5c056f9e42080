import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
-- From version 3 on a link covers bases and notes by digests, which stay when these go.
ALTER TABLE sync.ledger ADD COLUMN base_digest text;
ALTER TABLE sync.parked ADD COLUMN detail_digest text;

CREATE TABLE sync.correction (
  commit bigint NOT NULL,
  ordinal integer NOT NULL,
  client_id text NOT NULL,
  mutation_id bigint NOT NULL,
  args_hash text NOT NULL,
  by text NOT NULL,
  note text,
  note_digest text,
  PRIMARY KEY (commit, ordinal)
);
CREATE INDEX correction_by_work ON sync.correction (client_id, mutation_id, commit);
CREATE TRIGGER correction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sync.correction
  FOR EACH STATEMENT EXECUTE FUNCTION sync.refuse_change();

-- Corrections from before: links of then do not cover them.
INSERT INTO sync.correction (commit, ordinal, client_id, mutation_id, args_hash, by, note)
  SELECT h.commit, row_number() OVER (ORDER BY p.sequence) - 1, p.client_id, p.mutation_id, p.corrected_args_hash, p.corrected_by, p.correction_note
  FROM sync.parked p CROSS JOIN sync.head h WHERE p.corrected_args_hash IS NOT NULL;

CREATE FUNCTION sync.digest_of(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(words, 'UTF8')), 'hex')
$$;

CREATE OR REPLACE FUNCTION sync.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = ANY (string_to_array(current_setting('sync.forgets', true), ' ')) AND TG_OP <> 'TRUNCATE' THEN RETURN NULL; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION sync.forget_ledger_arguments(after bigint, up_to bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE dropped bigint;
BEGIN
  PERFORM set_config('sync.forgets', 'ledger', true);
  UPDATE sync.ledger l SET args = NULL, base = NULL, base_digest = sync.digest_of(base::text) WHERE l.commit > after AND l.commit <= up_to AND l.args IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM sync.parked p
      WHERE p.client_id = l.client_id AND p.mutation_id = l.mutation_id AND p.resolved_commit IS NULL);
  GET DIAGNOSTICS dropped = ROW_COUNT;
  PERFORM sync.forgot('ledger-arguments', up_to);
  PERFORM set_config('sync.forgets', '', true);
  RETURN dropped;
END $$;

CREATE OR REPLACE FUNCTION sync.forget_parked_work(after bigint, up_to bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE dropped bigint;
BEGIN
  PERFORM set_config('sync.forgets', 'ledger correction', true);
  UPDATE sync.ledger l SET args = NULL, base = NULL, base_digest = coalesce(l.base_digest, sync.digest_of(l.base::text)) FROM sync.parked p WHERE p.client_id = l.client_id
    AND p.mutation_id = l.mutation_id AND p.resolved_commit > after AND p.resolved_commit <= up_to;
  UPDATE sync.correction k SET note = NULL, note_digest = sync.digest_of(k.note) FROM sync.parked p WHERE k.client_id = p.client_id
    AND k.mutation_id = p.mutation_id AND p.resolved_commit > after AND p.resolved_commit <= up_to AND k.note IS NOT NULL;
  UPDATE sync.parked SET corrected_args = NULL, correction_note = NULL, detail = '', detail_digest = sync.digest_of(detail)
    WHERE resolved_commit > after AND resolved_commit <= up_to;
  GET DIAGNOSTICS dropped = ROW_COUNT;
  PERFORM sync.forgot('parked-work', up_to);
  PERFORM set_config('sync.forgets', '', true);
  RETURN dropped;
END $$;
`;

const DOWN = `
CREATE OR REPLACE FUNCTION sync.forget_ledger_arguments(after bigint, up_to bigint) RETURNS bigint LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION sync.forget_parked_work(after bigint, up_to bigint) RETURNS bigint LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION sync.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('sync.forgets', true) = TG_TABLE_NAME AND TG_OP <> 'TRUNCATE' THEN RETURN NULL; END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TABLE sync.correction;
DROP FUNCTION sync.digest_of;
ALTER TABLE sync.parked DROP COLUMN detail_digest;
ALTER TABLE sync.ledger DROP COLUMN base_digest;
`;

/** The chain covers who sent what from where and when, and what staff corrected. */
export class ChainSenders1763856001500 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
