import pg from 'pg';

/**
 * The ceiling: what the same Postgres does when nobody decides anything. For each mutation one row in each of six tables
 * (truth, ledger, view, stream, audit, outbox), in groups of 500, durable, one statement a table, all sent in one flight.
 */
const TABLES = `
  DROP SCHEMA IF EXISTS ceiling CASCADE;
  CREATE SCHEMA ceiling;
  CREATE TABLE ceiling.head (only_row boolean PRIMARY KEY DEFAULT true, commit bigint NOT NULL);
  INSERT INTO ceiling.head (commit) VALUES (0);
  CREATE TABLE ceiling.truth (id text PRIMARY KEY, a text, b text, n bigint, commit bigint);
  CREATE TABLE ceiling.ledger (client_id text, mutation_id bigint, args json, result text, commit bigint, PRIMARY KEY (client_id, mutation_id));
  CREATE TABLE ceiling.view (key text, scope text, value json, commit bigint, PRIMARY KEY (key, scope));
  CREATE INDEX ON ceiling.view (scope, commit, key);
  CREATE TABLE ceiling.stream (client_id text PRIMARY KEY, last_id bigint, commit bigint);
  CREATE TABLE ceiling.audit (id bigint PRIMARY KEY, metric text, notes text);
  CREATE TABLE ceiling.outbox (commit bigint, ordinal int, type text, payload json, PRIMARY KEY (commit, ordinal));`;

const GROUP_MUTATIONS = 500;
const VALUE = JSON.stringify({
  rideId: 'x'.repeat(36),
  status: 'requested',
  pickup: { lat: 13.06319, lon: -59.54224 },
  pad: 'y'.repeat(600),
});

const STATEMENTS: readonly (readonly [string, (group: Group) => unknown[]])[] = [
  [
    `INSERT INTO ceiling.truth SELECT id, a, a, 1, $3 FROM unnest($1::text[], $2::text[]) AS q(id, a)
     ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a, commit = EXCLUDED.commit`,
    (group) => [group.ids, group.values, group.commit],
  ],
  [
    `INSERT INTO ceiling.ledger SELECT client, id, args::json, args, $4 FROM unnest($1::text[], $2::bigint[], $3::text[]) AS q(client, id, args)`,
    (group) => [group.streams, group.numbers, group.values, group.commit],
  ],
  [
    `INSERT INTO ceiling.view SELECT id, 'rider:' || id, v::json, $3 FROM unnest($1::text[], $2::text[]) AS q(id, v)
     ON CONFLICT (key, scope) DO UPDATE SET value = EXCLUDED.value, commit = EXCLUDED.commit`,
    (group) => [group.ids, group.values, group.commit],
  ],
  [
    `INSERT INTO ceiling.stream SELECT client, max(id), $3 FROM unnest($1::text[], $2::bigint[]) AS q(client, id) GROUP BY client
     ON CONFLICT (client_id) DO UPDATE SET last_id = EXCLUDED.last_id, commit = EXCLUDED.commit`,
    (group) => [group.streams, group.numbers, group.commit],
  ],
  [
    `INSERT INTO ceiling.audit SELECT $1::bigint * 4096 + o, 'sync_applied', v FROM unnest($2::text[]) WITH ORDINALITY AS q(v, o)`,
    (group) => [group.commit, group.ids],
  ],
  [
    `INSERT INTO ceiling.outbox SELECT $1, o, 'rides.requested.v1', v::json FROM unnest($2::text[]) WITH ORDINALITY AS q(v, o)`,
    (group) => [group.commit, group.values],
  ],
];

interface Group {
  readonly commit: number;
  readonly ids: readonly string[];
  readonly streams: readonly string[];
  readonly numbers: readonly number[];
  readonly values: readonly string[];
}

function groupOf(commit: number): Group {
  const each = Array.from({ length: GROUP_MUTATIONS }, (_, index) => index);
  return {
    commit,
    ids: each.map((index) => `ride-${commit}-${index}`),
    streams: each.map((index) => `stream-${index % 50}`),
    numbers: each.map((index) => commit * GROUP_MUTATIONS + index),
    values: each.map(() => VALUE),
  };
}

/** Makes the six tables anew. */
export async function prepareCeiling(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(TABLES);
  await client.end();
}

let nextCommit = 1;

/** Mutations per second of the raw statements, over about this long. */
export async function measureCeiling(url: string, milliseconds: number): Promise<number> {
  const client = new pg.Client({ connectionString: url, pipeline: true });
  await client.connect();
  const begun = performance.now();
  let mutations = 0;
  while (performance.now() - begun < milliseconds) {
    await writeGroup(client, groupOf(nextCommit++));
    mutations += GROUP_MUTATIONS;
  }
  const seconds = (performance.now() - begun) / 1_000;
  await client.end();
  return mutations / seconds;
}

async function writeGroup(client: pg.Client, group: Group): Promise<void> {
  const sent = [client.query('BEGIN'), client.query('UPDATE ceiling.head SET commit = commit + 1')];
  for (const [text, values] of STATEMENTS)
    sent.push(client.query({ name: text.slice(0, 40), text, values: values(group) }));
  sent.push(client.query('COMMIT'));
  await Promise.all(sent);
}
