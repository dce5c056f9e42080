import type { MigrationInterface, QueryRunner } from 'typeorm';
import { jobSchemaSql } from '../jobs/job-schema.ts';

/**
 * Scheduled jobs and their runs: the schema that the pinned `pg-boss` wants. A later `pg-boss` that wants another one comes with
 * a migration like this, by `jobSchemaSql` of the version that is there: a new database may have that of the later one already.
 */
export class CreateJobs1763856000900 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(jobSchemaSql(null));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP SCHEMA jobs CASCADE');
  }
}
