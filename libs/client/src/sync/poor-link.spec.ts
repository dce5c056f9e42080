/**
 * How long a day of 200 mutations takes over a poor link, against the real server. The link is a model on a virtual clock; the
 * client's patience with answers and its pauses after failures pass on the same clock, and what the server took is added to it.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { startTestServer, type TestServer } from '#api/testing/test-server';
import { tokenFor } from '#api/testing/tokens';
import { book, cancel, goOffline, goOnline, pinHash, renewPin, ridesMutations } from '#rides/client';
import type { Actor } from '#sync/client';
import { booking, OISTINS } from '../../test/phones.ts';
import { openClient, type BimrideClient } from '../bimride-client.ts';
import { uuidv7 } from '../ids.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import { MemoryStorage } from '../storage/memory.ts';
import { TestClock } from '../testing/test-clock.ts';
import { fetchTransport } from '../wire/fetch-transport.ts';
import type { Transport, TransportRequest } from '../wire/transport.ts';

const QUEUED = 200;
const DRAIN_P95_MS_MAX = 10_000;
const SEEDS = 40;
/** Far more than a link with these faults asks for. */
const WAKES_MAX = 10_000;
/** Turns of the event loop in which the client is done with whatever it does without a clock, such as storing an answer. */
const QUIET_TURNS = 50;
/** A phone at the edge of coverage. */
const POOR = {
  roundTripMs: 200,
  bytesPerSecond: 32_000,
  headerBytes: 600,
  packetBytes: 1_400,
  lostShare: 0.02,
  resendMs: 1_000,
};
/** Connections that break in the middle of a request or of its reply. */
const BREAKS_SHARE = 0.05;
const MODEL = `${POOR.roundTripMs} ms round trip, 256 kbit/s, 2 % of packets lost, 5 % of requests broken off`;
const RIDER: Actor = { subject: 'rider', roles: ['rider'] };
const DRIVER: Actor = { subject: 'driver', roles: ['driver'] };

const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve));

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** What becomes of one request. */
type Fate = 'arrives' | 'request breaks' | 'reply breaks' | 'reply vanishes';

/** The way to the real server: slow on the virtual clock, and with a fate for each request. */
class PoorLink implements Transport {
  /** Requests that the real server works on just now: no virtual time passes until it has answered. */
  atServer = 0;
  readonly met: Fate[] = [];
  readonly #clock: TestClock;
  readonly #chance: TestClock;
  readonly #fateOf: (index: number) => Fate;
  #isReplyPacked = false;
  readonly #server = fetchTransport({
    baseUrl: server.url,
    fetch: async (...asked) => {
      const response = await globalThis.fetch(...asked);
      this.#isReplyPacked = response.headers.get('content-encoding') === 'gzip';
      return response;
    },
  });

  constructor(clock: TestClock, chance: TestClock, fateOf: (index: number) => Fate) {
    this.#clock = clock;
    this.#chance = chance;
    this.#fateOf = fateOf;
  }

  async post(request: TransportRequest) {
    const fate = this.#fateOf(this.met.length);
    this.met.push(fate);
    await this.#way(gzipSync(request.body).length);
    if (fate === 'request breaks') throw new Error('the request broke off');
    const reply = await this.#answered(request);
    if (fate === 'reply vanishes') return new Promise<never>(() => undefined);
    await this.#way(this.#isReplyPacked ? gzipSync(reply.text).length : reply.text.length);
    if (fate === 'reply breaks') throw new Error('the reply broke off');
    return reply;
  }

  async #answered(request: TransportRequest) {
    const sinceMs = performance.now();
    this.atServer += 1;
    try {
      return await this.#server.post({ ...request, signal: new AbortController().signal });
    } finally {
      this.atServer -= 1;
      this.#clock.advance(performance.now() - sinceMs);
    }
  }

  /** The time that so many bytes take one way, packets that are lost and sent again included. */
  #way(bytes: number): Promise<void> {
    const all = bytes + POOR.headerBytes;
    let ms = POOR.roundTripMs / 2 + (all / POOR.bytesPerSecond) * 1_000;
    for (let packet = 0; packet < all / POOR.packetBytes; packet++)
      if (this.#chance.random() < POOR.lostShare) ms += POOR.resendMs;
    return this.#clock.sleep(ms, new AbortController().signal);
  }
}

function brokenByChance(chance: TestClock): Fate {
  if (chance.random() >= BREAKS_SHARE) return 'arrives';
  return chance.random() < 0.5 ? 'request breaks' : 'reply breaks';
}

/** A driver's shifts and positions, or a rider's bookings with new PINs for them: never twice the same. */
async function act(client: BimrideClient, person: Actor, chance: TestClock, index: number): Promise<void> {
  if (person === DRIVER) {
    const position = { ...OISTINS, lat: OISTINS.lat + chance.random() / 100 };
    await (index % 10 === 9 ? client.mutate(goOffline, {}) : client.mutate(goOnline, { position }));
    return;
  }
  const open = client
    .scan<{ rideId: string; status: string }>('ride/')
    .find(({ value }) => value.status === 'requested');
  const rideId = open?.value.rideId;
  if (rideId === undefined) await client.mutate(book, booking(uuidv7(Date.now())));
  else if (index % 5 === 4) await client.mutate(cancel, { rideId, reason: 'changed_mind' });
  else {
    const pinSalt = index.toString(16).padStart(32, '0');
    await client.mutate(renewPin, { rideId, pinSalt, pinHash: pinHash(rideId, pinSalt, '4821') });
  }
}

interface Drained {
  readonly ms: number;
  readonly met: readonly Fate[];
}

/** From the moment the app has contact again until nothing waits. The app's own schedule drains, as on a phone. */
async function drain(seed: number, fateOf: (chance: TestClock, index: number) => Fate): Promise<Drained> {
  const chance = new TestClock({ seed });
  const clock = new TestClock({ nowMs: Date.now() - QUEUED * 60_000, seed });
  const person = seed % 2 === 0 ? RIDER : DRIVER;
  const link = new PoorLink(clock, chance, (index) => fateOf(chance, index));
  const token = await tokenFor(server.url, person.subject);
  const storage = new MemoryStorage();
  const failed: unknown[] = [];
  const options = { person, storage, transport: link, clock, token: async () => token, mutations: ridesMutations };
  const client = await openClient({ ...options, onError: (error) => failed.push(error) });
  for (let index = 0; index < QUEUED; index++) {
    clock.advance(60_000);
    await act(client, person, chance, index);
  }
  expect(client.queue().waiting).toBe(QUEUED);
  const sinceMs = clock.monotonicMs();
  client.start();
  for (let wakes = 0; client.queue().waiting > 0; wakes++) {
    if (wakes > WAKES_MAX) throw new Error(`seed ${seed} does not drain: ${JSON.stringify(client.status())}`);
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      await turnOfTheLoop();
      if (link.atServer > 0) quiet = 0;
    }
    if (client.queue().waiting > 0) clock.advance(clock.nextWakeInMs() ?? 0);
  }
  const ms = clock.monotonicMs() - sinceMs;
  const closed = client.close();
  clock.advance(CLIENT_LIMITS.lookEveryMs);
  await closed;
  expect(failed).toEqual([]);
  const { groupID } = JSON.parse(storage.disk.get(`person/${person.subject}/head`) ?? '') as { groupID: string };
  const decided = await server.testDatabase.dataSource.query<{ outcome: string }[]>(
    'SELECT outcome FROM sync.ledger WHERE group_id = $1',
    [groupID],
  );
  expect(decided.map(({ outcome }) => outcome)).toEqual(Array.from({ length: QUEUED }, () => 'applied'));
  return { ms, met: link.met };
}

it(`Y7 drains ${QUEUED} mutations in less than 10 s at the 95th percentile`, async () => {
  const times: number[] = [];
  const met: Fate[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const drained = await drain(seed, brokenByChance);
    times.push(drained.ms);
    met.push(...drained.met);
  }
  times.sort((left, right) => left - right);
  const at = (share: number) => Math.round(times[Math.ceil(share * SEEDS) - 1] ?? Number.NaN);
  const broken = met.filter((fate) => fate !== 'arrives').length;
  process.stdout.write(
    `drain of ${QUEUED} mutations (${MODEL}): p50 ${at(0.5)} ms, p95 ${at(0.95)} ms; ${broken} of ${met.length} requests broke off\n`,
  );
  expect(broken).toBeGreaterThan(0);
  expect(at(0.95)).toBeLessThan(DRAIN_P95_MS_MAX);
});

it('Y7 waits no longer than its patience for a reply that never comes, and sends the same again', async () => {
  const { ms, met } = await drain(1, (_chance, index) => (index === 0 ? 'reply vanishes' : 'arrives'));
  process.stdout.write(`drain of ${QUEUED} mutations when the first reply vanishes: ${Math.round(ms)} ms\n`);
  expect(met.slice(0, 2)).toEqual(['reply vanishes', 'arrives']);
  expect(ms).toBeGreaterThan(CLIENT_LIMITS.replyTimeoutMs);
  const bodyPatienceMs = (CLIENT_LIMITS.batchBytesMax / CLIENT_LIMITS.slowestBytesPerSecond) * 1_000;
  expect(ms).toBeLessThan(CLIENT_LIMITS.replyTimeoutMs + bodyPatienceMs + DRAIN_P95_MS_MAX);
});
