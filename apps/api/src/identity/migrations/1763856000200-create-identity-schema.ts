import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Storage of the embedded issuer. */
export class CreateIdentitySchema1763856000200 implements MigrationInterface {
  readonly name = 'CreateIdentitySchema1763856000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS identity');
    await runner.query(`
      CREATE TABLE identity.record (
        kind text NOT NULL,
        id text NOT NULL,
        payload jsonb NOT NULL,
        grant_id text,
        uid text,
        consumed_at_ms bigint,
        expires_at_ms bigint,
        CONSTRAINT record_pkey PRIMARY KEY (kind, id)
      )`);
    await runner.query('CREATE INDEX record_grant_id ON identity.record (grant_id)');
    await runner.query('CREATE INDEX record_uid ON identity.record (uid)');
    await runner.query('CREATE INDEX record_expires_at_ms ON identity.record (expires_at_ms)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA identity CASCADE');
  }
}
