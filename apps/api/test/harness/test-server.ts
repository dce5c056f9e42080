import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap, type BootstrapOverrides, type RunningServer } from '../../src/bootstrap.ts';
import { readConfig } from '../../src/read-config.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';

/** The whole server on free ports, with a database of its own unless it is given one. */
export interface TestServer extends RunningServer {
  readonly testDatabase: TestDatabase;
}

/** What a test chooses about its server. */
export interface TestServerOptions extends BootstrapOverrides {
  /** Settings on top of those of a test; see `environmentSchema`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Two servers on one database: give the second one the first one's. It is then not dropped with the server. */
  readonly database?: TestDatabase;
}

/** Starts the server of this repository, in this process. `close()` takes everything away again. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = options.database ?? (await testDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), 'bimride-server-'));
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: database.url,
    BIMRIDE_MANAGEMENT_PORT: '0',
    BIMRIDE_DATA_DIR: dataDir,
    BIMRIDE_DATABASE_CONNECTIONS: '16',
    BIMRIDE_LOG_LEVEL: 'silent',
    // A spec does in a second what nobody does in a minute; the limits have specs of their own.
    BIMRIDE_PERSON_POINTS_PER_MINUTE: '100000000',
    BIMRIDE_STRANGER_POINTS_PER_MINUTE: '100000000',
    ...options.env,
  });
  const server = await bootstrap(config, options);
  const takeAway = async (): Promise<void> => {
    await server.close();
    if (options.database === undefined) await database.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  let closing: Promise<void> | undefined;
  return { ...server, testDatabase: database, close: () => (closing ??= takeAway()) };
}
