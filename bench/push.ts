/**
 * Mutations per second through HTTP (64 connections, 10 mutations a push, real tokens, durable Postgres), beside the raw
 * SQL ceiling measured in turns within the same run: the ratio is what counts, because machines differ and are shared.
 */
import { HttpPhone } from '#api/phone';
import { randomUUID } from 'node:crypto';
import { OISTINS } from '#api/testing/places';
import { startTestCluster } from '#api/testing/test-cluster';
import { startTestIssuer, type TestIssuer } from '#api/testing/test-issuer';
import { bookAndCancel, type Deed } from './deeds.ts';
import { measureCeiling, prepareCeiling } from './raw-ceiling.ts';
import { median, percentile, type Benchmark, type Figure } from './result.ts';
import { startServer } from './server-process.ts';

const CONNECTIONS = 64;
const MUTATIONS_PER_PUSH = 10;
const ROUNDS = 5;

/** Somebody with a phone, and what they do next. */
interface Pusher {
  readonly phone: HttpPhone;
  readonly next: Deed;
}

/** Pushes ten mutations; answers how long it took, in milliseconds. @throws Error when one of them is not applied */
async function push({ phone, next }: Pusher, url: string): Promise<number> {
  const done = Array.from({ length: MUTATIONS_PER_PUSH }, (_, index) => next(phone.lastId() + 1 + index));
  const begun = performance.now();
  const outcomes = await phone.do(url, ...done);
  const tookMs = performance.now() - begun;
  // Nobody asks for these answers again, and there are very many.
  phone.acknowledged.length = 0;
  const other = outcomes.find(({ outcome }) => outcome !== 'applied');
  if (other) throw new Error(`a mutation ended as ${other.outcome}: ${other.code}`);
  return tookMs;
}

const sayWhere = (): Deed => (id) => [
  'drivers.goOnline',
  { position: { ...OISTINS, lat: 13.06 + (id % 1_000) / 10_000 } },
];

const WORKLOADS = [
  { title: 'book and cancel', role: 'rider', make: bookAndCancel },
  { title: 'driver positions', role: 'driver', make: sayWhere },
] as const;

type Workload = (typeof WORKLOADS)[number];

async function pushersOf(issuer: TestIssuer, { role, make }: Workload): Promise<Pusher[]> {
  const subjects = Array.from({ length: CONNECTIONS }, () => `bench-${randomUUID()}`);
  return Promise.all(
    subjects.map(async (subject) => {
      const token = await issuer.mint({ sub: subject, roles: [role], expiresInSeconds: 7_200 });
      return { phone: new HttpPhone({ subject, token }), next: make() };
    }),
  );
}

/** All phones push one after the other push until the time is up. */
async function measureHttp(
  pushers: readonly Pusher[],
  { url, milliseconds }: Pick<Bench, 'url' | 'milliseconds'>,
): Promise<{ perSecond: number; latenciesMs: number[] }> {
  const begun = performance.now();
  const latenciesMs: number[] = [];
  const drive = async (pusher: Pusher) => {
    while (performance.now() - begun < milliseconds) latenciesMs.push(await push(pusher, url));
  };
  await Promise.all(pushers.map(drive));
  return { perSecond: (latenciesMs.length * MUTATIONS_PER_PUSH * 1_000) / (performance.now() - begun), latenciesMs };
}

interface Round {
  readonly ceiling: number;
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
}

interface Bench {
  readonly url: string;
  readonly databaseUrl: string;
  readonly issuer: TestIssuer;
  readonly milliseconds: number;
  readonly rounds: number;
  readonly progress: (line: string) => void;
}

/** Ceiling and HTTP in turns, after a warm-up of both. */
async function measureWorkload(bench: Bench, workload: Workload): Promise<Round[]> {
  const { databaseUrl, milliseconds, progress } = bench;
  const pushers = await pushersOf(bench.issuer, workload);
  await measureCeiling(databaseUrl, milliseconds);
  await measureHttp(pushers, bench);
  const rounds: Round[] = [];
  while (rounds.length < bench.rounds) {
    const ceiling = await measureCeiling(databaseUrl, milliseconds);
    const { perSecond, latenciesMs } = await measureHttp(pushers, bench);
    rounds.push({ ceiling, perSecond, latenciesMs });
    progress(
      `${workload.title}: ${perSecond.toFixed(0)}/s over HTTP, ${ceiling.toFixed(0)}/s raw, ratio ${(perSecond / ceiling).toFixed(3)}`,
    );
  }
  return rounds;
}

function figuresOf({ title }: Workload, rounds: readonly Round[]): Figure[] {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick));
  return [
    { metric: `${title}: through HTTP`, value: of((round) => round.perSecond), unit: 'mutations/s' },
    { metric: `${title}: raw six-table ceiling`, value: of((round) => round.ceiling), unit: 'mutations/s' },
    {
      metric: `${title}: ratio`,
      value: of((round) => round.perSecond / round.ceiling),
      unit: '',
      aim: 'at least 0.35',
    },
    { metric: `${title}: a push of ten, p50`, value: of((round) => percentile(round.latenciesMs, 0.5)), unit: 'ms' },
    { metric: `${title}: a push of ten, p95`, value: of((round) => percentile(round.latenciesMs, 0.95)), unit: 'ms' },
  ];
}

export const run: Benchmark = async ({ quick, progress }) => {
  const cluster = await startTestCluster({ durable: true });
  const issuer = await startTestIssuer();
  const settings = { DATABASE_URL: cluster.url, OIDC_ISSUER: issuer.issuer, OIDC_AUDIENCE: issuer.audience };
  const server = await startServer({ ...settings, BIMRIDE_ROLES: 'http' });
  const measured = { milliseconds: quick ? 1_500 : 5_000, rounds: quick ? 2 : ROUNDS };
  const bench: Bench = { url: server.url, databaseUrl: cluster.url, issuer, progress, ...measured };
  try {
    await prepareCeiling(cluster.url);
    const figures: Figure[] = [];
    for (const workload of WORKLOADS) figures.push(...figuresOf(workload, await measureWorkload(bench, workload)));
    return { name: 'push', figures };
  } finally {
    await server.stop();
    await issuer.close();
    await cluster.destroy();
  }
};
