import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

const READY_WITHIN_MS = 60_000;

/** A server in a process of its own, built from dist/. */
export interface ServerProcess {
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** A port of the loopback address that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** Starts the built server with these settings and waits until it is ready. */
export async function startServer(settings: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const [port, managementPort] = [await freePort(), await freePort()];
  const env = {
    ...process.env,
    BIMRIDE_LOG_LEVEL: 'warn',
    BIMRIDE_PERSON_POINTS_PER_MINUTE: '100000000',
    BIMRIDE_STRANGER_POINTS_PER_MINUTE: '100000000',
    ...settings,
    PORT: `${port}`,
    BIMRIDE_MANAGEMENT_PORT: `${managementPort}`,
  };
  const child = spawn(process.execPath, ['dist/apps/api/src/main.js'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, child);
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  };
  return { url, process: child, stop };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server did not become ready');
}
