import type { BootstrapOverrides, RunningServer } from '../../src/bootstrap.ts';
import type { TestDatabase } from './test-database.ts';
import { startTestServer } from './test-server.ts';

/** The whole server in this process, on a database of its own. */
export interface ApiUnderTest {
  readonly url: string;
  readonly server: RunningServer;
  readonly database: TestDatabase;
  close(): Promise<void>;
}

/** Starts a server with these settings on top of those of a test. Close it in `afterAll`. */
export async function startApi(
  env: Readonly<Record<string, string>> = {},
  overrides: BootstrapOverrides = {},
): Promise<ApiUnderTest> {
  const server = await startTestServer({ ...overrides, env });
  return { url: server.url, server, database: server.testDatabase, close: () => server.close() };
}
