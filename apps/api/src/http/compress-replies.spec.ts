import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { gunzipSync } from 'node:zlib';
import { compressReplies } from './compress-replies.ts';
import { HTTP_LIMITS } from './limits.ts';

const LARGE = { rows: 'x'.repeat(HTTP_LIMITS.compressedReplyBytesMin) };
const BYTES = Buffer.from(JSON.stringify(LARGE));
let server: FastifyInstance;

beforeAll(async () => {
  server = fastify();
  compressReplies(server);
  server.get('/large', () => LARGE);
  server.get('/bytes', (_request, reply) => reply.type('application/json').send(BYTES));
  server.get('/small', () => ({ rows: 'x' }));
  server.get('/problem', (_request, reply) => reply.code(400).type('application/problem+json').send(LARGE));
  server.get('/text', (_request, reply) => reply.type('text/plain').send(LARGE.rows));
  server.get('/varied', (_request, reply) => reply.header('vary', 'Origin').send(LARGE));
  await server.ready();
});
afterAll(() => server.close());

const get = (url: string, acceptEncoding?: string) =>
  server.inject({ url, headers: acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding } });

it.each(['gzip', 'gzip, deflate, br', 'br;q=1.0, gzip;q=0.8', 'GZIP'])('compresses for %s', async (accepted) => {
  const reply = await get('/large', accepted);
  expect(reply.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
  expect(JSON.parse(gunzipSync(reply.rawPayload).toString())).toEqual(LARGE);
  expect(Number(reply.headers['content-length'])).toBe(reply.rawPayload.length);
});

it('compresses the same bytes once, whoever asks', async () => {
  const first = await get('/bytes', 'gzip');
  expect(JSON.parse(gunzipSync(first.rawPayload).toString())).toEqual(LARGE);
  // Had it looked at them again, they would be others now.
  BYTES.fill(' ');
  expect((await get('/bytes', 'gzip')).rawPayload.equals(first.rawPayload)).toBe(true);
});

it.each([undefined, '', 'identity', 'br', 'gzip;q=0', 'gzip;q=0.0', 'xgzip'])('does not for %s', async (accepted) => {
  const reply = await get('/large', accepted);
  expect(reply.headers['content-encoding']).toBeUndefined();
  expect(reply.headers['vary']).toBe('Accept-Encoding');
  expect(reply.json()).toEqual(LARGE);
});

it('leaves small answers and other kinds of them as they are', async () => {
  for (const url of ['/small', '/text']) {
    const { headers } = await get(url, 'gzip');
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers['vary']).toBeUndefined();
  }
});

it('compresses problems too, and adds to what an answer varies by', async () => {
  expect((await get('/problem', 'gzip')).headers['content-encoding']).toBe('gzip');
  expect((await get('/varied', 'gzip')).headers['vary']).toBe('Origin, Accept-Encoding');
});
