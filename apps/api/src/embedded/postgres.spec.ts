import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { readClusterRecord } from './cluster-record.ts';
import { runsAsRoot } from './os-user.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './postgres.ts';
import { AlreadyRunningError } from './process-lock.ts';

let root: string;
let dataDir: string;
let said: string[];
const KEEP = 'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS seven';
const running = new Set<EmbeddedPostgres>();
const children = new Set<ChildProcess>();

async function makeRoot(): Promise<void> {
  root = await mkdtemp(join(tmpdir(), 'embedded-'));
  await chmod(root, 0o711);
  dataDir = join(root, 'data');
}

async function stopAll(): Promise<void> {
  for (const child of children) child.kill('SIGKILL');
  for (const postgres of running) await postgres.close('immediate');
  running.clear();
  children.clear();
}

const removeRoot = () => rm(root, { recursive: true, force: true, maxRetries: 5 });

beforeEach(() => {
  said = [];
});

async function start(options: { dataDir?: string; outsideRoots?: readonly string[] } = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, say: (line) => said.push(line), ...options });
  running.add(postgres);
  return postgres;
}

async function close(postgres: EmbeddedPostgres): Promise<void> {
  running.delete(postgres);
  await postgres.close();
}

async function query<T extends Record<string, unknown>>(
  { url }: Pick<EmbeddedPostgres, 'url'>,
  sql: string,
): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that runs a database on the same data directory; gives back its connection string once it runs. */
async function startElsewhere(): Promise<{ child: ChildProcess; url: string }> {
  const launcher = join(import.meta.dirname, 'postgres.ts');
  const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(launcher)});
    const postgres = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
    process.stdout.write(postgres.url + '\\n'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: line.toString().trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** One after the other on one data directory: making a new database takes longer than all the rest. */
describe('the embedded database', () => {
  beforeAll(makeRoot);
  afterEach(stopAll);
  afterAll(removeRoot);

  it('keeps data, port and password over a restart, and promises what it acknowledges', async () => {
    const first = await start();
    await query(first, KEEP);
    expect(await query(first, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    expect((await query<{ version: string }>(first, 'SELECT version()'))[0]?.version).toMatch(/^PostgreSQL 18\./);
    const [{ address } = { address: '' }] = await query<{ address: string }>(
      first,
      'SELECT host(inet_server_addr()) AS address',
    );
    expect(address).toBe('127.0.0.1');
    await close(first);
    expect(await first.pid()).toBeUndefined();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await query(second, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
    expect(said).toEqual(['Making a new PostgreSQL database.']);
  });

  it('keeps its password from other users, and lets nobody in without it', async () => {
    const postgres = await start();
    expect((await stat(join(dataDir, 'postgres.json'))).mode & 0o777).toBe(0o600);
    const wrong = new URL(postgres.url);
    wrong.password = 'guess';
    await expect(query({ url: wrong.href }, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  it('comes back after a stop without warning', async () => {
    const postgres = await start();
    await query(postgres, KEEP);
    await postgres.stop('immediate');
    expect(await postgres.pid()).toBeUndefined();
    await postgres.start();
    expect(await query(postgres, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
    expect(await readFile(postgres.logFile, 'utf8')).toContain('automatic recovery in progress');
  });

  it('comes back after a kill -9 of the server, whose last backends may linger', async () => {
    const postgres = await start();
    const idle = new Client({ connectionString: postgres.url });
    idle.on('error', () => undefined);
    await idle.connect();
    process.kill((await postgres.pid()) ?? 0, 'SIGKILL');
    await postgres.start();
    expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await idle.end().catch(() => undefined);
  });

  it('stops what a killed Bimride has left running, and starts on its data', async () => {
    const { child, url } = await startElsewhere();
    await query({ url }, KEEP);
    await kill(child);
    expect(await query({ url }, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
    const postgres = await start();
    expect(said).toEqual(['Stopping the database that an earlier, crashed run has left behind.']);
    expect(await query(postgres, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
    expect(postgres.url).toBe(url);
  });

  it('refuses a second start while the first lives, without disturbing it', async () => {
    const { child, url } = await startElsewhere();
    await expect(start()).rejects.toThrow(AlreadyRunningError);
    expect(await query({ url }, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await kill(child);
    await close(await start());
  });

  it('is not kept from starting by a stranger who got the old server’s process number', async () => {
    const postgres = await start();
    const pidFile = join(postgres.clusterDir, 'postmaster.pid');
    const written = await readFile(pidFile, 'utf8');
    await close(postgres);
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    children.add(stranger);
    await once(stranger, 'spawn');
    await writeFile(pidFile, written.replace(/^\d+/, String(stranger.pid)));
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(stranger.exitCode).toBeNull();
  });

  it('moves to another port when its own is taken, and stays there', async () => {
    const first = await start();
    await close(first);
    const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(squatter, 'listening');
    const second = await start();
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    await close(second);
    squatter.close();
    expect((await start()).url).toBe(second.url);
  });
});

describe('a new data directory', () => {
  beforeEach(makeRoot);
  afterEach(async () => {
    await stopAll();
    await removeRoot();
  });

  it('throws away what a crash in the middle of making the database has left', async () => {
    await mkdir(join(dataDir, 'postgres.new-half'), { recursive: true });
    await writeFile(join(dataDir, 'postgres.new-half', 'PG_VERSION'), '18\n');
    await start();
    expect((await readdir(dataDir)).filter((name) => name.startsWith('postgres.new-'))).toEqual([]);
  });

  it('leaves nothing when it is destroyed', async () => {
    const postgres = await start();
    running.delete(postgres);
    await postgres.destroy();
    expect(await readdir(root)).toEqual([]);
  });
});

describe('a data directory that only its owner may enter', () => {
  beforeEach(makeRoot);
  afterEach(async () => {
    await stopAll();
    await removeRoot();
  });

  // As root the server runs as another user, who cannot get there; as anybody else it runs as ourselves, who can.
  it('is worked around where it must be, and used where it can be', async () => {
    await chmod(root, 0o700);
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await chmod(outside, 0o711);
    const postgres = await start({ outsideRoots: [join(outside, 'here')] });
    await query(postgres, KEEP);
    expect(postgres.clusterDir.startsWith(runsAsRoot() ? outside : root)).toBe(true);
    // The programs may lie out of reach, too: then there is a line about them as well.
    expect(said.filter((line) => line.includes('the database is kept in'))).toHaveLength(runsAsRoot() ? 1 : 0);
    expect((await lstat(join(dataDir, 'postgres'))).isSymbolicLink()).toBe(runsAsRoot());
    expect(dirname(postgres.clusterDir)).toBe((await readClusterRecord(dataDir))?.home);
    await close(postgres);
    const again = await start({ outsideRoots: ['/nowhere/at/all'] });
    expect(await query(again, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
    await close(again);
    await rm(outside, { recursive: true, force: true });
  });

  it('falls through to the next place when one cannot be used', async () => {
    await chmod(root, 0o700);
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await chmod(outside, 0o711);
    const shut = await mkdtemp(join(tmpdir(), 'shut-'));
    const postgres = await start({ outsideRoots: [join(shut, 'a'), join(outside, 'b')] });
    expect(postgres.clusterDir.startsWith(runsAsRoot() ? join(outside, 'b') : root)).toBe(true);
    const linked = runsAsRoot() ? await readlink(join(dataDir, 'postgres')) : postgres.clusterDir;
    expect(linked).toBe(postgres.clusterDir);
    await close(postgres);
    await rm(outside, { recursive: true, force: true });
    await rm(shut, { recursive: true, force: true });
  });
});
