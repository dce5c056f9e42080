import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE SCHEMA IF NOT EXISTS sync;

CREATE TABLE sync.head (
  singleton boolean PRIMARY KEY DEFAULT true,
  epoch integer NOT NULL,
  commit bigint NOT NULL,
  digest text NOT NULL,
  CONSTRAINT head_is_one_row CHECK (singleton),
  CONSTRAINT head_epoch_fits CHECK (epoch BETWEEN 0 AND 4095),
  CONSTRAINT head_commit_fits CHECK (commit BETWEEN 0 AND 1099511627775)
);
INSERT INTO sync.head (epoch, commit, digest) VALUES (0, 0, repeat('0', 64));

CREATE TABLE sync.commit (
  commit bigint PRIMARY KEY,
  epoch integer NOT NULL,
  committed_at_ms bigint NOT NULL,
  previous_digest text NOT NULL,
  digest text NOT NULL,
  effects_digest text NOT NULL,
  scopes text[] NOT NULL
);

CREATE TABLE sync.client_group (
  group_id text PRIMARY KEY,
  subject text NOT NULL
);

CREATE TABLE sync.client (
  client_id text PRIMARY KEY,
  group_id text NOT NULL,
  last_mutation_id bigint NOT NULL,
  last_commit bigint NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX client_by_group ON sync.client (group_id, last_commit);

CREATE TABLE sync.ledger (
  client_id text NOT NULL,
  mutation_id bigint NOT NULL,
  commit bigint NOT NULL,
  ordinal integer NOT NULL,
  group_id text NOT NULL,
  single boolean NOT NULL,
  subject text NOT NULL,
  roles text[] NOT NULL,
  name text NOT NULL,
  args json NOT NULL,
  args_hash text NOT NULL,
  base json,
  received_at_ms bigint NOT NULL,
  claimed_at_ms bigint,
  valid_until_ms bigint,
  offline boolean NOT NULL,
  outcome text NOT NULL,
  result text NOT NULL,
  PRIMARY KEY (client_id, mutation_id)
);
CREATE INDEX ledger_by_commit ON sync.ledger (commit, ordinal);

CREATE TABLE sync.parked (
  client_id text NOT NULL,
  mutation_id bigint NOT NULL,
  sequence bigint NOT NULL,
  parked_at_ms bigint NOT NULL,
  lane text,
  reason text NOT NULL,
  detail text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  corrected_args json,
  corrected_args_hash text,
  corrected_by text,
  correction_note text,
  resolved_commit bigint,
  resolved_ordinal integer,
  resolved_by text,
  resolved_result text,
  PRIMARY KEY (client_id, mutation_id)
);
CREATE INDEX parked_by_lane ON sync.parked (lane, sequence) WHERE resolved_commit IS NULL;
CREATE INDEX parked_by_resolution ON sync.parked (resolved_commit);

CREATE TABLE sync.outcome (
  outcome_id text PRIMARY KEY,
  subject text NOT NULL,
  client_id text NOT NULL,
  mutation_id bigint NOT NULL,
  name text NOT NULL,
  outcome json NOT NULL,
  decided_at_ms bigint NOT NULL,
  commit bigint NOT NULL
);

CREATE TABLE sync.view (
  key text NOT NULL,
  scope text NOT NULL,
  commit bigint NOT NULL,
  value json,
  PRIMARY KEY (key, scope)
);
CREATE INDEX view_by_scope ON sync.view (scope, commit, key);

CREATE TABLE sync.scope (
  scope text PRIMARY KEY,
  rows bigint NOT NULL,
  digest numeric(20,0) NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE sync.outbox (
  commit bigint NOT NULL,
  ordinal integer NOT NULL,
  type text NOT NULL,
  key text NOT NULL,
  payload json NOT NULL,
  occurred_at_ms bigint NOT NULL,
  PRIMARY KEY (commit, ordinal)
);

CREATE TABLE sync.cursor (
  group_name text PRIMARY KEY,
  commit bigint NOT NULL,
  ordinal integer NOT NULL
);

CREATE TABLE public.audit_offline_first_mobile_architecture (
  id bigint PRIMARY KEY,
  happened_at timestamptz NOT NULL,
  entity_id text NOT NULL,
  metric text NOT NULL,
  value double precision NOT NULL,
  notes text NOT NULL
);

-- What has been decided stays as it was decided.
CREATE FUNCTION sync.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sync.ledger
  FOR EACH STATEMENT EXECUTE FUNCTION sync.refuse_change();
CREATE TRIGGER commit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sync.commit
  FOR EACH STATEMENT EXECUTE FUNCTION sync.refuse_change();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.audit_offline_first_mobile_architecture
  FOR EACH STATEMENT EXECUTE FUNCTION sync.refuse_change();
`;

const DOWN = `
DROP TABLE public.audit_offline_first_mobile_architecture;
DROP SCHEMA sync CASCADE;
`;

/** The pipeline's own tables. */
export class CreateSyncSchema1763856000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
