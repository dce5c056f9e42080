import { escapeIdentifier } from 'pg';
import type { DataSource } from './data-source.ts';

/** What this program does with a table. */
const EVERYTHING = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
/** The audit is only ever added to, and what was migrated is only looked up. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  'public.audit_offline_first_mobile_architecture': ['SELECT', 'INSERT'],
  'public.migrations': ['SELECT'],
};

/** The schema of jobs: its tables are no entities of ours. */
const JOBS = 'jobs';

/** Rights that the role of this process lacks, such as `INSERT on sync.ledger`. Tables that are not there yet are left out. */
export async function missingGrants(dataSource: DataSource): Promise<readonly string[]> {
  const wanted = tablesOf(dataSource).flatMap((table) => rightsOn(table).map((privilege) => ({ table, privilege })));
  const rows = await dataSource.query<{ missing: string }[]>(
    `SELECT privilege || ' on ' || wanted."table" AS missing
      FROM (SELECT * FROM json_to_recordset($1::json) AS entity ("table" text, privilege text)
        UNION ALL SELECT '${JOBS}.' || relname, privilege FROM pg_class, unnest($2::text[]) AS privilege
        WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = '${JOBS}') AND relkind IN ('r', 'p')) AS wanted
      JOIN pg_namespace schema ON schema.nspname = split_part(wanted."table", '.', 1)
      JOIN pg_class class ON class.relnamespace = schema.oid AND class.relname = split_part(wanted."table", '.', 2)
      WHERE NOT (has_schema_privilege(schema.oid, 'USAGE') AND has_table_privilege(class.oid, privilege))`,
    [JSON.stringify(wanted), EVERYTHING],
  );
  return rows.map(({ missing }) => missing);
}

/**
 * Lets a role do what this program does, and no more. As the owner, after each migration: what a migration makes belongs to
 * nobody else. Safe to repeat. @throws when there is no such role
 */
export async function grantTo(role: string, dataSource: DataSource): Promise<void> {
  const grantee = escapeIdentifier(role);
  const quoted = (table: string): string => table.split('.').map(escapeIdentifier).join('.');
  const tables = tablesOf(dataSource);
  const own = new Set(
    tables.map((table) => table.slice(0, table.indexOf('.'))).filter((schema) => schema !== 'public'),
  );
  const statements = [
    ...[...own, JOBS].flatMap((schema) => [
      `GRANT USAGE ON SCHEMA ${escapeIdentifier(schema)} TO ${grantee}`,
      `GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${escapeIdentifier(schema)} TO ${grantee}`,
    ]),
    ...tables.map((table) => `GRANT ${rightsOn(table).join(', ')} ON ${quoted(table)} TO ${grantee}`),
    `GRANT ${EVERYTHING.join(', ')} ON ALL TABLES IN SCHEMA ${JOBS} TO ${grantee}`,
  ];
  // All or nothing.
  await dataSource.query(`DO $grants$ BEGIN ${statements.map((one) => `${one};`).join(' ')} END $grants$`);
}

const rightsOn = (table: string): readonly string[] => ONLY[table] ?? EVERYTHING;

function tablesOf(dataSource: DataSource): readonly string[] {
  const entities = dataSource.entityMetadatas.map(({ schema = 'public', tableName }) => `${schema}.${tableName}`);
  return [...entities, 'public.migrations'];
}
