import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap, type BootstrapOverrides, type RunningServer } from '../../src/bootstrap.ts';
import { readConfig } from '../../src/config.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';

/** The whole server in this process, on a database of its own. */
export interface ApiUnderTest {
  readonly url: string;
  readonly server: RunningServer;
  readonly database: TestDatabase;
  close(): Promise<void>;
}

/** Starts a server with these settings on top of quiet ones. Close it in `afterAll`. */
export async function startApi(
  settings: Readonly<Record<string, string>> = {},
  overrides: BootstrapOverrides = {},
): Promise<ApiUnderTest> {
  const database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'bimride-api-'));
  const quiet = { PORT: '0', BIMRIDE_MANAGEMENT_PORT: '0', BIMRIDE_LOG_LEVEL: 'silent', BIMRIDE_SHUTDOWN_SECONDS: '5' };
  const config = readConfig({ ...quiet, DATABASE_URL: database.url, BIMRIDE_DATA_DIR: dataDir, ...settings });
  const server = await bootstrap(config, overrides);
  const close = async (): Promise<void> => {
    await server.close();
    await database.close();
    await rm(dataDir, { recursive: true });
  };
  return { url: server.url, server, database, close };
}
