import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { refuseUnknownHosts } from './known-hosts.ts';

let server: FastifyInstance;
beforeAll(async () => {
  server = fastify();
  refuseUnknownHosts(server, 'http://dev.bimride.example:4000');
  server.get('/', async () => 'here');
  await server.ready();
});
afterAll(() => server.close());

it.each([
  ['localhost:3000', 200],
  ['LOCALHOST', 200],
  ['app.localhost:3000', 200],
  ['127.0.0.1:3000', 200],
  ['192.168.1.7:3000', 200],
  ['[::1]:3000', 200],
  ['dev.bimride.example:80', 200],
  ['evil.example', 421],
  ['evil.example:3000', 421],
  ['localhost.evil.example', 421],
  ['127.0.0.1.evil.example', 421],
  ['notlocalhost', 421],
])('a server with the embedded issuer answers under %s with %d', async (host, status) => {
  const reply = await server.inject({ url: '/', headers: { host } });
  expect(reply.statusCode).toBe(status);
});
