/** Apps of four releases against servers of the same four: what an app of an earlier one does counts, and nothing of a later one is lost. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { testDatabase } from '#api/testing/test-database';
import { mutation, push, rider, runtimeOn } from '../../test/pipeline-fixture.ts';
import { add, CounterRow, CreateToySchema1763856000001, counterKind, toy } from '../../test/toy.ts';
import { applied, defineMutation } from '../client.ts';
import { verifyStoredChain } from '../commit/chain.service.ts';
import { syncOnServer } from '../server.ts';
import { onServer, type ServerModule } from './server-module.ts';
import type { SyncRuntime } from './sync.runtime.ts';

const RELEASES = [1, 2, 3, 4] as const;
type Release = (typeof RELEASES)[number];
const LATEST: Release = 4;

const nameOf = (release: Release): string => `toy.add${'ABCD'.charAt(release - 1)}`;

/** What a release brought: a further name for what counts one more. The names before it stay. */
const broughtBy = (release: Release) =>
  defineMutation({
    name: nameOf(release),
    summary: 'Adds one to a counter.',
    roles: ['rider'],
    priority: 'ride',
    args: z.strictObject({ counterId: z.string().max(60) }),
    codes: {},
    lane: (args) => counterKind.key(args.counterId),
    needs: (args) => ({ counter: counterKind.key(args.counterId) }),
    decide: ({ args: { counterId }, actor, state: { counter } }) => {
      const next = { counterId, ownerId: actor.subject, value: (counter?.value ?? 0) + 1, twinId: null };
      return applied({ changes: [counterKind.put(next)] });
    },
  });

function serverOf(release: Release): readonly ServerModule[] {
  const brought = RELEASES.filter((one) => one <= release).map(broughtBy);
  const definition = { ...toy.definition, mutations: [add, ...brought] };
  const examples: Record<string, object> = Object.fromEntries<object>([
    ['toy.add', { counterId: 'c', amount: 1 }],
    ...brought.map(({ name }) => [name, { counterId: 'c' }] as const),
  ]);
  const stored = { rows: { counter: CounterRow }, migrations: [CreateToySchema1763856000001], examples };
  return [syncOnServer, onServer(definition, stored)];
}

/** All that an app of this release can do, in order, each about the same counter. */
function doneBy(app: Release, stream: string, counterId: string) {
  const brought = RELEASES.filter((one) => one <= app);
  return [
    mutation(stream, 1, 'toy.add', { counterId, amount: 1 }),
    ...brought.map((release) =>
      mutation(stream, release + 1, nameOf(release), { counterId }, { lane: `counter/${counterId}` }),
    ),
  ];
}

const PAIRS = RELEASES.flatMap((server) => RELEASES.map((app) => ({ server, app })));
const named = ({ server, app }: (typeof PAIRS)[number]) => `app-${app}-server-${server}`;

describe('R14 an app and a server of other releases', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  const answered = new Map<string, readonly unknown[]>();

  /** One after the other, as a fleet is updated; each meets apps of every release. */
  beforeAll(async () => {
    database = await testDatabase({ modules: [syncOnServer, toy] });
    for (const server of RELEASES) {
      await withServer(server, async (runtime) => {
        for (const app of RELEASES) {
          const pair = named({ server, app });
          const { mutations } = await push(runtime, rider, doneBy(app, pair, pair), pair);
          answered.set(
            pair,
            mutations.map(({ result }) => result),
          );
        }
      });
    }
  });
  afterAll(() => database.close());

  async function withServer<T>(release: Release, use: (runtime: SyncRuntime) => Promise<T>): Promise<T> {
    const runtime = runtimeOn(database, { modules: serverOf(release) });
    await runtime.onApplicationBootstrap();
    try {
      return await use(runtime);
    } finally {
      await runtime.onApplicationShutdown();
    }
  }

  it.each(PAIRS.filter(({ server, app }) => app <= server))(
    'decides all that an app of release $app says to a server of release $server',
    (pair) => {
      const results = answered.get(named(pair));
      expect(results).toHaveLength(pair.app + 1);
      for (const result of results ?? []) expect(result).toMatchObject({ outcome: 'applied' });
    },
  );

  it.each(PAIRS.filter(({ server, app }) => app > server))(
    'keeps what only release $app knows, and what comes after it, on a server of release $server',
    (pair) => {
      const results = answered.get(named(pair)) ?? [];
      const known = pair.server + 1;
      for (const result of results.slice(0, known)) expect(result).toMatchObject({ outcome: 'applied' });
      expect(results[known]).toMatchObject({ outcome: 'parked', code: 'unknown_mutation' });
      for (const result of results.slice(known)) expect(result).toMatchObject({ outcome: 'parked' });
    },
  );

  it('has decided all of it, once and in order, when the last server is updated; each app hears it when it asks again', async () => {
    await withServer(LATEST, async (runtime) => {
      await runtime.parked.decideFreed();
      for (const pair of PAIRS) {
        const name = named(pair);
        const again = await push(runtime, rider, doneBy(pair.app, name, name), name);
        expect(again.mutations.map(({ replayed }) => replayed)).toEqual(Array.from(again.mutations, () => true));
      }
    });
    const counted = await database.dataSource.query<{ id: string; value: number }[]>(
      'SELECT counter_id AS id, value::int AS value FROM toy.counter',
    );
    expect(Object.fromEntries(counted.map(({ id, value }) => [id, value]))).toEqual(
      Object.fromEntries(PAIRS.map((pair) => [named(pair), pair.app + 1])),
    );
    const waiting = await database.dataSource.query<object[]>(
      'SELECT 1 FROM sync.parked WHERE resolved_commit IS NULL',
    );
    expect(waiting).toEqual([]);
    expect(await verifyStoredChain(database.dataSource)).toMatchObject({ ok: true });
  });
});
