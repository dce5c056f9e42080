/** Three tabs over one storage: what one act costs them together, on the test clock. */
import { describe, expect, it } from '@jest/globals';
import { listKind, many, note, noteAll, NotesIsland, notedBy, notesKind } from '../test/notes.ts';
import { browserOfTabs, RIDER, type Phone } from '../test/phones.ts';
import type { BimrideClient } from './bimride-client.ts';
import { followPokes } from './sync/follow-pokes.ts';
import type { Tabs } from './sync/tabs.ts';
import { MemoryStorage } from './storage/memory.ts';

async function threeTabs() {
  const island = new NotesIsland();
  const newTab = browserOfTabs();
  const tabs = [newTab(), newTab(), newTab()];
  const [first = newTab(), ...more] = tabs;
  const phone: Phone = await island.phone({ tabs: first });
  const others = await Promise.all(more.map((tab) => phone.restart({ tabs: tab })));
  const clients: readonly BimrideClient[] = [phone.client, ...others];
  for (const client of clients) client.start();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 200; turn++) await island.pass(0);
  };
  await settle();
  phone.link.requests.length = 0;
  const close = () => Promise.all(clients.map((client) => client.close()));
  return { ...phone, island, tabs, clients, settle, close };
}
const sentBy = ({ link }: Pick<Phone, 'link'>) => link.requests.map(({ path }) => path.slice(9));

it('one act is one push and no more, and every tab shows it', async () => {
  const all = await threeTabs();
  await all.client.mutate(note.ride, { text: 'one' });
  await all.settle();
  expect(sentBy(all)).toEqual(['push']);
  for (const client of all.clients) expect(client.queue().waiting).toBe(0);
  for (const client of all.clients) expect(client.scan('notes/')).toMatchObject([{ value: { texts: ['one'] } }]);
  await all.close();
});

it('ten acts in one tab are ten pushes at most; an hour without any is one look a minute and tab', async () => {
  const all = await threeTabs();
  await noteAll(all.client, ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
  await all.settle();
  expect(sentBy(all).length).toBeLessThanOrEqual(10);
  expect(notedBy(all.island.server)).toHaveLength(10);
  all.link.requests.length = 0;
  for (let minute = 0; minute < 60; minute++) {
    await all.island.pass(60_000);
    await all.settle();
  }
  expect(sentBy(all).length).toBeLessThanOrEqual(180);
  await all.close();
});

it('a tab that does not run is sent for by one that does', async () => {
  const all = await threeTabs();
  const silent = await all.restart({ tabs: browserOfTabs()() });
  await silent.mutate(note.ride, { text: 'mine' });
  all.client.trigger('foreground');
  await all.settle();
  expect(notedBy(all.island.server)).toEqual(['mine']);
  await all.close();
});

it('one tab opens a stream of pokes for all, the others look as rarely, and the next one takes over', async () => {
  const all = await threeTabs();
  const open: AbortSignal[] = [];
  let alive: () => void = () => undefined;
  const fetch = async (_url: unknown, { signal }: RequestInit = {}): Promise<Response> => {
    if (signal) open.push(signal);
    return new Response(
      new ReadableStream({
        start: (controller) => {
          alive = () => controller.enqueue(new TextEncoder().encode(': alive\n\n'));
          alive();
        },
      }),
    );
  };
  const token = async () => ({ token: RIDER.subject, subject: RIDER.subject });
  const stops = all.clients.map((client, tab) => {
    const { clock } = all.island;
    return followPokes(client, { baseUrl: 'http://localhost', token, fetch, clock, tabs: all.tabs[tab] as Tabs });
  });
  for (let turn = 0; turn < 100 && open.length === 0; turn++) await all.settle();
  await all.settle();
  expect(open).toHaveLength(1);
  all.link.requests.length = 0;
  // Longer than each of them would look by itself, with a sign of life in between.
  await all.island.pass(35_000);
  alive();
  await all.settle();
  await all.island.pass(35_000);
  await all.settle();
  expect(all.link.requests).toEqual([]);
  stops[0]?.();
  for (let turn = 0; turn < 100 && open.length === 1; turn++) await all.settle();
  expect(open).toHaveLength(2);
  for (const stop of stops) stop();
  await all.close();
});

describe('what a tab reads again', () => {
  const LISTS = 300;

  /** Three tabs over a view of some hundred rows, and the keys that each of them reads from then on. */
  async function threeCounted() {
    const island = new NotesIsland();
    const newTab = browserOfTabs();
    const disk = new Map<string, string>();
    const read: string[][] = [[], [], []];
    const open = (which: number) => {
      const storage = new MemoryStorage(disk);
      const scan = storage.scan.bind(storage);
      storage.scan = async (prefix) => {
        const found = await scan(prefix);
        read[which]?.push(...found.map(([key]) => key.split('/').slice(2).join('/')));
        return found;
      };
      return { tabs: newTab(), storage };
    };
    for (const text of many(LISTS)) island.server.put(listKind.put({ list: text, owner: RIDER.subject, texts: [] }));
    const phone = await island.phone(open(0));
    const clients = [phone.client, await phone.restart(open(1)), await phone.restart(open(2))];
    for (const client of clients) client.start();
    const settle = async (): Promise<void> => {
      for (let turn = 0; turn < 200; turn++) await island.pass(0);
    };
    await settle();
    expect(clients.map((client) => client.scan(listKind).length)).toEqual([LISTS, LISTS, LISTS]);
    for (const keys of read) keys.splice(0);
    const close = () => Promise.all(clients.map((client) => client.close()));
    const rowsRead = () => read.map((keys) => keys.filter((key) => key.startsWith('row/')));
    return { ...phone, island, clients, settle, read, rowsRead, close, open };
  }

  it('a look that finds nothing: no key', async () => {
    const { client, settle, read, close } = await threeCounted();
    client.trigger('foreground');
    await settle();
    // The one that drains looks at head and mark, and finds that it has missed nothing.
    expect(read.flat().toSorted()).toEqual(['head', 'mark']);
    await close();
  });

  it('ten acts: each tab reads what changed, once for each change, and no other row', async () => {
    const { client, clients, settle, rowsRead, read, close } = await threeCounted();
    for (const text of many(10)) {
      await client.mutate(note.ride, { text });
      await settle();
    }
    expect(clients.map((one) => one.get(notesKind, RIDER.subject)?.texts.length)).toEqual([10, 10, 10]);
    for (const keys of rowsRead()) expect(keys.length).toBeLessThanOrEqual(10);
    for (const keys of rowsRead()) expect(new Set(keys).size).toBeLessThanOrEqual(1);
    // 18,000 and more before: 63 whole reads of 300 rows.
    expect(read.flat().length).toBeLessThanOrEqual(300);
    for (const one of clients) expect(one.queue().waiting).toBe(0);
    await close();
  });

  it('ten acts at once, in three tabs at once: all is sent once and shown everywhere', async () => {
    const { clients, settle, rowsRead, island, link, close } = await threeCounted();
    await Promise.all(
      clients.map((client, tab) =>
        noteAll(
          client,
          many(10).map((text) => `${tab} ${text}`),
        ),
      ),
    );
    await settle();
    expect(notedBy(island.server)).toHaveLength(30);
    for (const one of clients) {
      expect(one.queue().waiting).toBe(0);
      expect(one.get(notesKind, RIDER.subject)?.texts).toEqual(notedBy(island.server));
    }
    // Who takes the drain over before it heard what the last one did reads everything, once.
    const whole = rowsRead().flat().length / LISTS;
    process.stdout.write(`three tabs, thirty acts: ${link.pushes().length} pushes, ${whole.toFixed(1)} whole reads\n`);
    expect(whole).toBeLessThanOrEqual(2 * link.pushes().length);
    await close();
  });

  it('a tab that missed what was told reads everything, and has it', async () => {
    const all = await threeCounted();
    const { client, restart, settle, open, island, close } = all;
    const deaf = open(1);
    deaf.tabs.listen = () => undefined;
    const late = await restart(deaf);
    for (const text of many(3)) {
      await client.mutate(note.ride, { text });
      await settle();
    }
    expect(late.get(notesKind, RIDER.subject)).toBeUndefined();
    all.link.requests.length = 0;
    await late.drainOnce({ deadlineMs: 1_000 });
    expect(late.get(notesKind, RIDER.subject)?.texts).toEqual(many(3));
    expect(all.link.pushes()).toEqual([]);
    expect(notedBy(island.server)).toEqual(many(3));
    await close();
  });

  it('an inbox item that was seen in one tab is gone in all', async () => {
    const { client, clients, settle, close, link } = await threeCounted();
    await client.mutate(note.ride, { text: 'refuse me' });
    await settle();
    expect(clients.map((one) => one.inbox().length)).toEqual([1, 1, 1]);
    link.offline = true;
    const [item] = client.inbox();
    if (item) await client.acknowledge(item);
    await settle();
    expect(clients.map((one) => one.inbox().length)).toEqual([0, 0, 0]);
    expect(clients.map((one) => one.status().hindrance)).toEqual(['unreachable', 'unreachable', 'unreachable']);
    await close();
  });
});
