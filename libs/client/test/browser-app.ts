/** The page of the browser spec: a small app with the client, hooks and all, driven by the spec through `globalThis.browserApp`. */
import { createElement, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { openClient, type BimrideClient } from '../src/bimride-client.ts';
import { browserTabs } from '../src/browser/browser-tabs.ts';
import { followBrowser } from '../src/browser/follow-browser.ts';
import { RecordedTransport } from '../src/inspector/exchanges.ts';
import { Inspector } from '../src/inspector/inspector.ts';
import { useOutbox, useOutcomes, useRow, useSuspenseQuery, useView } from '../src/react.ts';
import { encryptedStorage } from '../src/storage/encrypted.ts';
import type { IdbDatabase, IdbFactory } from '../src/storage/indexed-db-types.ts';
import { indexedDbStorage } from '../src/storage/indexed-db.ts';
import { fetchTransport } from '../src/wire/fetch-transport.ts';
import { note, notesKind, notesMutations } from './notes.ts';
import { RIDER, signedIn } from './phones.ts';
import { storageContract } from '../src/testing/storage-contract.ts';

/** What the spec calls. */
export interface BrowserApp {
  note(text: string): Promise<number | null>;
  noteWithoutEnd(): Promise<void>;
  texts(): readonly string[];
  waiting(): number;
  /** Holds IndexedDB to a clause of the contract, as it is or encrypted. */
  checkStorage(clause: string, kind: 'plain' | 'encrypted'): Promise<string>;
  /** Shows, in place of the app, a client on an empty storage that has not looked at the server yet. */
  suspend(): Promise<void>;
  /** Has that client look, once. */
  look(): Promise<void>;
  /** Shows the inspector in place of the app. */
  inspect(): void;
  /** Closes the connection of a storage as a browser does, so many ways; what could be written and read after each. */
  closedByBrowser(): Promise<readonly string[]>;
}

interface Page {
  readonly location: { readonly origin: string };
  readonly document: { getElementById(id: string): unknown };
  browserApp?: BrowserApp;
  /** Given by the spec: hears each text that `mutate` resolved. */
  resolved?: (text: string) => Promise<void>;
}
const page = globalThis as unknown as Page;

const LOOK_MS_MAX = 10_000;
/** 32 bytes in hex digits. */
const STORAGE_KEY = '5a'.repeat(32);

const transport = new RecordedTransport(fetchTransport({ baseUrl: page.location.origin }));

async function open(): Promise<BimrideClient> {
  const client = await openClient({
    person: RIDER,
    storage: await indexedDbStorage('bimride'),
    transport,
    token: signedIn(RIDER),
    mutations: notesMutations,
    tabs: browserTabs(`bimride/${RIDER.subject}`),
  });
  followBrowser(client);
  client.start();
  return client;
}

function Screen({ client }: { readonly client: BimrideClient }) {
  const row = useRow(client, notesKind, RIDER.subject);
  const [same] = useView(client, notesKind);
  const { queue } = useOutbox(client);
  const { outcomes } = useOutcomes(client);
  if (row !== same?.value) throw new Error('one row in two versions');
  const text = `${row?.texts.length ?? 0} noted, ${queue.waiting} waiting, ${outcomes.map(({ words }) => words.reason).join()}`;
  return createElement('p', null, text);
}

let unlooked: BimrideClient | undefined;

function Counted({ client }: { readonly client: BimrideClient }) {
  const noted = useSuspenseQuery(client, notesKind, (rows) => rows.flatMap(({ value }) => value.texts).length);
  return createElement('p', null, `${noted} found`);
}

async function suspend(): Promise<void> {
  unlooked = await openClient({
    person: RIDER,
    storage: await indexedDbStorage(`not looked ${crypto.randomUUID()}`),
    transport,
    token: signedIn(RIDER),
    mutations: notesMutations,
  });
  const fallback = createElement('p', null, 'looking');
  root.render(createElement(Suspense, { fallback }, createElement(Counted, { client: unlooked })));
}

async function closedByBrowser(): Promise<readonly string[]> {
  const { indexedDB, IDBKeyRange } = globalThis as unknown as BrowserDatabases;
  const opened: (IdbDatabase & EventTarget)[] = [];
  const watched: IdbFactory = {
    open: (name, version) => {
      const request = indexedDB.open(name, version);
      request.addEventListener('success', () => opened.push(request.result as IdbDatabase & EventTarget));
      return request;
    },
  };
  const storage = await indexedDbStorage('closing', { indexedDB: watched, IDBKeyRange });
  const ways = {
    silently: () => opened.at(-1)?.close(),
    'with its event': () => {
      opened.at(-1)?.close();
      opened.at(-1)?.dispatchEvent(new Event('close'));
    },
    'for another version': () => opened.at(-1)?.dispatchEvent(new Event('versionchange')),
  };
  for (const [way, close] of Object.entries(ways)) {
    close();
    await storage.commit({ writes: [{ key: `a/${way}`, value: 'kept' }] });
    close();
    if ((await storage.scan('a/')).length === 0) return [];
  }
  const kept = (await storage.scan('a/')).map(([key]) => key.slice(2));
  return [...kept, `${opened.length} connections`];
}

interface BrowserDatabases {
  readonly indexedDB: IdbFactory;
  readonly IDBKeyRange: { bound(from: string, to: string): unknown };
}

const client = await open();
const contract: Readonly<Record<string, (typeof storageContract)[keyof typeof storageContract]>> = storageContract;
const root = createRoot(page.document.getElementById('screen') as never);
root.render(createElement(Screen, { client }));
page.browserApp = {
  note: async (text) => (await client.mutate(note.ride, { text })).ref,
  noteWithoutEnd: async () => {
    for (let index = 0; ; index++) {
      await client.mutate(note.ride, { text: `note ${index}` });
      await page.resolved?.(`note ${index}`);
    }
  },
  texts: () => client.get(notesKind, RIDER.subject)?.texts ?? [],
  waiting: () => client.queue().waiting,
  closedByBrowser,
  inspect: () => root.render(createElement(Inspector, { client, transport })),
  suspend,
  look: async () => void (await unlooked?.drainOnce({ deadlineMs: LOOK_MS_MAX })),
  checkStorage: async (clause, kind) => {
    const plain = () => indexedDbStorage(`${kind} contract ${clause}`);
    const opens = kind === 'plain' ? plain : async () => encryptedStorage(await plain(), { key: STORAGE_KEY });
    return (await contract[clause]?.(opens)) ?? 'no such clause';
  },
};
