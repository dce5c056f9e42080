import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { callHttp } from '#api/testing/http-caller';
import { createHttpAdapter } from './http-server.ts';
import { trustIn } from './trusted-proxies.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const AS_UUID = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736';

describe('a proxy is trusted', () => {
  const isTrusted = trustIn(['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '::1']);

  it.each(['10.200.3.4', '::ffff:10.1.2.3', '192.0.2.7', 'fd12::9', '::1'])('at %s', (address) => {
    expect(isTrusted(address)).toBe(true);
  });

  it.each(['11.0.0.1', '192.0.2.8', '127.0.0.1', '::ffff:11.0.0.1', 'fe80::1', 'unknown', '', undefined])(
    'not at %s',
    (address) => {
      expect(isTrusted(address)).toBe(false);
    },
  );

  it('nowhere, where none is named', () => {
    expect(trustIn([])('127.0.0.1')).toBe(false);
  });
});

describe.each([
  { name: 'a trusted proxy', trustedProxies: ['127.0.0.0/8'], isTaken: true },
  { name: 'a proxy at another address', trustedProxies: ['10.0.0.0/8'], isTaken: false },
  { name: 'a caller where no proxy is named', trustedProxies: [], isTaken: false },
])('what $name says of a request', ({ trustedProxies, isTaken }) => {
  let fastify: FastifyInstance;
  let url: string;
  beforeAll(async () => {
    const adapter = createHttpAdapter({ production: true, isShuttingDown: () => false, trustedProxies });
    fastify = adapter.getInstance();
    fastify.get('/said', async ({ id, ip, headers }) => ({ id, ip, left: Object.keys(headers) }));
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    url = `http://127.0.0.1:${(fastify.server.address() as AddressInfo).port}/said`;
  });
  afterAll(() => fastify.close());

  it.each<[string, Record<string, string>]>([
    ['x-request-id', { 'x-request-id': TRACE }],
    ['traceparent', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }],
  ])(
    'by %s is replaced by a name of ours, each time another, unless a trusted proxy says it',
    async (name, headers) => {
      const [one, other] = [
        await callHttp(url, { method: 'GET', headers }),
        await callHttp(url, { method: 'GET', headers }),
      ];
      expect([one.status, other.status]).toEqual([200, 200]);
      expect(one.json['id'] === AS_UUID).toBe(isTaken);
      expect(one.json['id'] === other.json['id']).toBe(isTaken);
      expect((one.json['left'] as string[]).includes(name)).toBe(isTaken);
    },
  );

  it('by its address is not believed unless a trusted proxy says it', async () => {
    const { json } = await callHttp(url, { method: 'GET', headers: { 'x-forwarded-for': '198.51.100.7' } });
    expect(json['ip']).toBe(isTaken ? '198.51.100.7' : '127.0.0.1');
  });
});
