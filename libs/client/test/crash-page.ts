/**
 * The page of the crash specs: a phone that tells each step it takes and takes none before it was heard, so that who listens
 * can stop the world there. A step is the moment after each write that IndexedDB was asked for, after each commit was asked
 * for, after each that is durable, before each request, after each reply, and after each `mutate` that resolved.
 */
import { openClient, type BimrideClient } from '../src/bimride-client.ts';
import { indexedDbStorage } from '../src/storage/indexed-db.ts';
import type { IdbDatabase, IdbRequest, IdbStore, IdbTransaction } from '../src/storage/indexed-db-types.ts';
import type { ClientStorage } from '../src/storage/storage.ts';
import { fetchTransport } from '../src/wire/fetch-transport.ts';
import type { Transport } from '../src/wire/transport.ts';
import { note, NOTES_ROW, notesMutations, type NotesState } from './notes.ts';
import { RIDER } from './phones.ts';

/** What is left of a life, once the app was started again and has synced. */
export interface Afterwards {
  readonly texts: readonly string[];
  readonly waiting: number;
  readonly told: readonly (string | null)[];
}

/** What the specs call. */
export interface CrashApp {
  live(database: string, manner: 'careful' | 'careless'): Promise<void>;
  afterwards(database: string): Promise<Afterwards>;
}

interface SynchronousRequest {
  open(method: string, path: string, asynchronous: boolean): void;
  send(text: string): void;
}
interface Page {
  readonly location: { readonly origin: string };
  readonly XMLHttpRequest: new () => SynchronousRequest;
  readonly IDBDatabase: { readonly prototype: { transaction: (this: IdbDatabase, ...asked: Begin) => IdbTransaction } };
  readonly IDBObjectStore: {
    readonly prototype: {
      put: (this: IdbStore, value: string, key: string) => IdbRequest<unknown>;
      delete: (this: IdbStore, key: string) => IdbRequest<unknown>;
    };
  };
  crashApp?: CrashApp;
}
type Begin = Parameters<IdbDatabase['transaction']>;
type CommittingTransaction = IdbTransaction & { commit(): void };

const page: Page = globalThis as never;
const DRAIN = { deadlineMs: 20_000 };
const CARELESS_DELAY_MS = 50;
let isStepping = false;

/** Stands still until the step was heard: nothing of this page runs meanwhile, not even what waits in its event loop. */
function step(what: string): void {
  if (!isStepping) return;
  const request = new page.XMLHttpRequest();
  request.open('POST', '/step', false);
  request.send(what);
}

/** From now on all of IndexedDB steps. */
function stepThroughIndexedDb(): void {
  const { prototype: stores } = page.IDBObjectStore;
  const { prototype: databases } = page.IDBDatabase;
  const { put, delete: take } = stores;
  const { transaction: begin } = databases;
  const pending = new WeakMap<object, number>();
  const asked = (store: IdbStore & { readonly transaction?: CommittingTransaction }, request: IdbRequest<unknown>) => {
    const { transaction } = store;
    if (!transaction) throw new Error('a store without its transaction');
    pending.set(transaction, (pending.get(transaction) ?? 0) + 1);
    step('write asked');
    request.addEventListener('success', () => {
      const left = (pending.get(transaction) ?? 0) - 1;
      pending.set(transaction, left);
      if (left > 0) return;
      // It would be committed at the end of this event: asking for it here is the same, a moment earlier.
      transaction.commit();
      step('commit asked');
    });
    return request;
  };
  stores.put = function (value, key) {
    return asked(this, put.call(this, value, key));
  };
  stores.delete = function (key) {
    return asked(this, take.call(this, key));
  };
  databases.transaction = function (...wanted) {
    const transaction = begin.apply(this, wanted);
    // Heard before the storage hears it.
    if (wanted[1] === 'readwrite') transaction.addEventListener('complete', () => step('durable'));
    return transaction;
  };
}

function steppingTransport(link: Transport): Transport {
  return {
    post: async (request) => {
      step(`${request.path} leaves`);
      const reply = await link.post(request);
      step(`${request.path} answered`);
      return reply;
    },
  };
}

/** Says "durable" first and writes later: what must be caught. */
function careless(inner: ClientStorage): ClientStorage {
  let writing: Promise<unknown> = Promise.resolve();
  // check-specs: waits-by-time -- who writes later than they say is planted here
  const later = () => new Promise((resolve) => setTimeout(resolve, CARELESS_DELAY_MS));
  return {
    scan: (prefix) => writing.then(() => inner.scan(prefix)),
    commit: async (commit) => {
      writing = writing.then(later).then(() => inner.commit(commit));
      return true;
    },
    close: () => inner.close(),
  };
}

async function open(database: string, manner: 'careful' | 'careless'): Promise<BimrideClient> {
  const storage = await indexedDbStorage(database);
  return openClient({
    person: RIDER,
    storage: manner === 'careless' ? careless(storage) : storage,
    transport: steppingTransport(fetchTransport({ baseUrl: page.location.origin })),
    token: async () => {
      step('token asked');
      return { token: RIDER.subject, subject: RIDER.subject };
    },
    mutations: notesMutations,
  });
}

async function noteDown(client: BimrideClient, stream: keyof typeof note, text: string): Promise<void> {
  await client.mutate(note[stream], { text });
  step(`resolved ${text}`);
}

stepThroughIndexedDb();
page.crashApp = {
  live: async (database, manner) => {
    isStepping = true;
    const client = await open(database, manner);
    await noteDown(client, 'ride', 'first');
    await noteDown(client, 'ride', 'second');
    await noteDown(client, 'general', 'refuse me');
    await client.drainOnce(DRAIN);
    await noteDown(client, 'ride', 'third');
    await noteDown(client, 'emergency', 'help');
    await client.drainOnce(DRAIN);
    isStepping = false;
  },
  afterwards: async (database) => {
    const client = await open(database, 'careful');
    await client.drainOnce(DRAIN);
    const { texts = [] } = client.get<NotesState>(NOTES_ROW) ?? {};
    const left = { texts, waiting: client.queue().waiting, told: client.inbox().map(({ code }) => code) };
    await client.close();
    return left;
  },
};
