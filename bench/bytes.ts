/**
 * Bytes of database and of WAL for each mutation, by part: riders book and cancel, each mutation a push of its own, as phones do
 * that have a network. Of WAL also what are images of whole pages, which come once for each page after a checkpoint.
 */
import { HttpPhone } from '#api/phone';
import { startTestCluster } from '#api/testing/test-cluster';
import { startTestIssuer } from '#api/testing/test-issuer';
import pg from 'pg';
import { bookAndCancel } from './deeds.ts';
import type { Benchmark, Figure } from './result.ts';
import { startServer } from './server-process.ts';

const PHONES = 16;
const MUTATIONS = 8_000;
const QUICK_MUTATIONS = 1_000;
/** Parts that are told by name: those with at least so many bytes of WAL for each mutation. */
const TOLD_BYTES_MIN = 100;

/** One relation that is not of the system. */
interface Part {
  readonly name: string;
  readonly bytes: number;
  readonly updates: number;
  readonly hotUpdates: number;
}

interface Wal {
  readonly name: string;
  readonly bytes: number;
  readonly images: number;
}

const PARTS = `SELECT c.oid::regclass::text AS name, pg_relation_size(c.oid)
    + CASE WHEN c.reltoastrelid = 0 THEN 0 ELSE pg_total_relation_size(c.reltoastrelid) END AS bytes,
  coalesce(s.n_tup_upd, 0) AS updates, coalesce(s.n_tup_hot_upd, 0) AS hot
  FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
  WHERE c.relkind IN ('r', 'i') AND c.relnamespace::regnamespace::text = ANY ('{sync,rides,pricing,routing,public,jobs}')`;

const WAL_PARTS = `SELECT coalesce(pg_filenode_relation(0, relfilenode)::regclass::text, 'the rest') AS name,
  sum(block_data_length + block_fpi_length) AS bytes, sum(block_fpi_length) AS images
  FROM pg_get_wal_block_info($1, $2) GROUP BY 1`;

async function partsOf(client: pg.Client): Promise<ReadonlyMap<string, Part>> {
  await client.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await client.query<Record<string, string>>(PARTS);
  return new Map(
    rows.map(({ name = '', bytes, updates, hot }) => [
      name,
      { name, bytes: Number(bytes), updates: Number(updates), hotUpdates: Number(hot) },
    ]),
  );
}

async function walBetween(client: pg.Client, from: string, to: string): Promise<readonly Wal[]> {
  const { rows } = await client.query<Record<string, string>>(WAL_PARTS, [from, to]);
  return rows.map(({ name = '', bytes, images }) => ({ name, bytes: Number(bytes), images: Number(images) }));
}

async function one<T>(client: pg.Client, sql: string): Promise<T> {
  const { rows } = await client.query<{ value: T }>(sql);
  return rows[0]?.value as T;
}

/** Books and cancels, so many mutations in all. */
async function drive(url: string, phones: readonly HttpPhone[], mutations: number): Promise<void> {
  const each = mutations / phones.length;
  const act = async (phone: HttpPhone): Promise<void> => {
    const next = bookAndCancel();
    for (let done = 0; done < each; done += 1) {
      const [outcome] = await phone.do(url, next(phone.lastId() + 1));
      phone.acknowledged.length = 0;
      if (outcome?.outcome !== 'applied') throw new Error(`a mutation ended as ${JSON.stringify(outcome)}`);
    }
  };
  await Promise.all(phones.map(act));
}

/** What was written from one look to the next. */
interface Measured {
  readonly mutations: number;
  readonly commits: number;
  readonly before: ReadonlyMap<string, Part>;
  readonly after: ReadonlyMap<string, Part>;
  readonly walBytes: number;
  readonly wal: readonly Wal[];
}

function figuresOf({ mutations, commits, before, after, walBytes, wal }: Measured): Figure[] {
  const each = (bytes: number) => bytes / mutations;
  const grown = [...after.values()].map(({ name, bytes }) => ({ name, bytes: bytes - (before.get(name)?.bytes ?? 0) }));
  const sum = (all: readonly { readonly bytes: number }[]) => all.reduce((bytes, part) => bytes + part.bytes, 0);
  const images = wal.reduce((bytes, part) => bytes + part.images, 0);
  const told = wal.filter(({ bytes }) => each(bytes) >= TOLD_BYTES_MIN).sort((a, b) => b.bytes - a.bytes);
  const hot = ['rides.ride', 'rides.rider', 'sync.view', 'sync.client', 'sync.scope', 'sync.head'].map((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    const updates = (is?.updates ?? 0) - (was?.updates ?? 0);
    const share = ((is?.hotUpdates ?? 0) - (was?.hotUpdates ?? 0)) / updates;
    return { metric: `${name}: updates that are HOT`, value: 100 * share, unit: '%' };
  });
  return [
    { metric: 'mutations in a commit', value: mutations / commits, unit: '' },
    { metric: 'database, for each mutation', value: each(sum(grown)), unit: 'bytes' },
    { metric: 'WAL, for each mutation', value: each(walBytes), unit: 'bytes' },
    { metric: 'of which images of whole pages', value: each(images), unit: 'bytes' },
    { metric: 'of which heads of records', value: each(walBytes - sum(wal)), unit: 'bytes' },
    ...told.flatMap(({ name, bytes, images: whole }) => [
      { metric: `  ${name}: WAL without images`, value: each(bytes - whole), unit: 'bytes' },
      { metric: `  ${name}: images`, value: each(whole), unit: 'bytes' },
    ]),
    ...grown
      .filter(({ bytes }) => each(bytes) >= TOLD_BYTES_MIN / 10)
      .sort((a, b) => b.bytes - a.bytes)
      .map(({ name, bytes }) => ({ metric: `  ${name}: grown by`, value: each(bytes), unit: 'bytes' })),
    ...hot,
  ];
}

export const run: Benchmark = async ({ quick, progress }) => {
  const cluster = await startTestCluster({ durable: true });
  const issuer = await startTestIssuer();
  const server = await startServer({
    DATABASE_URL: cluster.url,
    OIDC_ISSUER: issuer.issuer,
    OIDC_AUDIENCE: issuer.audience,
    BIMRIDE_ROLES: 'http,consumers',
  });
  const client = new pg.Client({ connectionString: cluster.url });
  const mutations = quick ? QUICK_MUTATIONS : MUTATIONS;
  try {
    await client.connect();
    await client.query('CREATE EXTENSION pg_walinspect');
    const phones = await Promise.all(
      Array.from({ length: PHONES }, async (_, at) => {
        const subject = `bytes-${at}`;
        const token = await issuer.mint({ sub: subject, roles: ['rider'], expiresInSeconds: 7_200 });
        return new HttpPhone({ subject, token });
      }),
    );
    await drive(server.url, phones, mutations / 2);
    await client.query('CHECKPOINT');
    const [before, lsn, commit] = [
      await partsOf(client),
      await one<string>(client, 'SELECT pg_current_wal_lsn() AS value'),
      await one<string>(client, 'SELECT commit AS value FROM sync.head'),
    ];
    progress(`${mutations / 2} mutations to warm up`);
    await drive(server.url, phones, mutations);
    const end = await one<string>(client, 'SELECT pg_current_wal_flush_lsn() AS value');
    const walBytes = Number(await one<string>(client, `SELECT '${end}'::pg_lsn - '${lsn}'::pg_lsn AS value`));
    const commits = Number(await one<string>(client, 'SELECT commit AS value FROM sync.head')) - Number(commit);
    const [after, wal] = [await partsOf(client), await walBetween(client, lsn, end)];
    return { name: 'bytes', figures: figuresOf({ mutations, commits, before, after, walBytes, wal }) };
  } finally {
    await client.end();
    await server.stop();
    await issuer.close();
    await cluster.destroy();
  }
};
