/**
 * What an hour costs a phone: tries, those that reached the server, its bytes up, and how often the radio was woken, counted exactly on the
 * test clock. A figure that changes is a change of what a battery and the server bear: look at why before you write the new one down.
 */
import { expect, it } from '@jest/globals';
import { note, NotesIsland } from '../test/notes.ts';
import { browserOfTabs, RIDER, signedIn, type Phone } from '../test/phones.ts';
import type { BimrideClient } from './bimride-client.ts';
import type { ClientOptions } from './client-options.ts';

const SECONDS = 3_600;
/** A radio that slept this long has to be woken: what comes sooner rides along. */
const AWAKE_MS = 10_000;

interface Hour {
  readonly tries: number;
  readonly reached: number;
  readonly kilobytesUp: number;
  readonly wakeUps: number;
  /** Times that the app was asked for a token. */
  readonly tokens: number;
}

interface Scene {
  readonly options?: Partial<ClientOptions>;
  readonly tabs?: number;
  /** Before the hour begins. */
  readonly before?: (phone: Phone, island: NotesIsland) => Promise<unknown> | void;
  /** At each second. */
  readonly at?: (second: number, phone: Phone) => Promise<unknown> | undefined;
}

async function hourOf({ options = {}, tabs = 1, before, at }: Scene): Promise<Hour> {
  const island = new NotesIsland();
  const newTab = browserOfTabs();
  let [tries, bytesUp, wakeUps, tokens, lastAtMs] = [0, 0, 0, 0, Number.NEGATIVE_INFINITY];
  let source = signedIn(RIDER);
  const token: ClientOptions['token'] = (ask) => {
    tokens += 1;
    return source(ask);
  };
  const shared: Partial<ClientOptions> = { ...options, token, ...(tabs > 1 ? { tabs: newTab() } : {}) };
  const phone = await island.phone(shared);
  const { link } = phone;
  const post = link.post.bind(link);
  link.post = (request) => {
    tries += 1;
    bytesUp += request.body.length;
    if (island.clock.monotonicMs() - lastAtMs > AWAKE_MS) wakeUps += 1;
    lastAtMs = island.clock.monotonicMs();
    return post(request);
  };
  const others = await Promise.all(
    Array.from({ length: tabs - 1 }, () => phone.restart({ ...shared, tabs: newTab() })),
  );
  const clients = [phone.client, ...others];
  await phone.client.drainOnce({ deadlineMs: 1_000 });
  source = options.token ?? source;
  await before?.(phone, island);
  link.requests.length = 0;
  [tries, bytesUp, wakeUps, tokens] = [0, 0, 0, 0];
  for (const client of clients) client.start();
  await island.pass(0);
  for (let second = 0; second < SECONDS; second++) {
    const isBusy = at?.(second, phone) !== undefined || (island.clock.nextWakeInMs() ?? 0) <= 1_000;
    if (!isBusy) island.clock.advance(1_000);
    else await island.pass(1_000);
    const turns = isBusy ? 2 * tabs : 0;
    for (let turn = 0; turn < turns; turn++) await island.pass(0);
  }
  for (const client of clients) await client.close();
  return { tries, reached: link.requests.length, kilobytesUp: Math.round(bytesUp / 1_000), wakeUps, tokens };
}

const act = (client: BimrideClient) => client.mutate(note.ride, { text: 'x' });
const position = (client: BimrideClient) => client.mutate(note.telemetry, { text: 'x' });
const flap: Scene['at'] = (second, { link, client }) => {
  const online = Math.floor(second / 60) % 2 === 0;
  if (online && link.offline) client.trigger('online');
  link.offline = !online;
  return second % 60 === 30 ? act(client) : undefined;
};

const hour = (
  ...[tries, reached, kilobytesUp, wakeUps, tokens]: readonly [number, number, number, number, number]
): Hour => ({
  tries,
  reached,
  kilobytesUp,
  wakeUps,
  tokens,
});

const HOURS: Readonly<Record<string, readonly [Scene, Hour]>> = {
  idle: [{}, hour(61, 61, 15, 60, 61)],
  'idle, pokes arrive': [{ before: ({ client }) => client.expectPokes(true) }, hour(5, 5, 1, 4, 5)],
  'offline, nothing waits': [{ before: ({ link }) => void (link.offline = true) }, hour(127, 0, 31, 95, 127)],
  'offline, one act waits': [
    {
      before: async ({ link, client }) => {
        link.offline = true;
        await act(client);
      },
    },
    hour(127, 0, 71, 95, 127),
  ],
  'flapping each minute, an act a minute': [{ at: flap }, hour(251, 60, 141, 87, 251)],
  'driving, a position each 5 s': [
    { at: (second, { client }) => (second % 5 === 0 ? position(client) : undefined) },
    hour(120, 120, 177, 119, 120),
  ],
  'driving, and what a ride needs each five minutes': [
    {
      at: (second, { client }) => (second % 300 === 0 ? act(client) : second % 5 === 0 ? position(client) : undefined),
    },
    hour(121, 121, 177, 119, 121),
  ],
  revoked: [
    { before: ({ client }, island) => void island.server.revoked.add(client.install().clientGroupID) },
    hour(1, 1, 0, 0, 1),
  ],
  'revoked, an act a minute': [
    {
      before: ({ client }, island) => void island.server.revoked.add(client.install().clientGroupID),
      at: (second, { client }) => (second % 60 === 0 ? act(client) : undefined),
    },
    hour(1, 1, 0, 0, 1),
  ],
  'captive, one act waits': [
    {
      before: async ({ link, client }) => {
        link.fault = () => 'portal';
        await act(client);
      },
    },
    hour(127, 127, 71, 95, 127),
  ],
  'three tabs, idle': [{ tabs: 3 }, hour(61, 61, 15, 60, 61)],
  'three tabs, an act a minute': [
    { tabs: 3, at: (second, { client }) => (second % 60 === 30 ? act(client) : undefined) },
    hour(62, 62, 30, 60, 62),
  ],
  'a dead token': [
    {
      before: ({ link, client }) => {
        link.people.clear();
        return act(client);
      },
    },
    hour(1, 1, 0, 0, 2),
  ],
  'a token that never comes': [{ options: { token: () => new Promise<null>(() => undefined) } }, hour(0, 0, 0, 0, 82)],
  'an opaque token of nobody knows whom': [
    {
      options: { token: async () => 'opaque' },
      at: (second, { client }) => (second % 60 === 0 ? act(client) : undefined),
    },
    hour(0, 0, 0, 0, 1),
  ],
};

it.each(Object.entries(HOURS))('%s', async (_what, [scene, costs]) => {
  expect(await hourOf(scene)).toEqual(costs);
});
