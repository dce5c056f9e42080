/**
 * WatermelonDB: each intent is a record of its own. `synchronize()` pulls, then pushes all in one request; its app calls it again after a failure,
 * here after half a second. Requests are compressed.
 */
import type { Intent } from '../intents.ts';
import { ask } from './ask.ts';
import { loadOther } from '../others/load-other.ts';
import { SOS, type ClientSetup, type SyncClient } from './sync-client.ts';

interface Table {
  prepareCreateFromDirtyRaw(raw: object): object;
}
interface Database {
  get(table: string): Table;
  write(work: () => Promise<unknown>): Promise<unknown>;
  batch(operations: readonly object[]): Promise<unknown>;
}
interface Watermelon {
  readonly Database: new (options: object) => Database;
  readonly Model: new (...given: never[]) => object;
  readonly appSchema: (schema: object) => object;
  readonly tableSchema: (schema: object) => object;
}
type Adapter = new (options: object) => object;
interface Changes {
  readonly intents?: { readonly created: readonly { readonly id: string; readonly name: Intent['name'] }[] };
}
interface Sync {
  readonly synchronize: (options: {
    database: Database;
    pullChanges(asked: { readonly lastPulledAt: number | null }): Promise<unknown>;
    pushChanges(changed: { readonly changes: Changes }): Promise<unknown>;
  }) => Promise<void>;
}

const RETRY_AFTER_MS = 500;

export async function open(setup: ClientSetup): Promise<SyncClient> {
  const database = await openDatabase();
  const { synchronize } = await loadOther<Sync>('@nozbe/watermelondb/sync/index.js');
  const table = database.get('intents');
  const syncOnce = () =>
    synchronize({
      database,
      pullChanges: ({ lastPulledAt }) => ask(setup, `watermelondb/pull?last_pulled_at=${lastPulledAt ?? 0}`),
      pushChanges: ({ changes }) => ask(setup, 'watermelondb/push', { body: changes }),
    });
  return {
    queue: async (intents) => {
      const records = intents.map(({ id, name, args }, seq) =>
        table.prepareCreateFromDirtyRaw({ id, seq, name, args: JSON.stringify(args) }),
      );
      await database.write(() => database.batch(records));
    },
    drain: () => untilDone(syncOnce),
    backOnline: () => undefined,
    carriedBy: (path, body) => {
      if (!path.endsWith('/watermelondb/push')) return [];
      const { intents } = JSON.parse(body) as Changes;
      return (intents?.created ?? []).map(({ id, name }) => (name === 'bench.sos' ? SOS : id));
    },
  };
}

async function untilDone(syncOnce: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await syncOnce();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
    }
  }
}

async function openDatabase(): Promise<Database> {
  const { Database, Model, appSchema, tableSchema } = await loadOther<Watermelon>('@nozbe/watermelondb');
  const { default: loaded } = await loadOther<{ default: Adapter | { default: Adapter } }>(
    '@nozbe/watermelondb/adapters/lokijs/index.js',
  );
  const { default: loki } = await loadOther<{ default: { LokiMemoryAdapter: new () => object } }>('lokijs');
  const LokiAdapter = 'default' in loaded ? loaded.default : loaded;
  const columns = [
    { name: 'seq', type: 'number' },
    { name: 'name', type: 'string' },
    { name: 'args', type: 'string' },
  ];
  const schema = appSchema({ version: 1, tables: [tableSchema({ name: 'intents', columns })] });
  const adapter = new LokiAdapter({
    schema,
    useWebWorker: false,
    useIncrementalIndexedDB: true,
    // The way its own tests run without a browser.
    _testLokiAdapter: new loki.LokiMemoryAdapter(),
    extraLokiOptions: { autosave: false },
  });
  class IntentRecord extends Model {
    static readonly table = 'intents';
  }
  return new Database({ adapter, modelClasses: [IntentRecord] });
}
