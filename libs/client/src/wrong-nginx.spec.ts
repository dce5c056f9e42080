/** The client and the real server, with a real nginx between them that is set up wrongly: nothing is lost, and it is said. */
import { startSystemService, type SystemService } from '#api/testing/system-service';
import { startTestServer, type TestServer } from '#api/testing/test-server';
import { tokenFor } from '#api/testing/tokens';
import { until } from '#api/testing/until';
import { book, ridesMutations } from '#rides/client';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { hurriedClock } from '../test/hurried-clock.ts';
import { booking } from '../test/phones.ts';
import { openClient } from './bimride-client.ts';
import { uuidv7 } from './ids.ts';
import { MemoryStorage } from './storage/memory.ts';
import { followPokes } from './sync/follow-pokes.ts';
import { fetchTransport } from './wire/fetch-transport.ts';

let server: TestServer;
let nginx: SystemService;
let baseUrl: string;

/** Streams are ended after a second without a word, and `Content-Encoding` goes missing. */
const wrongly = (
  folder: string,
  port: number,
): string => `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events { worker_connections 256; }
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${server.url}; proxy_http_version 1.1; proxy_set_header Host localhost;
      proxy_set_header Content-Encoding ""; proxy_read_timeout 1s;
    }
  }
}
`;

beforeAll(async () => {
  server = await startTestServer();
  nginx = await startSystemService('nginx', ({ port, folder }) => ({
    files: { 'nginx.conf': wrongly(folder, port) },
    args: ['-e', 'stderr', '-c', `${folder}/nginx.conf`, '-p', folder],
  }));
  baseUrl = `http://127.0.0.1:${nginx.port}`;
});
afterAll(async () => {
  await nginx.close();
  await server.close();
});

const token = () => tokenFor(server.url, 'rider');

it('bodies go plain from then on, which is said once, and what was done is confirmed', async () => {
  let told = 0;
  const transport = fetchTransport({ baseUrl, onCompressionLost: () => (told += 1) });
  const person = { subject: 'rider', roles: ['rider'] } as const;
  const client = await openClient({
    person,
    storage: new MemoryStorage(),
    transport,
    token,
    mutations: ridesMutations,
  });
  const made = [];
  for (let nth = 0; nth < 3; nth++) made.push(await client.mutate(book, booking(uuidv7(Date.now()))));
  expect(await client.drainOnce({ deadlineMs: 20_000 })).toMatchObject({ kind: 'drained' });
  expect(made.map((one) => one.state().stage)).toEqual(['confirmed', 'confirmed', 'confirmed']);
  expect(told).toBe(1);
  await client.close();
});

it('streams that are ended again and again are said once, and nobody believes that pokes arrive', async () => {
  const said: boolean[] = [];
  let [pokes, told] = [0, 0];
  const stop = followPokes(
    { subject: 'rider', poke: () => (pokes += 1), expectPokes: (arriving) => said.push(arriving) },
    { baseUrl, token, clock: hurriedClock(3_600_000), onCutShort: () => (told += 1) },
  );
  await until('it is told', () => told > 0, 30_000);
  // One more, which says nothing new.
  const before = pokes;
  await until('it goes on all the same', () => pokes > before, 30_000);
  stop();
  await until('the last stream is left', () => said.at(-1) === false);
  expect([told, pokes >= 3]).toEqual([1, true]);
});
