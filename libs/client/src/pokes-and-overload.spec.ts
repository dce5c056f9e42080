/** The client against the real server: what a poke does, what the end of the stream does, and waiting as long as the server asks. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { book, cancel, ridesMutations, type Ride } from '#rides/client';
import type { Actor } from '#sync/client';
import { startTestServer, type TestServer } from '#api/testing/test-server';
import { tokenFor } from '#api/testing/tokens';
import { until } from '#api/testing/until';
import { hurriedClock } from '../test/hurried-clock.ts';
import { booking } from '../test/phones.ts';
import { openClient, type BimrideClient } from './bimride-client.ts';
import { uuidv7 } from './ids.ts';
import { MemoryStorage } from './storage/memory.ts';
import { followPokes } from './sync/follow-pokes.ts';
import { fetchTransport } from './wire/fetch-transport.ts';
import type { Transport, TransportReply } from './wire/transport.ts';

const DRAIN = { deadlineMs: 20_000 };
/** So long that only a poke can be the reason to look. */
const NEVER_MS = 86_400_000;
/** A commit that does not get the head gives up after this: the server answers 503. */
const LOCK_TIMEOUT_MS = 2_000;
const PHONES = 9;
const PATIENCE_MS = 40_000;
/** A timer may fire this much before its time. */
const TIMER_EARLY_MS = 5;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ planted: { pipeline: { writeLimits: { lockTimeoutMs: LOCK_TIMEOUT_MS } } } });
});
afterAll(() => server.close());

function phone(
  subject: string,
  transport: Transport = fetchTransport({ baseUrl: server.url }),
): Promise<BimrideClient> {
  const person: Actor = { subject, roles: ['rider'] };
  const token = () => tokenFor(server.url, subject);
  const storage = new MemoryStorage();
  return openClient({ person, transport, storage, token, mutations: ridesMutations, lookEveryMs: NEVER_MS });
}

it('opens no stream with a token of somebody else, and says nothing of pokes', async () => {
  const fetched: string[] = [];
  const asked: string[] = [];
  const tokens = [await tokenFor(server.url, 'rider2'), 'opaque', null, { token: 'opaque', subject: 'rider' }];
  const said: boolean[] = [];
  const stop = followPokes(
    { subject: 'rider', poke: () => undefined, expectPokes: (arriving) => said.push(arriving) },
    {
      baseUrl: server.url,
      clock: hurriedClock(3_600_000),
      token: async () => {
        asked.push('');
        return tokens.shift() ?? null;
      },
      fetch: async (_url, init) => {
        fetched.push(new Headers(init?.headers).get('authorization') ?? '');
        return Response.error();
      },
    },
  );
  await until('each token was given', () => asked.length > 4);
  stop();
  // Only the one of which the app says that it is this person’s.
  expect(fetched).toEqual(['Bearer opaque']);
  expect(said).not.toContain(true);
});

it('pulls at a poke, and after the stream was cut comes back and pulls what it missed', async () => {
  const [acting, watching] = [await phone('rider'), await phone('rider')];
  await watching.drainOnce(DRAIN);
  watching.start();
  const expecting: boolean[] = [];
  let streams = 0;
  let mayConnect: Promise<void> = Promise.resolve();
  const stop = followPokes(
    {
      subject: watching.subject,
      poke: (order, scopes) => watching.poke(order, scopes),
      expectPokes: (arriving) => {
        if (expecting.at(-1) !== arriving) expecting.push(arriving);
        watching.expectPokes(arriving);
      },
    },
    {
      baseUrl: server.url,
      token: () => tokenFor(server.url, 'rider'),
      fetch: async (...asked) => {
        await mayConnect;
        streams += 1;
        return fetch(...asked);
      },
    },
  );
  await until('the stream is open', () => expecting.at(-1) === true);
  const { rideId, ...args } = booking(uuidv7(Date.now()));
  const statusThere = () => watching.get<Ride>(`ride/${rideId}`)?.status;
  await acting.mutate(book, { rideId, ...args });
  await acting.drainOnce(DRAIN);
  await until('the other phone sees the booking', () => statusThere() !== undefined, PATIENCE_MS);

  let connect: () => void = () => undefined;
  mayConnect = new Promise((resolve) => {
    connect = resolve;
  });
  server.app.getHttpServer().closeAllConnections();
  await until('the cut is noticed', () => expecting.at(-1) === false);
  await acting.mutate(cancel, { rideId, reason: 'changed_mind' });
  await acting.drainOnce(DRAIN);
  // Nothing else tells it.
  expect(statusThere()).not.toBe('cancelled');
  connect();
  await until('the other phone sees the cancellation', () => statusThere() === 'cancelled', PATIENCE_MS);
  expect({ expecting, streams }).toEqual({ expecting: [true, false, true], streams: 2 });
  stop();
  await Promise.all([acting.close(), watching.close()]);
});

interface Push {
  readonly leftAtMs: number;
  readonly answeredAtMs: number;
  readonly reply: TransportReply;
}

/** The real link, with a list of the pushes that were answered over it. */
function watched(pushes: Push[]): Transport {
  const link = fetchTransport({ baseUrl: server.url });
  return {
    post: async (request) => {
      const leftAtMs = performance.now();
      const reply = await link.post(request);
      if (request.path.endsWith('/push')) pushes.push({ leftAtMs, answeredAtMs: performance.now(), reply });
      return reply;
    },
  };
}

/** How much earlier a phone came back than it was asked to, in milliseconds: the worst of all. */
function worstHaste(pushes: readonly Push[]): number {
  const hastes = pushes.slice(1).map(({ leftAtMs }, index) => {
    const { answeredAtMs, reply } = pushes[index] as Push;
    return answeredAtMs + Number(reply.retryAfter ?? 0) * 1_000 - leftAtMs;
  });
  return Math.max(0, ...hastes);
}

it('is put off by 429 and by 503, waits as long as it is asked to, and loses nothing', async () => {
  const lock = new Client({ connectionString: server.testDatabase.url });
  await lock.connect();
  await lock.query('BEGIN; SELECT * FROM sync.head FOR UPDATE');
  const pushes = Array.from({ length: PHONES }, (): Push[] => []);
  const phones = await Promise.all(pushes.map((own) => phone('rider2', watched(own))));
  const made = await Promise.all(phones.map((client) => client.mutate(book, booking(uuidv7(Date.now())))));
  for (const client of phones) client.start();
  const statuses = () => new Set(pushes.flat().map(({ reply }) => reply.status));
  await until('some are put off by each', () => statuses().has(429) && statuses().has(503), PATIENCE_MS);
  expect(phones.map((client) => client.queue().waiting)).toEqual(phones.map(() => 1));
  await lock.query('ROLLBACK');
  await lock.end();
  await until('all are decided', () => made.every((one) => one.state().stage === 'confirmed'), PATIENCE_MS);
  const asked = pushes.flat().filter(({ reply }) => reply.status !== 200);
  expect(asked.every(({ reply }) => Number(reply.retryAfter) >= 1)).toBe(true);
  expect(Math.max(...pushes.map(worstHaste))).toBeLessThanOrEqual(TIMER_EARLY_MS);
  const sql = `SELECT count(*)::int AS decided, count(*) FILTER (WHERE outcome = 'applied')::int AS booked
    FROM sync.ledger WHERE subject = 'rider2'`;
  expect(await server.testDatabase.dataSource.query(sql)).toEqual([{ decided: PHONES, booked: 1 }]);
  await Promise.all(phones.map((client) => client.close()));
});
