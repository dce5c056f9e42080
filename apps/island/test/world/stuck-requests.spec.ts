import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VirtualClock } from '../../src/clock/virtual-clock.ts';
import { HttpSender } from '../../src/link/http-sender.ts';
import { HANG_MS_MAX, HANG_MS_MIN } from '../../src/link/link-faults.ts';
import { MobileLink } from '../../src/link/mobile-link.ts';
import { Random } from '../../src/random.ts';

const SEED = 6;
const PATIENCE_MS = 15_000;

describe(`a link on which every exchange dies half-way (seed ${SEED})`, () => {
  let server: Server;
  let clock: VirtualClock;
  let sender: HttpSender;
  let arrivals: { readonly body: string; readonly atMs: number }[];

  beforeEach(async () => {
    clock = new VirtualClock(0);
    arrivals = [];
    server = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => arrivals.push({ body, atMs: clock.nowMs() }));
      request.on('end', () => response.end('{}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    sender = new HttpSender(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
  });
  afterEach(async () => {
    sender.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('answers nobody; some requests never arrive, some at once, and some when the phone has long given up', async () => {
    const [served, heard]: [number[], number[]] = [[], []];
    const link = new MobileLink({
      clock,
      sender,
      random: new Random(SEED),
      faults: () => ({ halfOpenShare: 1, duplicateShare: 0 }),
      isOn: () => true,
      onServed: (atMs) => served.push(atMs),
      onAnswer: (atMs) => heard.push(atMs),
    });
    const posts = 60;
    for (let post = 0; post < posts; post += 1) {
      const patience = new AbortController();
      void link.post({ path: '/v1/sync/push', body: String(post), token: 't', signal: patience.signal });
      await clock.runUntil(clock.nowMs() + PATIENCE_MS);
      patience.abort();
    }
    await clock.runUntil(clock.nowMs() + HANG_MS_MAX);
    const lateByMs = arrivals.map(({ atMs, body }) => atMs - Number(body) * PATIENCE_MS);
    const late = lateByMs.filter((ms) => ms >= HANG_MS_MIN);
    expect(late.length).toBeGreaterThan(3);
    expect(served.length).toBe(arrivals.length - late.length);
    expect(served.length).toBeGreaterThan(3);
    expect(arrivals.length).toBeLessThan(posts - 3);
    expect(heard).toEqual([]);
    expect(link.isBusy).toBe(false);
    expect(sender.times.reported(() => 150)).toMatchObject([
      { kind: 'push', samples: arrivals.length, assumedMs: 150 },
    ]);
  });
});
