/** A program of the system that stands before or behind a server: PgBouncer, nginx, HAProxy, as Debian packages them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.ts';

/** Where Debian puts each. They are no npm packages: .ci/run installs them. */
const PROGRAMS = {
  // check-specs: outside-repository -- it is no npm package
  pgbouncer: '/usr/sbin/pgbouncer',
  // check-specs: outside-repository -- it is no npm package
  nginx: '/usr/sbin/nginx',
  // check-specs: outside-repository -- it is no npm package
  haproxy: '/usr/sbin/haproxy',
} as const;

export interface SystemService {
  readonly port: number;
  close(): Promise<void>;
}

/** Where it is to listen, and a folder of its own. */
export interface Place {
  readonly port: number;
  readonly folder: string;
}

/** What it is told: files by name, and arguments. */
export interface Told {
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

/** Starts one on a free loopback port, and waits until it listens. @throws Error when its package is not installed, or it ends */
export async function startSystemService(
  name: keyof typeof PROGRAMS,
  tell: (place: Place) => Told,
): Promise<SystemService> {
  const program = PROGRAMS[name];
  if (!existsSync(program)) throw new Error(`there is no ${program}: apt-get install ${name}`);
  const folder = await mkdtemp(join(tmpdir(), `bimride-${name}-`));
  await chmod(folder, 0o777);
  const port = await freePort();
  const { files, args } = tell({ port, folder });
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text, { mode: 0o644 });
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  await until(`${name} listens`, async () => {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${said.join('')}`);
    return isOpen(port);
  });
  return { port, close: () => end(child, folder) };
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  const gone = new Promise<void>((exited) => child.once('exit', () => exited()));
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await gone;
  await rm(folder, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((seen) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => seen(true));
    socket.once('error', () => seen(false));
    socket.once('connect', () => socket.destroy());
  });
}
