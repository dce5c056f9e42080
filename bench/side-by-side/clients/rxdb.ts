/**
 * RxDB: each intent is a document of its own, because documents that change send their last state only. Pull and push run together, as in its
 * tutorial of replication over HTTP; requests are compressed; it retries after half a second instead of five.
 */
import type { Intent } from '../intents.ts';
import { ask } from './ask.ts';
import { loadOther } from '../others/load-other.ts';
import { SOS, type ClientSetup, type SyncClient } from './sync-client.ts';

interface Collection {
  bulkInsert(documents: readonly object[]): Promise<unknown>;
}
interface Core {
  readonly createRxDatabase: (
    options: object,
  ) => Promise<{ addCollections(creators: object): Promise<{ intents: Collection }> }>;
}
interface Replication {
  readonly replicateRxCollection: (options: object) => { awaitInSync(): Promise<unknown>; reSync(): void };
}
interface Row {
  readonly newDocumentState: { readonly id: string; readonly name: Intent['name'] };
}

const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 40 },
    seq: { type: 'number' },
    name: { type: 'string' },
    args: { type: 'object' },
  },
  required: ['id', 'seq', 'name', 'args'],
};

export async function open(setup: ClientSetup): Promise<SyncClient> {
  const { createRxDatabase } = await loadOther<Core>('rxdb/plugins/core');
  const { getRxStorageMemory } = await loadOther<{ readonly getRxStorageMemory: () => object }>(
    'rxdb/plugins/storage-memory',
  );
  const { replicateRxCollection } = await loadOther<Replication>('rxdb/plugins/replication');
  const database = await createRxDatabase({ name: setup.run, storage: getRxStorageMemory(), multiInstance: false });
  const { intents: collection } = await database.addCollections({ intents: { schema } });
  let replication: ReturnType<typeof replicateRxCollection> | undefined;
  return {
    queue: async (intents) => {
      await collection.bulkInsert(intents.map((intent, seq) => ({ ...intent, seq })));
    },
    drain: async () => {
      replication = replicateRxCollection({ collection, ...overHttp(setup) });
      await replication.awaitInSync();
    },
    backOnline: () => replication?.reSync(),
    carriedBy: (path, body) => {
      if (!path.endsWith('/rxdb/push')) return [];
      const rows = JSON.parse(body) as readonly Row[];
      return rows.map(({ newDocumentState: { id, name } }) => (name === 'bench.sos' ? SOS : id));
    },
  };
}

function overHttp(setup: ClientSetup): object {
  return {
    replicationIdentifier: 'intents',
    live: true,
    waitForLeadership: false,
    retryTime: 500,
    push: { batchSize: 500, handler: (rows: readonly Row[]) => ask(setup, 'rxdb/push', { body: rows }) },
    pull: {
      batchSize: 500,
      handler: (checkpoint: { readonly after: number } | undefined, limit: number) =>
        ask(setup, `rxdb/pull?after=${checkpoint?.after ?? 0}&limit=${limit}`),
    },
  };
}
