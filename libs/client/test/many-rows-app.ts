/** The page of many-rows.long.spec.ts: 20,000 rows on one screen, and counters of all that it reads, renders and blocks. */
import { createElement, memo } from 'react';
import { createRoot } from 'react-dom/client';
import { openClient, type BimrideClient } from '../src/bimride-client.ts';
import { browserTabs } from '../src/browser/browser-tabs.ts';
import { useOutcomes, useQuery, useQueue, useRow, useStatus, useView } from '../src/react.ts';
import { indexedDbStorage } from '../src/storage/indexed-db.ts';
import type { ClientStorage } from '../src/storage/storage.ts';
import type { ShownRow } from '../src/views/shown.ts';
import { fetchTransport } from '../src/wire/fetch-transport.ts';
import { listKind, note, notesMutations, type NotesState } from './notes.ts';
import { RIDER, signedIn } from './phones.ts';

/** What was counted since it was last asked. */
export interface Counts {
  /** Rows that were read from the storage. */
  readonly rowsRead: number;
  readonly keysRead: number;
  /** Renders by component. */
  readonly renders: Readonly<Record<string, number>>;
  /** Tasks of more than 50 ms, and the longest of them in ms: told, and never asserted. */
  readonly longTasks: number;
  readonly longestMs: number;
}

/** What the spec calls. */
export interface ManyRowsApp {
  counts(): Promise<Counts>;
  look(): Promise<void>;
  act(): Promise<void>;
  /** Acts so many times, and answers when all of it is durable. */
  actOften(times: number): Promise<void>;
  shown(): { readonly rows: number; readonly waiting: number; readonly noted: number };
}

interface LongTask {
  readonly duration: number;
}
interface Page {
  readonly location: { readonly origin: string };
  readonly document: { getElementById(id: string): unknown };
  readonly PerformanceObserver: new (hear: (list: { getEntries(): readonly LongTask[] }) => void) => {
    observe(options: { readonly type: string; readonly buffered: boolean }): void;
    takeRecords(): readonly LongTask[];
  };
  requestAnimationFrame(call: () => void): void;
  manyRows?: ManyRowsApp;
}
const page = globalThis as unknown as Page;

let [rowsRead, keysRead] = [0, 0];
let renders: Record<string, number> = {};
let tasks: LongTask[] = [];
const observer = new page.PerformanceObserver((list) => tasks.push(...list.getEntries()));
observer.observe({ type: 'longtask', buffered: true });
const rendered = (component: string): void => {
  renders[component] = (renders[component] ?? 0) + 1;
};

function counted(storage: ClientStorage): ClientStorage {
  return {
    scan: async (prefix) => {
      const found = await storage.scan(prefix);
      keysRead += found.length;
      rowsRead += found.filter(([key]) => key.includes('/row/')).length;
      return found;
    },
    commit: (commit) => storage.commit(commit),
    close: () => storage.close(),
  };
}

type ListRow = ShownRow<NotesState>;

const Row = memo(({ row }: { readonly row: ListRow }) => {
  rendered('row');
  return createElement('li', null, row.value.texts.join());
});

/** A screen that shows one row and asks for no other. */
const One = memo(({ client, id }: { readonly client: BimrideClient; readonly id: string }) => {
  rendered('one');
  return createElement('b', null, useRow(client, listKind, id)?.texts.length ?? 0);
});

function List({ client }: { readonly client: BimrideClient }) {
  rendered('list');
  const rows = useView(client, listKind);
  return createElement(
    'ul',
    null,
    rows.map((row) => createElement(Row, { row, key: row.key })),
  );
}

function Count({ client }: { readonly client: BimrideClient }) {
  rendered('count');
  return createElement(
    'p',
    null,
    useQuery(client, listKind, (rows) => rows.length),
  );
}

function Queue({ client }: { readonly client: BimrideClient }) {
  rendered('queue');
  return createElement('p', null, useQueue(client).waiting);
}

function Inbox({ client }: { readonly client: BimrideClient }) {
  rendered('inbox');
  return createElement('p', null, useOutcomes(client).outcomes.length);
}

function Status({ client }: { readonly client: BimrideClient }) {
  rendered('status');
  return createElement('p', null, useStatus(client, ({ hindrance }) => hindrance) ?? 'fine');
}

const client = await openClient({
  person: RIDER,
  storage: counted(await indexedDbStorage('many')),
  transport: fetchTransport({ baseUrl: page.location.origin }),
  token: signedIn(RIDER),
  mutations: notesMutations,
  tabs: browserTabs('many'),
});

const ONES = Array.from({ length: 200 }, (_, index) => `note ${index + 1}`);
const screens = [Count, Queue, Inbox, Status].map((screen) => createElement(screen, { client, key: screen.name }));
createRoot(page.document.getElementById('screen') as never).render([
  ...screens,
  ...ONES.map((id) => createElement(One, { client, id, key: id })),
  createElement(List, { client, key: 'list' }),
]);

const act = async (): Promise<void> => void (await client.mutate(note.ride, { text: 'x', list: 'of acts' }));
page.manyRows = {
  counts: async () => {
    // A frame later all that was asked for is rendered.
    await new Promise<void>((resolve) => page.requestAnimationFrame(() => page.requestAnimationFrame(resolve)));
    tasks.push(...observer.takeRecords());
    const longestMs = Math.max(0, ...tasks.map(({ duration }) => duration));
    const told = { rowsRead, keysRead, renders, longTasks: tasks.length, longestMs };
    [rowsRead, keysRead, renders, tasks] = [0, 0, {}, []];
    return told;
  },
  look: async () => void (await client.drainOnce({ deadlineMs: 60_000 })),
  act,
  actOften: async (times) => {
    for (let count = 0; count < times; count++) await act();
  },
  shown: () => ({
    rows: client.scan(listKind).length,
    waiting: client.queue().waiting,
    noted: client.get<NotesState>('notes/of acts')?.texts.length ?? 0,
  }),
};
