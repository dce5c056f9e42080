import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { callHttp } from '../harness/http-caller.ts';
import type { Caller } from '../phone/index.ts';
import { eventually } from './eventually.ts';
import type { ServerProcess } from './server-process.ts';
import { JOB_BEGUN } from './tally.ts';
import { World } from './world.ts';

/** Two servers with the limits of production, one of which is killed in the middle of a job. */
const TAKEN_OVER_WITHIN_MS = 120_000;
const JOB = 'tally-count';

let world: World;
let servers: readonly ServerProcess[];
let admin: Caller;

beforeEach(async () => {
  world = await World.create();
  servers = [await world.startServer(), await world.startServer()];
  admin = await world.person('root', 'admin');
});
afterEach(() => world.close());

const jobs = (path: string, of: ServerProcess, method: 'GET' | 'POST') =>
  callHttp(`${of.url}/v1/ops/jobs${path}`, { method, token: admin.token, ...(method === 'POST' ? { body: {} } : {}) });

/** Processes that have begun with the job, in order. */
const begunBy = async (): Promise<readonly number[]> =>
  (await world.deliveries()).filter(({ eventId }) => eventId === JOB_BEGUN).map(({ pid }) => pid);

async function lastRun(of: ServerProcess): Promise<Record<string, unknown> | undefined> {
  const { json } = await jobs('', of, 'GET');
  const all = json['jobs'] as { readonly name: string; readonly last: Record<string, unknown> | null }[];
  return all.find(({ name }) => name === JOB)?.last ?? undefined;
}

it('a server that is killed (SIGKILL) in the middle of a job is succeeded by another one, which does it to its end', async () => {
  const [one] = servers as [ServerProcess];
  expect((await jobs(`/${JOB}/runs`, one, 'POST')).status).toBe(202);
  const first = await eventually('the job is begun', async () => (await begunBy())[0]);
  expect((await jobs(`/${JOB}/runs`, one, 'POST')).json).toMatchObject({ code: 'job_under_way' });

  const killed = servers.find(({ pid }) => pid === first);
  const heir = servers.find(({ pid }) => pid !== first);
  if (!killed || !heir) throw new Error('the job was begun by neither');
  killed.signal('SIGKILL');
  await killed.exited;

  const begunMs = performance.now();
  await eventually('the other one begins anew', async () => (await begunBy())[1] === heir.pid, TAKEN_OVER_WITHIN_MS);
  process.stdout.write(`taken over after ${((performance.now() - begunMs) / 1_000).toFixed(1)} s\n`);
  await world.mend(true);
  const done = await eventually('the run is over', async () => {
    const run = await lastRun(heir);
    return run?.['state'] === 'done' && run;
  });
  expect(done).toMatchObject({ tries: 2, counts: { counted: 1 }, cause: 'staff' });
  expect(await begunBy()).toEqual([killed.pid, heir.pid]);
  expect(await world.wrongs()).toEqual([]);
});
