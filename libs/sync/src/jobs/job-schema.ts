import { getConstructionPlans, getMigrationPlans } from 'pg-boss';

/** The Postgres schema of jobs and their runs. Its tables are made and read by `pg-boss` alone; `jobs.store.ts` reads of runs. */
export const JOB_SCHEMA = 'jobs';

/** What brings the schema to what this version of `pg-boss` wants, from what it is; null: it is not there. */
export function jobSchemaSql(version: number | null): string {
  const plans = version === null ? getConstructionPlans(JOB_SCHEMA) : getMigrationPlans(JOB_SCHEMA, version);
  // A migration is a transaction already.
  return plans.replaceAll(/^\s*(BEGIN|COMMIT);\s*$/gm, '');
}
