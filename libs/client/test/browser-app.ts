/** The page of the browser spec: a small app with the client, hooks and all, driven by the spec through `globalThis.browserApp`. */
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { openClient, type BimrideClient } from '../src/bimride-client.ts';
import { browserTabs } from '../src/browser/browser-tabs.ts';
import { followBrowser } from '../src/browser/follow-browser.ts';
import { useOutbox, useOutcomes, useRow, useView } from '../src/react.ts';
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
  checkStorage(clause: string): Promise<string>;
}

interface Page {
  readonly location: { readonly origin: string };
  readonly document: { getElementById(id: string): unknown };
  browserApp?: BrowserApp;
  /** Given by the spec: hears each text that `mutate` resolved. */
  resolved?: (text: string) => Promise<void>;
}
const page = globalThis as unknown as Page;

async function open(): Promise<BimrideClient> {
  const client = await openClient({
    person: RIDER,
    storage: await indexedDbStorage('bimride'),
    transport: fetchTransport({ baseUrl: page.location.origin }),
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

const client = await open();
const contract: Readonly<Record<string, (typeof storageContract)[keyof typeof storageContract]>> = storageContract;
createRoot(page.document.getElementById('screen') as never).render(createElement(Screen, { client }));
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
  checkStorage: async (clause) =>
    (await contract[clause]?.(() => indexedDbStorage(`contract ${clause}`))) ?? 'no such clause',
};
