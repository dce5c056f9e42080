import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DelayLine } from './delay-line.ts';
import { isLost, LOSSES } from './fate.ts';
import type { LinkSettings } from './link-settings.ts';
import { Link } from './link.ts';
import { SharedLine, type Timer } from './shared-line.ts';

/** A clock that jumps from one appointment to the next. */
class JumpingTimer implements Timer {
  #nowMs = 1_000;
  readonly #appointments: { readonly atMs: number; readonly run: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, run: () => void): void {
    this.#appointments.push({ atMs: this.#nowMs + ms, run });
  }

  runAll(): void {
    for (;;) {
      const next = this.#appointments.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (!next) return;
      this.#appointments.splice(this.#appointments.indexOf(next), 1);
      this.#nowMs = next.atMs;
      next.run();
    }
  }
}

describe('a shared line', () => {
  it('carries as many bytes a second as it is told, all connections together', () => {
    const timer = new JumpingTimer();
    const line = new SharedLine(timer, 8_000);
    const carriedAtMs: number[] = [];
    for (const connection of [{}, {}]) line.send(connection, 4_000, () => carriedAtMs.push(timer.nowMs()));
    timer.runAll();
    expect(carriedAtMs).toEqual([1_500, 2_000]);
  });

  it('serves connections in turns, so that a long request does not hold up a short one', () => {
    const timer = new JumpingTimer();
    const line = new SharedLine(timer, 8_000);
    const carried: string[] = [];
    const [long, short] = [{}, {}];
    for (const name of ['long 1', 'long 2', 'long 3']) line.send(long, 800, () => carried.push(name));
    line.send(short, 800, () => carried.push('short'));
    timer.runAll();
    expect(carried).toEqual(['long 1', 'long 2', 'short', 'long 3']);
    expect(timer.nowMs()).toBe(1_400);
  });

  it('forgets what waits of a connection that is gone', () => {
    const timer = new JumpingTimer();
    const line = new SharedLine(timer, 8_000);
    const carried: string[] = [];
    const [gone, stays] = [{}, {}];
    for (const name of ['gone 1', 'gone 2']) line.send(gone, 800, () => carried.push(name));
    line.send(stays, 800, () => carried.push('stays'));
    line.drop(gone);
    timer.runAll();
    // The first was on the line already.
    expect(carried).toEqual(['gone 1', 'stays']);
  });
});

it('lets nothing overtake on a delayed way', () => {
  const timer = new JumpingTimer();
  const way = new DelayLine(timer);
  const arrived: string[] = [];
  const note = (what: string) => () => arrived.push(`${what} ${timer.nowMs()}`);
  way.send(650, note('late'));
  way.send(150, note('next'));
  timer.runAll();
  way.send(150, note('after'));
  timer.runAll();
  expect(arrived).toEqual(['late 1650', 'next 1650', 'after 1800']);
});

describe('what is lost', () => {
  const draws = 5_000;
  const lostIn = (seed: number, share: number) =>
    LOSSES.map((loss) => Array.from({ length: draws }, (_, index) => isLost({ seed, loss, index, share })));

  it('is the share that was asked for, of every kind', () => {
    for (const seed of [1, 2, 3]) {
      for (const fates of lostIn(seed, 0.02)) {
        const lost = fates.filter(Boolean).length;
        // Four standard deviations of a binomial around 100.
        expect(Math.abs(lost - draws * 0.02)).toBeLessThan(40);
      }
    }
    expect(lostIn(1, 0).flat()).not.toContain(true);
    expect(lostIn(1, 1).flat()).not.toContain(false);
  });

  it('is the same for the same seed, and another for another seed or kind', () => {
    expect(lostIn(7, 0.02)).toEqual(lostIn(7, 0.02));
    const [packets, requests] = lostIn(7, 0.02);
    expect(packets).not.toEqual(requests);
    expect(lostIn(8, 0.02)[0]).not.toEqual(packets);
  });
});

describe('the link, over HTTP', () => {
  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  /** A server that counts what reaches it, behind a link without delay. */
  async function linked(settings: Partial<LinkSettings>): Promise<{ link: Link; served: string[]; server: Server }> {
    const served: string[] = [];
    const server = createServer((asked, response) => {
      let body = '';
      asked.on('data', (chunk: Buffer) => (body += chunk.toString()));
      asked.on('end', () => {
        served.push(body);
        response.end(`got ${body.length}`);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const still = { rttMs: 0, upBytesPerSecond: null, lossShare: 0, seed: 1, cutAfterBytes: null, cutForMs: 0 };
    const link = await Link.start((server.address() as AddressInfo).port, { ...still, ...settings });
    open.push(
      () => link.close(),
      async () => {
        server.closeAllConnections();
        server.close();
      },
    );
    return { link, served, server };
  }

  /** What the server answered; null when the connection was cut. */
  function post(url: string, body: string): Promise<string | null> {
    return new Promise((resolve) => {
      const asking = request(url, { method: 'POST', agent: false }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve(text));
        response.on('error', () => resolve(null));
      });
      asking.on('error', () => resolve(null));
      asking.end(body);
    });
  }

  /** The first seed whose first request, reply and packet of a run meet exactly this. */
  function seedWith(wanted: (typeof LOSSES)[number], share: number): number {
    const fits = (seed: number) =>
      LOSSES.every((loss) => isLost({ seed, loss, index: 0, share }) === (loss === wanted));
    const found = Array.from({ length: 10_000 }, (_, seed) => seed).find(fits);
    if (found === undefined) throw new Error(`no seed loses a ${wanted} first`);
    return found;
  }

  it('lets through what is sent, and counts bytes with their headers', async () => {
    const { link, served } = await linked({});
    link.up();
    expect(await post(link.url, 'a'.repeat(5_000))).toBe('got 5000');
    expect(served).toEqual(['a'.repeat(5_000)]);
    expect(link.tally).toMatchObject({ requests: 1, cuts: 0 });
    expect(link.tally.bytesUp).toBeGreaterThan(5_000);
    expect(link.tally.bytesUp).toBeLessThan(5_400);
    expect(link.tally.bytesDown).toBeGreaterThan('got 5000'.length);
  });

  it('has nobody through before it is up', async () => {
    const { link, served } = await linked({});
    expect(await post(link.url, 'x')).toBeNull();
    expect(served).toEqual([]);
    expect(link.tally).toMatchObject({ requests: 0, bytesUp: 0 });
  });

  it('loses a request: it was sent, nothing arrives, the connection is cut', async () => {
    const { link, served } = await linked({ lossShare: 0.1, seed: seedWith('lost_request', 0.1) });
    link.up();
    expect(await post(link.url, 'x')).toBeNull();
    expect(served).toEqual([]);
    expect(link.tally.losses).toEqual({ late_packet: 0, lost_request: 1, lost_reply: 0 });
    expect(link.tally.bytesUp).toBeGreaterThan(0);
  });

  it('loses a reply: the server has done it, the connection is cut', async () => {
    const { link, served } = await linked({ lossShare: 0.1, seed: seedWith('lost_reply', 0.1) });
    link.up();
    expect(await post(link.url, 'x')).toBeNull();
    expect(served).toEqual(['x']);
    expect(link.tally.losses).toEqual({ late_packet: 0, lost_request: 0, lost_reply: 1 });
  });

  it('delays a lost packet, which takes the line twice', async () => {
    const still = await linked({});
    still.link.up();
    await post(still.link.url, 'x');
    const { link, served } = await linked({ lossShare: 0.1, seed: seedWith('late_packet', 0.1) });
    link.up();
    expect(await post(link.url, 'x')).toBe('got 1');
    expect(served).toEqual(['x']);
    expect(link.tally.losses.late_packet).toBeGreaterThan(0);
    expect(link.tally.bytesUp).toBe(still.link.tally.bytesUp * 2);
  });

  it('is cut once after so many bytes, stays away, and comes back', async () => {
    const { link, served } = await linked({ cutAfterBytes: 3_000, cutForMs: 20 });
    link.up();
    const back = new Promise<void>((resolve) => {
      link.onBack = resolve;
    });
    expect(await post(link.url, 'x'.repeat(10_000))).toBeNull();
    expect(link.tally.cuts).toBe(1);
    await back;
    expect(await post(link.url, 'y'.repeat(10_000))).toBe('got 10000');
    expect(served).toEqual(['y'.repeat(10_000)]);
    expect(link.tally.cuts).toBe(1);
  });
});
