import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE SCHEMA IF NOT EXISTS routing;

CREATE TABLE routing.place (
  place_id text PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL,
  parish text NOT NULL,
  lat_microdegrees integer NOT NULL,
  lon_microdegrees integer NOT NULL,
  approximate boolean NOT NULL,
  commit bigint NOT NULL
);

CREATE TABLE routing.zone (
  zone_id text PRIMARY KEY,
  kind text NOT NULL,
  name text NOT NULL,
  reason text NOT NULL,
  rings jsonb NOT NULL,
  from_ms bigint NOT NULL,
  to_ms bigint,
  assumed boolean NOT NULL,
  commit bigint NOT NULL,
  CONSTRAINT zone_kind_known CHECK (kind IN ('no_pickup', 'weak_coverage', 'slow')),
  CONSTRAINT zone_ends_after_it_begins CHECK (to_ms >= from_ms)
);

CREATE TABLE routing.closure (
  closure_id text PRIMARY KEY,
  reason text NOT NULL,
  edges text[] NOT NULL,
  points jsonb NOT NULL,
  from_ms bigint NOT NULL,
  to_ms bigint,
  opened_at_ms bigint NOT NULL,
  lifted_at_ms bigint,
  commit bigint NOT NULL,
  CONSTRAINT closure_ends_after_it_begins CHECK (to_ms >= from_ms),
  CONSTRAINT closure_not_dated_back CHECK (from_ms >= opened_at_ms)
);
`;

/** The tables of routing. */
export class CreateRoutingSchema1763856200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA routing CASCADE');
  }
}
