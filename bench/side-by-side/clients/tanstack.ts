/**
 * TanStack DB with offline-transactions: each intent is a transaction, sent with its idempotency key. It sends one after the other; there is no
 * setting for more.
 */
import type { Intent } from '../intents.ts';
import { ask } from './ask.ts';
import { loadOther } from '../others/load-other.ts';
import { SOS, type ClientSetup, type SyncClient } from './sync-client.ts';

interface Collection {
  insert(document: object): unknown;
}
interface Database {
  readonly createCollection: (options: object) => Collection;
  readonly localOnlyCollectionOptions: (options: object) => object;
}
interface Sending {
  readonly transaction: { readonly mutations: readonly { readonly modified: object }[] };
  readonly idempotencyKey: string;
}
interface Executor {
  waitForInit(): Promise<unknown>;
  createOfflineTransaction(options: object): {
    mutate(work: () => void): unknown;
    commit(): Promise<unknown>;
  };
  peekOutbox(): Promise<readonly unknown[]>;
}
interface Offline {
  readonly startOfflineExecutor: (config: object) => Executor;
}

/** A browser has one of its own; here the measurement says when there is a network. */
class Detector {
  online = false;
  readonly #listeners = new Set<() => void>();

  readonly isOnline = (): boolean => this.online;
  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly notifyOnline = (): void => {
    for (const listener of this.#listeners) listener();
  };
  readonly dispose = (): void => this.#listeners.clear();
}

export async function open(setup: ClientSetup): Promise<SyncClient> {
  const { createCollection, localOnlyCollectionOptions } = await loadOther<Database>('@tanstack/db');
  const { startOfflineExecutor } = await loadOther<Offline>('@tanstack/offline-transactions');
  const getKey = ({ id }: Intent): string => id;
  const intents = createCollection(localOnlyCollectionOptions({ id: 'intents', getKey }));
  const onlineDetector = new Detector();
  const push = ({ transaction, idempotencyKey }: Sending) => {
    const [mutation] = transaction.mutations;
    const headers = { 'idempotency-key': idempotencyKey };
    return ask(setup, 'tanstack/push', { body: mutation?.modified ?? {}, headers });
  };
  const executor = startOfflineExecutor({
    collections: { intents },
    mutationFns: { push },
    storage: memoryStorage(),
    onlineDetector,
  });
  await executor.waitForInit();
  const commits: Promise<unknown>[] = [];
  return {
    queue: async (made) => {
      for (const [seq, intent] of made.entries()) {
        const transaction = executor.createOfflineTransaction({ mutationFnName: 'push', autoCommit: false });
        transaction.mutate(() => void intents.insert({ ...intent, seq }));
        commits.push(transaction.commit());
      }
      while ((await executor.peekOutbox()).length < made.length) await new Promise((resolve) => setImmediate(resolve));
    },
    drain: async () => {
      onlineDetector.online = true;
      onlineDetector.notifyOnline();
      await Promise.allSettled(commits);
    },
    backOnline: onlineDetector.notifyOnline,
    carriedBy: (path, body) => {
      if (!path.endsWith('/tanstack/push')) return [];
      const { id, name } = JSON.parse(body) as Intent;
      return [name === 'bench.sos' ? SOS : id];
    },
  };
}

function memoryStorage(): object {
  const kept = new Map<string, string>();
  return {
    get: async (key: string) => kept.get(key) ?? null,
    set: async (key: string, value: string) => void kept.set(key, value),
    delete: async (key: string) => void kept.delete(key),
    keys: async () => [...kept.keys()],
    clear: async () => kept.clear(),
  };
}
