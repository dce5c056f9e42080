/** What one person may do to everybody else: `/health/live` and memory while the worst that is allowed is done, beside those at rest. */
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { startTestCluster } from '#api/testing/test-cluster';
import { startTestIssuer } from '#api/testing/test-issuer';
import { pullBody, pushBody } from '#api/phone';
import { percentile, type Benchmark, type Figure } from './result.ts';
import { startServer, type ServerProcess } from './server-process.ts';

const UPLOADS = 40;
const MUTATIONS = 255;
const KEY_CHARS = 16_000;
const SNAPSHOTS_AT_ONCE = 10;
const PROBE_EVERY_MS = 20;
const KB_PER_MB = 1_024;

/** Of health: milliseconds of each answer; of the process: its memory in MB, looked at as often. */
interface Watched {
  readonly latenciesMs: number[];
  readonly residentMb: number[];
}

/** Asks for health until the work is done. */
async function watch(server: ServerProcess, work: Promise<unknown>): Promise<Watched> {
  const watched: Watched = { latenciesMs: [], residentMb: [] };
  const turn = { isOver: false };
  const over = work.finally(() => (turn.isOver = true));
  while (!turn.isOver) {
    const from = performance.now();
    await (await fetch(`${server.url}/health/live`)).text();
    watched.latenciesMs.push(performance.now() - from);
    watched.residentMb.push(await residentMb(server.process.pid));
    await pause(PROBE_EVERY_MS);
  }
  await over;
  return watched;
}

async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / KB_PER_MB;
}

/** One person's refusals, each of 16,000 characters, then snapshots of them all, ten at a time, for so long. */
async function doTheWorst(url: string, token: string, milliseconds: number): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  const ask = async (path: string, body: Uint8Array<ArrayBuffer> | string, coding?: string): Promise<void> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const sent = coding === undefined ? headers : { ...headers, 'content-encoding': coding };
    const answered = await fetch(`${url}${path}`, { method: 'POST', body, headers: sent });
    await answered.arrayBuffer();
    statuses.set(answered.status, (statuses.get(answered.status) ?? 0) + 1);
  };
  const mutations = Array.from({ length: MUTATIONS }, (_, at) => {
    return { id: at + 1, name: 'rides.cancel', args: { ['k'.repeat(KEY_CHARS)]: 1 }, timestamp: 0 };
  });
  const upload = (at: number) => {
    const clientID = `worst-${at}`;
    return new Uint8Array(
      gzipSync(
        JSON.stringify(
          pushBody(
            'worst',
            mutations.map((one) => ({ ...one, clientID })),
          ),
        ),
      ),
    );
  };
  await Promise.all(Array.from({ length: UPLOADS }, (_, at) => ask('/v1/sync/push', upload(at), 'gzip')));
  const until = performance.now() + milliseconds;
  const pull = JSON.stringify(pullBody('worst', {}));
  while (performance.now() < until)
    await Promise.all(Array.from({ length: SNAPSHOTS_AT_ONCE }, () => ask('/v1/sync/pull', pull)));
  return statuses;
}

function figuresOf(title: string, { idle, worst, statuses }: Measured): readonly Figure[] {
  const p99 = ({ latenciesMs }: Watched) => percentile(latenciesMs, 0.99);
  const most = ({ residentMb: all }: Watched) => Math.max(...all);
  const count = (status: number) => statuses.get(status) ?? 0;
  return [
    { metric: `${title}: health at rest, p99`, value: p99(idle), unit: 'ms' },
    {
      metric: `${title}: health meanwhile by at rest, p99`,
      value: p99(worst) / p99(idle),
      unit: '',
      aim: 'at most 10',
    },
    { metric: `${title}: memory meanwhile by at rest, most`, value: most(worst) / most(idle), unit: '' },
    { metric: `${title}: answered with 200`, value: count(200), unit: '' },
    { metric: `${title}: put off with 429`, value: count(429), unit: '' },
  ];
}

interface Measured {
  readonly idle: Watched;
  readonly worst: Watched;
  readonly statuses: ReadonlyMap<number, number>;
}

const UNLIMITED = '100000000';
/** The limits of a server that nobody configured, and none: then the bounds of pages, refusals and work in flight stand alone. */
const SERVERS = { 'as it comes': '', 'without rate limits': UNLIMITED } as const;

async function measure(points: string, milliseconds: number): Promise<Measured> {
  const cluster = await startTestCluster({ durable: true });
  const issuer = await startTestIssuer();
  const server = await startServer({
    DATABASE_URL: cluster.url,
    OIDC_ISSUER: issuer.issuer,
    OIDC_AUDIENCE: issuer.audience,
    BIMRIDE_PERSON_POINTS_PER_MINUTE: points,
    BIMRIDE_STRANGER_POINTS_PER_MINUTE: points,
  });
  try {
    const token = await issuer.mint({ sub: 'worst', roles: ['rider'] });
    await watch(server, pause(milliseconds / 5));
    const idle = await watch(server, pause(milliseconds));
    const work = doTheWorst(server.url, token, milliseconds);
    return { idle, worst: await watch(server, work), statuses: await work };
  } finally {
    await server.stop();
    await issuer.close();
    await cluster.stop();
  }
}

export const run: Benchmark = async ({ quick, progress }) => {
  const figures: Figure[] = [];
  for (const [title, points] of Object.entries(SERVERS)) {
    progress(`one person does their worst to a server ${title}`);
    figures.push(...figuresOf(title, await measure(points, quick ? 5_000 : 20_000)));
  }
  return { name: 'bounds', figures };
};
