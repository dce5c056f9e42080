import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { callHttp } from '../harness/http-caller.ts';
import { startSystemService, type Place, type SystemService, type Told } from '../harness/system-service.ts';
import { startTestServer, type TestServer } from '../harness/test-server.ts';
import { tokenFor } from '../harness/tokens.ts';
import { PokeStream, pushBody } from '../phone/index.ts';
import { eventually } from './eventually.ts';

/** nginx and HAProxy before a server, with the settings of docs/deployment.md and with wrong ones. */

let server: TestServer;
let token: string;
const proxies: SystemService[] = [];
beforeAll(async () => {
  server = await startTestServer();
  token = await tokenFor(server.url, 'rider');
});
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
});
afterAll(() => server.close());

const DEPLOYMENT = readFileSync(join(import.meta.dirname, '../../../../docs/deployment.md'), 'utf8');
/** What the page shows for this program, led to our server. */
function shown(language: 'nginx' | 'haproxy'): string {
  const [, block = ''] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(DEPLOYMENT) ?? [];
  return block
    .replaceAll(/server 10\.0\.0\.1:3000;/g, `server ${new URL(server.url).host};`)
    .replaceAll(/ server 10\.0\.0\.2:3000;/g, '')
    .replaceAll('10.0.0.1:3000', new URL(server.url).host)
    .replaceAll('api.example', 'localhost')
    .replaceAll(/^.*10\.0\.0\.2:3000.*$/gm, '');
}

const nginx =
  (spoil: (shownBlock: string) => string) =>
  ({ port, folder }: Place): Told => {
    const [upstream = '', ...locations] = spoil(shown('nginx')).split(/^(?=location )/m);
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    );
    const conf = `daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr; worker_processes 1;
events { worker_connections 256; }
http { access_log off; ${paths.join(' ')}
${upstream}
server { listen 127.0.0.1:${port};
${locations.join('')}
} }
`;
    return { files: { 'nginx.conf': conf }, args: ['-e', 'stderr', '-c', `${folder}/nginx.conf`, '-p', folder] };
  };

const haproxy =
  (spoil: (shownBlock: string) => string) =>
  ({ port, folder }: Place): Told => {
    const conf = spoil(shown('haproxy')).replace(/^ *bind .*$/m, `  bind 127.0.0.1:${port}`);
    return { files: { 'haproxy.cfg': conf }, args: ['-db', '-f', `${folder}/haproxy.cfg`] };
  };

async function behind(
  name: 'nginx' | 'haproxy',
  spoil: (shownBlock: string) => string = (block) => block,
): Promise<string> {
  const proxy = await startSystemService(name, name === 'nginx' ? nginx(spoil) : haproxy(spoil));
  proxies.push(proxy);
  return `http://127.0.0.1:${proxy.port}`;
}

let ids = 0;
async function push(url: string): Promise<number> {
  ids += 1;
  const cancel = { rideId: '01890000-0000-7000-8000-000000000000', reason: 'changed_mind' };
  const mutation = { clientID: 's', id: ids, name: 'rides.cancel', args: cancel, timestamp: 0 };
  return (await callHttp(`${url}/v1/sync/push`, { method: 'POST', token, body: pushBody('g', [mutation]) })).status;
}

describe.each(['nginx', 'haproxy'] as const)('behind %s, as docs/deployment.md sets it up', (name) => {
  it('a push is taken, and its poke comes while the stream stays open', async () => {
    const url = await behind(name);
    const pokes = await PokeStream.open(url, token);
    await eventually('the first poke', () => pokes.orders.length > 0);
    for (const _ of [1, 2]) {
      const before = pokes.orders.length;
      expect(await push(url)).toBe(200);
      await eventually('a poke of the commit', () => pokes.orders.length > before);
    }
    await pokes.close();
  });

  it('many streams that come back at once, as after a restart of the proxy, are all poked', async () => {
    const url = await behind(name);
    const people = await Promise.all(['rider', 'rider2', 'driver', 'driver2'].map((one) => tokenFor(server.url, one)));
    const opened = await Promise.all(
      Array.from({ length: 32 }, (_, nth) => PokeStream.open(url, people[nth % people.length] ?? token)),
    );
    await eventually('each has its first poke', () => opened.every(({ orders }) => orders.length > 0));
    expect(await push(url)).toBe(200);
    // Every fourth is the rider's who pushed.
    const own = opened.filter((_, nth) => nth % people.length === 0);
    await eventually('each of theirs is poked', () => own.every(({ orders }) => orders.length > 1));
    expect(opened.filter(({ ended }) => ended !== undefined)).toEqual([]);
    await Promise.all(opened.map((one) => one.close()));
  });
});
