/**
 * A pipeline over a real database, without HTTP: for specs of sync itself.
 */
import { testDatabase } from '#api/testing/test-database';
import { syncOnServer } from '../src/server.ts';
import type { Actor } from '../src/define/mutation.ts';
import type { Cookie, PullRequest, PullResponse, PushResponse, WireMutation } from '../src/wire/protocol.ts';
import { SyncRuntime, type SyncOptions } from '../src/nest/sync.runtime.ts';
import { toy } from './toy.ts';

export const rider: Actor = { subject: 'anna', roles: ['rider'] };
export const rider2: Actor = { subject: 'ben', roles: ['rider'] };
export const dispatcher: Actor = { subject: 'dora', roles: ['dispatcher'] };

export interface PipelineFixture {
  readonly runtime: SyncRuntime;
  readonly database: Awaited<ReturnType<typeof testDatabase>>;
  readonly errors: unknown[];
  readonly clock: { nowMs: number };
  close(): Promise<void>;
}

/** A running pipeline with the toy module. `through` puts something between it and its database, and gives the address of that. */
export async function startPipeline(
  options: Partial<SyncOptions> = {},
  through: (url: string) => Promise<string> = async (url) => url,
): Promise<PipelineFixture> {
  const database = await testDatabase({ modules: [syncOnServer, toy] });
  const errors: unknown[] = [];
  const clock = { nowMs: 1_700_000_000_000 };
  const onError = (error: unknown) => errors.push(error);
  const url = await through(database.url);
  const runtime = runtimeOn(database, { url, onError, clock: () => clock.nowMs, ...options });
  await runtime.onApplicationBootstrap();
  const close = async () => {
    await runtime.onApplicationShutdown();
    await database.close();
  };
  return { runtime, database, errors, clock, close };
}

/** A pipeline on this database that has not been started. */
export function runtimeOn(database: PipelineFixture['database'], options: Partial<SyncOptions> = {}): SyncRuntime {
  const { dataSource, url } = database;
  const modules = [syncOnServer, toy];
  return new SyncRuntime({ modules, dataSource, url, handlesEvents: false, onError: () => undefined, ...options });
}

/** A mutation as a client would send it. */
export function mutation(
  clientID: string,
  id: number,
  name: string,
  args: unknown,
  more: Partial<WireMutation> = {},
): WireMutation {
  return { clientID, id, name, args: args as never, timestamp: 0, ...more };
}

/** Pushes, and expects an answer. */
export async function push(
  runtime: SyncRuntime,
  actor: Actor,
  mutations: readonly WireMutation[],
  clientGroupID = `group-${actor.subject}`,
): Promise<PushResponse> {
  const answer = await runtime.pushes.push(pushBody(mutations, clientGroupID), actor);
  if (answer.kind !== 'answered' && answer.kind !== 'gap') throw new Error(`push ended as ${answer.kind}`);
  return JSON.parse(answer.body) as PushResponse;
}

export function pushBody(mutations: readonly WireMutation[], clientGroupID: string) {
  return { pushVersion: 1 as const, schemaVersion: '', profileID: 'p', clientGroupID, mutations: [...mutations] };
}

/** Pulls one page. */
export async function pull(
  runtime: SyncRuntime,
  actor: Actor,
  cookie: Cookie | null,
  more: Partial<PullRequest> = {},
): Promise<PullResponse> {
  const request = {
    pullVersion: 1 as const,
    schemaVersion: '',
    profileID: 'p',
    clientGroupID: `group-${actor.subject}`,
    cookie,
  };
  const answer = await runtime.pulls.pull({ ...request, ...more }, actor);
  if (answer.kind !== 'pulled') throw new Error(`pull ended as ${answer.kind}`);
  return answer.response;
}
