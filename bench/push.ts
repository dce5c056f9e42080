/**
 * Mutations per second through HTTP (64 connections, 10 mutations a push, real tokens, durable Postgres), beside the raw
 * SQL ceiling measured in turns within the same run: the ratio is what counts, because machines differ and are shared.
 */
import { randomUUID } from 'node:crypto';
import { startTestCluster } from '../apps/api/test/harness/test-cluster.ts';
import { startTestIssuer, type TestIssuer } from '../apps/api/test/harness/test-issuer.ts';
import { measureCeiling, prepareCeiling } from './raw-ceiling.ts';
import { median, type Benchmark, type Figure } from './result.ts';
import { startServer } from './server-process.ts';

const CONNECTIONS = 64;
const MUTATIONS_PER_PUSH = 10;
const ROUNDS = 5;

/** One phone: a stream that books and cancels, or a driver that says where they are. */
class Phone {
  readonly #url: string;
  readonly #token: string;
  readonly #group = randomUUID();
  readonly #make: (id: number) => object;
  #nextId = 1;

  constructor(url: string, token: string, make: (id: number) => object) {
    this.#url = url;
    this.#token = token;
    this.#make = make;
  }

  /** Pushes ten mutations; answers how long it took, in milliseconds. */
  async push(): Promise<number> {
    const mutations = Array.from({ length: MUTATIONS_PER_PUSH }, (_, index) => {
      const id = this.#nextId + index;
      return { clientID: `${this.#group}-ride`, id, timestamp: 0, ...this.#make(id) };
    });
    const begun = performance.now();
    const response = await fetch(`${this.#url}/v1/sync/push`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        pushVersion: 1,
        schemaVersion: '1',
        profileID: 'bench',
        clientGroupID: this.#group,
        mutations,
      }),
    });
    const answer = await response.text();
    const applied = answer.split('"outcome":"applied"').length - 1;
    if (response.status !== 200 || applied !== MUTATIONS_PER_PUSH)
      throw new Error(`push ended as ${response.status}: ${answer.slice(0, 500)}`);
    this.#nextId += MUTATIONS_PER_PUSH;
    return performance.now() - begun;
  }
}

const POSITION = { lat: 13.06319, lon: -59.54224 };

/** Book, cancel, book, cancel … each ride new. */
function bookAndCancel(): (id: number) => object {
  let rideId = randomUUID();
  return (id) => {
    if (id % 2 === 0) return { name: 'rides.cancel', args: { rideId } };
    rideId = randomUUID();
    const args = {
      rideId,
      pickup: POSITION,
      dropoff: { lat: 13.21294, lon: -59.52272 },
      quotedFareCents: 10_744,
      pinSalt: 'ab'.repeat(16),
      pinHash: 'a'.repeat(64),
    };
    return { name: 'rides.book', args };
  };
}

const sayWhere = (): ((id: number) => object) => (id) => ({
  name: 'drivers.goOnline',
  args: { position: { ...POSITION, lat: 13.06 + (id % 1_000) / 10_000 } },
});

const WORKLOADS = [
  { title: 'book and cancel', role: 'rider', make: bookAndCancel },
  { title: 'driver positions', role: 'driver', make: sayWhere },
] as const;

type Workload = (typeof WORKLOADS)[number];

async function phonesOf(url: string, issuer: TestIssuer, { role, make }: Workload): Promise<Phone[]> {
  const people = Array.from({ length: CONNECTIONS }, () => `bench-${randomUUID()}`);
  return Promise.all(
    people.map(
      async (sub) => new Phone(url, await issuer.mint({ sub, roles: [role], expiresInSeconds: 7_200 }), make()),
    ),
  );
}

/** All phones push one after the other push until the time is up. */
async function measureHttp(
  phones: readonly Phone[],
  milliseconds: number,
): Promise<{ perSecond: number; latenciesMs: number[] }> {
  const begun = performance.now();
  const latenciesMs: number[] = [];
  const drive = async (phone: Phone) => {
    while (performance.now() - begun < milliseconds) latenciesMs.push(await phone.push());
  };
  await Promise.all(phones.map(drive));
  return { perSecond: (latenciesMs.length * MUTATIONS_PER_PUSH * 1_000) / (performance.now() - begun), latenciesMs };
}

const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;

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
  const phones = await phonesOf(bench.url, bench.issuer, workload);
  await measureCeiling(databaseUrl, milliseconds);
  await measureHttp(phones, milliseconds);
  const rounds: Round[] = [];
  while (rounds.length < bench.rounds) {
    const ceiling = await measureCeiling(databaseUrl, milliseconds);
    const { perSecond, latenciesMs } = await measureHttp(phones, milliseconds);
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
