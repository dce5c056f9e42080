/**
 * How long a driver's day of 200 mutations takes over a poor link, on a virtual clock: the link is a model, so the figure is
 * the same on every machine.
 */
import { expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { goOnline } from '#rides/client';
import { DRIVER, Island, OISTINS, signedIn } from '../../test/phones.ts';
import { TestClock } from '../testing/test-clock.ts';

const QUEUED = 200;
const DRAIN_P95_MS_MAX = 10_000;
const SEEDS = 20;
/** Far more than a link with these faults asks for. */
const DRAINS_MAX = 100;
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
const BREAKS_SHARE = 0.02;
const MODEL = `${POOR.roundTripMs} ms round trip, 256 kbit/s, 2 % of packets lost, 2 % of requests broken off`;

/** Milliseconds that so many bytes take one way, packets that are lost and sent again included. */
function wayMs(bytes: number, chance: TestClock): number {
  const all = bytes + POOR.headerBytes;
  let ms = (all / POOR.bytesPerSecond) * 1_000;
  for (let packet = 0; packet < all / POOR.packetBytes; packet++)
    if (chance.random() < POOR.lostShare) ms += POOR.resendMs;
  return ms;
}

/** From the first request after the outage until nothing waits and the views are pulled, in milliseconds. */
async function drainMs(seed: number): Promise<number> {
  const chance = new TestClock({ seed });
  const island = new Island(seed);
  const { client, link } = await island.phone({ person: DRIVER, token: signedIn(DRIVER) });
  const post = link.post.bind(link);
  link.post = async (request) => {
    // The app compresses; that the server does, too, is not counted on.
    island.clock.advance(POOR.roundTripMs + wayMs(gzipSync(request.body).length, chance));
    const breaks = chance.random() < BREAKS_SHARE;
    if (breaks && chance.random() < 0.5) throw new Error('the request broke off');
    const reply = await post(request);
    island.clock.advance(wayMs(reply.text.length, chance));
    if (breaks) throw new Error('the reply broke off');
    return reply;
  };
  for (let index = 0; index < QUEUED; index++) {
    island.clock.advance(60_000);
    await client.mutate(goOnline, { position: { ...OISTINS, lat: OISTINS.lat + chance.random() / 100 } });
  }
  const beganMs = island.clock.monotonicMs();
  let report = await client.drainOnce({ deadlineMs: 600_000 });
  for (let drains = 1; report.kind !== 'drained'; drains++) {
    if (drains > DRAINS_MAX) throw new Error(`seed ${seed} does not drain: ${JSON.stringify(report)}`);
    const napMs = Math.floor(chance.random() * 1_000);
    island.clock.advance(napMs);
    report = await client.drainOnce({ deadlineMs: 600_000 });
  }
  expect(new Set(island.server.decided).size).toBe(QUEUED);
  return island.clock.monotonicMs() - beganMs;
}

it(`Y7 drains ${QUEUED} mutations in less than 10 s at the 95th percentile`, async () => {
  const times: number[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) times.push(await drainMs(seed));
  times.sort((left, right) => left - right);
  const at = (share: number) => Math.round(times[Math.ceil(share * SEEDS) - 1] ?? Number.NaN);
  process.stdout.write(`drain of ${QUEUED} mutations (${MODEL}): p50 ${at(0.5)} ms, p95 ${at(0.95)} ms\n`);
  expect(at(0.95)).toBeLessThan(DRAIN_P95_MS_MAX);
});
