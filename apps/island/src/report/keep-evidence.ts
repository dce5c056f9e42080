import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KPIS } from '../kpi/measure.ts';
import { OUTAGE_LENGTH_SQL } from '../kpi/outage-length.ts';
import { textIn, type Query, type Row } from '../kpi/query.ts';
import { AGE_BY_HOUR_SQL } from '../kpi/unsynced-age.ts';

/** Every statement of the report by its title. */
const STATEMENTS = new Map([
  ...[...Map.groupBy(KPIS, ({ sql }) => sql)].map(
    ([sql, sharing]) => [sharing.map(({ title }) => title).join(' · '), sql] as const,
  ),
  ['Success against the length of the outage', OUTAGE_LENGTH_SQL],
  ['Queue age over the day', AGE_BY_HOUR_SQL],
]);

interface Column {
  readonly name: string;
  readonly type: string;
}

/**
 * Writes every table that a statement reads as CSV, with what loads them into an empty database and what measures them
 * there: `psql empty -f load.sql -f measure.sql` in that folder, without this program. The folder is made if need be.
 */
export async function keepEvidence(query: Query, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const load: string[] = [];
  for (const table of await tablesRead(query)) {
    const columns = await columnsOf(query, table);
    const rows = await query(`SELECT ${columns.map(({ name }) => `${quoted(name)}::text`).join(', ')} FROM ${table}`);
    await writeFile(join(folder, `${table}.csv`), csv(columns, rows));
    load.push(creating(table, columns), `\\copy ${table} FROM '${table}.csv' CSV HEADER`);
  }
  await writeFile(join(folder, 'load.sql'), `${load.join('\n')}\n`);
  const measuring = [...STATEMENTS].map(([title, sql]) => `\\echo ${title}\n${sql};\n`);
  await writeFile(join(folder, 'measure.sql'), measuring.join('\n'));
}

// Names of mutations look like names of tables: only what there is counts.
async function tablesRead(query: Query): Promise<readonly string[]> {
  const named = [...STATEMENTS.values()].flatMap(
    (sql) => sql.match(/\b(?:sync|rides|pricing|public|island)\.[a-z_]+\b/g) ?? [],
  );
  const list = [...new Set(named)].map((name) => `'${name}'`).join(', ');
  const rows = await query(
    `SELECT name FROM unnest(ARRAY[${list}]) AS name WHERE to_regclass(name) IS NOT NULL ORDER BY 1`,
  );
  return rows.map((row) => textIn(row, 'name'));
}

async function columnsOf(query: Query, table: string): Promise<readonly Column[]> {
  const rows = await query(`SELECT attname::text AS name, format_type(atttypid, atttypmod) AS type
FROM pg_attribute WHERE attrelid = '${table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`);
  return rows.map((row) => ({ name: textIn(row, 'name'), type: textIn(row, 'type') }));
}

function creating(table: string, columns: readonly Column[]): string {
  const [schema = ''] = table.split('.');
  const parts = columns.map(({ name, type }) => `${quoted(name)} ${type}`);
  return `CREATE SCHEMA IF NOT EXISTS ${schema};\nCREATE TABLE ${table} (${parts.join(', ')});`;
}

// What is null has no quotes, and what is empty has.
function csv(columns: readonly Column[], rows: readonly Row[]): string {
  const cell = (value: unknown): string => (typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : '');
  const lines = rows.map((row) => columns.map(({ name }) => cell(row[name])).join(','));
  return `${[columns.map(({ name }) => name).join(','), ...lines].join('\n')}\n`;
}

const quoted = (name: string): string => `"${name}"`;
