/** The client and the real server, with a proxy between them that does what proxies do. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startTestServer, type TestServer } from '#api/testing/test-server';
import { tokenFor } from '#api/testing/tokens';
import { until } from '#api/testing/until';
import { book, ridesMutations } from '#rides/client';
import { hurriedClock } from '../test/hurried-clock.ts';
import { booking } from '../test/phones.ts';
import { openClient } from './bimride-client.ts';
import { deviceClock } from './clock.ts';
import { uuidv7 } from './ids.ts';
import { CLIENT_LIMITS } from './limits.ts';
import { MemoryStorage } from './storage/memory.ts';
import { followPokes } from './sync/follow-pokes.ts';
import { fetchTransport } from './wire/fetch-transport.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Passes everything on, but does so with what it was told to spoil. */
interface Spoiling {
  readonly stripsContentEncoding: boolean;
  readonly endsStreams: boolean;
  /** Streams are collected whole before anything of them is passed on: nothing ever is. */
  readonly holdsStreams?: boolean;
}

let proxy: Server;
let spoils: Spoiling;
/** Bodies that came compressed, streams that were ended, and pokes that were held back. */
let hits: { compressed: number; ended: number; held: number };

function serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const headers = { ...incoming.headers };
  if (headers['content-encoding'] !== undefined) hits.compressed += 1;
  if (spoils.stripsContentEncoding) delete headers['content-encoding'];
  const { method } = incoming;
  const passedOn = ask(new URL(incoming.url ?? '/', server.url), { method, headers }, (answer) => {
    if (spoils.holdsStreams && answer.headers['content-type']?.startsWith('text/event-stream')) {
      answer.on('error', () => undefined).on('data', () => (hits.held += 1));
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('error', () => undefined).pipe(outgoing);
    if (!spoils.endsStreams || !answer.headers['content-type']?.startsWith('text/event-stream')) return;
    answer.on('data', (chunk: Buffer) => {
      if (!chunk.includes('event: poke')) return;
      hits.ended += 1;
      outgoing.end();
      passedOn.destroy();
    });
  });
  passedOn.on('error', () => undefined);
  outgoing.on('close', () => passedOn.destroy());
  incoming.pipe(passedOn);
}

const addressOf = (listening: Server): string => `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;

beforeEach(async () => {
  hits = { compressed: 0, ended: 0, held: 0 };
  proxy = createServer(serve).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});
afterEach(() => {
  proxy.closeAllConnections();
  proxy.close();
});

describe('a proxy that drops Content-Encoding', () => {
  it('holds nothing up: bodies go plain from then on, which is said once', async () => {
    spoils = { stripsContentEncoding: true, endsStreams: false };
    let told = 0;
    const transport = fetchTransport({ baseUrl: addressOf(proxy), onCompressionLost: () => (told += 1) });
    const client = await openClient({
      person: { subject: 'rider', roles: ['rider'] },
      storage: new MemoryStorage(),
      transport,
      token: () => tokenFor(server.url, 'rider'),
      mutations: ridesMutations,
    });
    const made = [];
    for (let nth = 0; nth < 3; nth++) made.push(await client.mutate(book, booking(uuidv7(Date.now()))));
    expect(await client.drainOnce({ deadlineMs: 20_000 })).toMatchObject({ kind: 'drained' });
    expect(made.map((one) => one.state().stage)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect({ ...hits, told }).toEqual({ compressed: 1, ended: 0, held: 0, told: 1 });
    await client.close();
  });
});

const HOUR_MS = 3_600_000;
/** Half of the longest wait is the usual one; a few more while the waits grow. */
const STREAMS_MAX = 2 * (HOUR_MS / CLIENT_LIMITS.backoffLongestMs) + 10;

describe('a proxy that ends a stream of events after its first one', () => {
  it('is asked less and less often, and nobody believes that pokes arrive', async () => {
    spoils = { stripsContentEncoding: false, endsStreams: true };
    const clock = hurriedClock(HOUR_MS);
    const said: boolean[] = [];
    let [pokes, told] = [0, 0];
    const stop = followPokes(
      { subject: 'rider', poke: () => (pokes += 1), expectPokes: (arriving) => said.push(arriving) },
      { baseUrl: addressOf(proxy), token: () => tokenFor(server.url, 'rider'), clock, onCutShort: () => (told += 1) },
    );
    await until('an hour has passed', () => clock.over.aborted, 60_000);
    stop();
    process.stdout.write(`streams in an hour that were ended at once: ${hits.ended}\n`);
    expect(hits.ended).toBeGreaterThan(20);
    expect(hits.ended).toBeLessThanOrEqual(STREAMS_MAX);
    expect(pokes).toBeGreaterThan(0);
    expect(said.at(-1)).toBe(false);
    expect(told).toBe(1);
  });
});

describe('a proxy that holds a stream of events back whole', () => {
  it('is noticed by its silence, which the status says; news comes by looking meanwhile', async () => {
    spoils = { stripsContentEncoding: false, endsStreams: false, holdsStreams: true };
    const silent = Promise.withResolvers<void>();
    const clock = {
      ...deviceClock,
      // A minute without a sign of life passes when this spec says so.
      sleep: (ms: number, signal: AbortSignal) =>
        ms === CLIENT_LIMITS.pokeSilenceMsMax ? silent.promise : deviceClock.sleep(ms, signal),
    };
    const rider = (baseUrl: string) =>
      openClient({
        person: { subject: 'rider2', roles: ['rider'] },
        storage: new MemoryStorage(),
        transport: fetchTransport({ baseUrl }),
        token: () => tokenFor(server.url, 'rider2'),
        mutations: ridesMutations,
        lookEveryMs: 100,
      });
    const client = await rider(addressOf(proxy));
    expect(client.status().pokesArrive).toBeNull();
    client.start();
    const token = () => tokenFor(server.url, 'rider2');
    const stop = followPokes(client, { baseUrl: addressOf(proxy), token, clock });
    await until('a poke was held back', () => hits.held > 0);
    const other = await rider(server.url);
    const args = booking();
    await other.mutate(book, args);
    await other.drainOnce({ deadlineMs: 10_000 });
    await until('the ride is seen', () => client.get(`ride/${args.rideId}`) !== undefined);
    expect(client.status().pokesArrive).not.toBe(true);
    silent.resolve();
    await until('it is said', () => client.status().pokesArrive === false);
    stop();
    await Promise.all([client.close(), other.close()]);
  });
});
