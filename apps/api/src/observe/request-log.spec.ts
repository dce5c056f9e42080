import { afterAll, beforeAll, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Principal } from '../auth/principal.ts';
import { Metrics } from './metrics.ts';
import { observeRequests } from './request-log.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const lines: Record<string, unknown>[] = [];
const metrics = new Metrics();
let fastify: FastifyInstance;
let secretIsThere = true;

beforeAll(async () => {
  fastify = Fastify();
  const log = pino(
    { base: null },
    { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) },
  );
  const ids = {
    pseudonym: async (id: string) => {
      if (!secretIsThere) throw new Error('no secret');
      return `stands for ${id.length} characters`;
    },
  };
  observeRequests(fastify, { log, metrics, ids });
  fastify.addHook('onRequest', async (request) => {
    if (request.headers.authorization !== undefined) request.principal = { subject: 'keisha' } as Principal;
  });
  fastify.post('/push', async () => ({}));
  await fastify.ready();
});
afterAll(async () => {
  await fastify.close();
  metrics.close();
});

const push = async (
  body: object,
  headers: Record<string, string> = {},
): Promise<(typeof lines)[number] | undefined> => {
  lines.length = 0;
  await fastify.inject({ method: 'POST', url: '/push', headers, payload: body });
  return lines[0];
};

it('tells the person and the install by what stands for them', async () => {
  const line = await push({ clientGroupID: 'phone-1' }, { authorization: 'x', 'x-request-id': TRACE });
  expect(line).toMatchObject({
    route: '/push',
    status: 200,
    person: 'stands for 6 characters',
    install: 'stands for 7 characters',
    traceId: TRACE,
  });
  expect(JSON.stringify(line)).not.toMatch(/keisha|phone-1/);
});

it('tells nobody where nobody signed in, and no install that is none', async () => {
  expect(await push({ clientGroupID: 'phone-1' })).not.toHaveProperty('install');
  for (const clientGroupID of [7, null, { a: 1 }, 'x'.repeat(201)]) {
    expect(await push({ clientGroupID }, { authorization: 'x' })).not.toHaveProperty('install');
  }
});

it('is written all the same when nobody can be named', async () => {
  secretIsThere = false;
  expect(await push({}, { authorization: 'x' })).toMatchObject({ msg: 'request', status: 200 });
});
