/** A server ends and another begins in its place: hundreds of phones come back at once, as the phone library waits. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { followPokes } from '#client';
import { startApi, type ApiUnderTest } from '../harness/api.ts';
import { startTestIssuer, type TestIssuer } from '../harness/test-issuer.ts';
import { eventually } from './eventually.ts';

const PHONES = 300;
const BACK_MS_MAX = 60_000;

let issuer: TestIssuer;
let api: ApiUnderTest | undefined;
/** The address that phones know, whichever server is behind it. */
let front: Server;

beforeAll(async () => {
  issuer = await startTestIssuer();
  front = createServer((phone) => {
    if (!api) {
      phone.destroy();
      return;
    }
    const behind = connect(Number(new URL(api.url).port), '127.0.0.1');
    join(phone, behind);
    join(behind, phone);
  }).listen(0, '127.0.0.1');
  await once(front, 'listening');
});
afterAll(async () => {
  front.close();
  await api?.close();
  await issuer.close();
});

function join(one: Socket, other: Socket): void {
  one.on('error', () => other.destroy());
  one.on('close', () => other.destroy());
  one.pipe(other);
}

it('300 streams are back within a minute of a restart; none meets a 5xx but 503 that says when to come again', async () => {
  const start = () => startApi({ OIDC_ISSUER: issuer.issuer });
  api = await start();
  const baseUrl = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
  const refused: string[] = [];
  /** Streams that each phone opened and that told where the server stands. */
  const told = Array.from({ length: PHONES }, () => 0);
  let asked = 0;
  const counted: typeof fetch = async (url, init) => {
    asked += 1;
    const response = await fetch(url, init);
    const { status, headers } = response;
    const mayComeAgain = (status === 503 || status === 429) && headers.has('retry-after');
    if (status !== 200 && !mayComeAgain) refused.push(String(status));
    return response;
  };
  const stops = await Promise.all(
    told.map(async (_, nth) => {
      const subject = `phone-${nth}`;
      const token = await issuer.mint({ sub: subject, roles: ['rider'] });
      const phone = { subject, poke: () => void (told[nth] = (told[nth] ?? 0) + 1), expectPokes: () => undefined };
      return followPokes(phone, { baseUrl, token: async () => token, fetch: counted });
    }),
  );
  const allTold = (times: number) => () => told.every((streams) => streams >= times);
  await eventually('each has its first stream', allTold(1));

  const [ended, before] = [api, asked];
  api = undefined;
  await ended.close();
  told.fill(0);
  api = await start();
  const begunMs = performance.now();
  await eventually('each is back', allTold(1), BACK_MS_MAX);
  process.stdout.write(
    `${PHONES} streams were back ${Math.round(performance.now() - begunMs)} ms after the restart, in ${asked - before} requests\n`,
  );
  for (const stop of stops) stop();
  // It hit: each came again, and some more than once, while nobody was there.
  expect(asked - before).toBeGreaterThan(PHONES);
  expect(refused).toEqual([]);
});
