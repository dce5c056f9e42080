import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentSchema } from '../src/config.ts';
import { freePort } from '../src/embedded/free-port.ts';
import { runningPostmaster } from '../src/embedded/postmaster.ts';
import { until } from './harness/until.ts';

// The built program, as "npm start" runs it; "npm test" builds it first.
const MAIN = join(import.meta.dirname, '../../../dist/apps/api/src/main.js');
const STATUS = '/v1/offline-first-mobile-architecture/status';
const START_DEADLINE_MS = 60_000;

let dataDir: string;
let port: number;
const processes = new Set<Program>();

async function makeDataDir(): Promise<void> {
  if (!existsSync(MAIN)) throw new Error('The program is not built: run "npm run build" first.');
  dataDir = await mkdtemp(join(tmpdir(), 'process-'));
  await chmod(dataDir, 0o711);
  port = await freePort();
}

async function endAll(): Promise<void> {
  for (const { child } of processes) child.kill('SIGKILL');
  processes.clear();
  const postgres = await runningPostmaster(join(dataDir, 'postgres'));
  if (postgres !== undefined) process.kill(postgres, 'SIGQUIT');
}

const removeDataDir = () => rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });

/** One run of the program. */
class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output = '';
  errors = '';

  constructor(env: Readonly<Record<string, string>>) {
    const own = {
      PATH: process.env['PATH'] ?? '',
      PORT: String(port),
      BIMRIDE_MANAGEMENT_PORT: '0',
      BIMRIDE_DATA_DIR: dataDir,
    };
    this.child = spawn(process.execPath, [MAIN], { env: { ...own, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    this.ended = once(this.child, 'close').then(([code]: (number | null)[]) => code ?? null);
    processes.add(this);
  }

  async ready(): Promise<void> {
    const isUp = (): boolean => this.output.includes('Ctrl-C stops');
    const isOver = (): boolean => this.child.exitCode !== null;
    await until('it is up', () => isUp() || isOver(), START_DEADLINE_MS).catch(() => undefined);
    if (!isUp()) throw new Error(`it does not start: ${this.output}${this.errors}`);
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

const run = (env: Readonly<Record<string, string>> = {}): Program => new Program(env);
const keys = async (): Promise<string> => (await fetch(`http://localhost:${port}/oidc/jwks`)).text();

/** Run after run on one data directory: making a new database takes longer than all the rest. */
describe('the program', () => {
  beforeAll(makeDataDir);
  afterEach(endAll);
  afterAll(removeDataDir);
  let signingKeys: string;

  it('starts on nothing, says where to look, and stops altogether', async () => {
    const first = run();
    await first.ready();
    for (const line of ['/docs', '/sign-in', '/metrics', STATUS, 'npm run -s token -- rider', 'npm run demo']) {
      expect(first.output).toContain(line);
    }
    expect((await fetch(`http://localhost:${port}${STATUS}`)).status).toBe(200);
    signingKeys = await keys();
    // As a terminal and npm do it: one Ctrl-C comes twice.
    first.child.kill('SIGINT');
    await until('it shuts down', () => first.output.includes('shutting down'), START_DEADLINE_MS);
    expect(await first.end('SIGINT')).toBe(0);
    expect(await runningPostmaster(join(dataDir, 'postgres'))).toBeUndefined();
    expect(await readdir(dataDir)).not.toContain('bimride.lock');
    expect(first.errors).toBe('');
  });

  it('keeps its data, says that it already runs here, and starts after a kill -9, which leaves the database behind', async () => {
    const killed = run();
    await killed.ready();
    expect(killed.output).not.toContain('Making a new PostgreSQL database');
    expect(await keys()).toBe(signingKeys);
    const second = run({ PORT: '0' });
    expect(await second.ended).toBe(1);
    expect(second.errors).toMatch(/^Bimride already runs here \(process \d+ holds [^\n]+\n$/);
    expect((await fetch(`http://localhost:${port}${STATUS}`)).status).toBe(200);
    await killed.end('SIGKILL');
    expect(await runningPostmaster(join(dataDir, 'postgres'))).toBeDefined();
    const next = run();
    await next.ready();
    expect(next.output).toContain('an earlier, crashed run has left behind');
    expect((await fetch(`http://localhost:${port}${STATUS}`)).status).toBe(200);
    expect(await next.end('SIGTERM')).toBe(0);
    expect(next.errors).toBe('');
  });

  it('runs beside another that is told another PORT and nothing else', async () => {
    const other = await mkdtemp(join(tmpdir(), 'process-'));
    await chmod(other, 0o711);
    const one = run({ BIMRIDE_MANAGEMENT_PORT: '' });
    await one.ready();
    const ownPort = String(await freePort());
    const second = run({ PORT: ownPort, BIMRIDE_MANAGEMENT_PORT: '', BIMRIDE_DATA_DIR: other });
    await second.ready();
    expect(second.output).toContain(`PORT=${ownPort} npm run demo`);
    expect(await Promise.all([one.end('SIGINT'), second.end('SIGINT')])).toEqual([0, 0]);
    expect(second.output).toMatch(/Bimride has stopped; the data stays\.\n$/);
    await rm(other, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
});

describe('a place that cannot be started in', () => {
  beforeEach(makeDataDir);
  afterEach(removeDataDir);

  it.each(['PORT', 'BIMRIDE_MANAGEMENT_PORT'])(
    '%s is taken: that is said before a database is made',
    async (variable) => {
      const squatter = createServer().listen(0, '127.0.0.1');
      await once(squatter, 'listening');
      const { port: taken } = squatter.address() as AddressInfo;
      const program = run({ [variable]: String(taken) });
      expect(await program.ended).toBe(1);
      expect(program.errors).toBe(`Port ${taken} is taken. Stop what listens there, or set ${variable}.\n`);
      expect(await readdir(dataDir)).toEqual([]);
      squatter.close();
    },
  );

  it('its folder is a file, below a file, or nowhere', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    const places = {
      [file]: 'a file',
      [join(file, 'below')]: 'a file',
      // check-specs: outside-repository -- where nobody can make a folder, root not excepted
      '/proc/nowhere/below': 'no folder can be made',
    };
    for (const [place, reason] of Object.entries(places)) {
      const program = run({ BIMRIDE_DATA_DIR: place });
      expect(await program.ended).toBe(1);
      expect(program.errors).toMatch(
        new RegExp(`^Bimride cannot write in ${place}: [^\n]*${reason}[^\n]*BIMRIDE_DATA_DIR[^\n]*\n$`),
      );
    }
  });
});

/** `npm start`, before it builds. */
describe('the start script', () => {
  const START = join(import.meta.dirname, '../src/commands/start.ts');
  const start = (env: Readonly<Record<string, string>>, ...args: string[]) =>
    spawnSync(process.execPath, [START, ...args], { env: { PATH: process.env['PATH'], ...env }, encoding: 'utf8' });

  it('explains every setting', () => {
    const { status, stdout } = start({}, '--help');
    expect(status).toBe(0);
    const names = [...Object.keys(environmentSchema.shape), 'BIMRIDE_ROAD_ENGINE'];
    for (const name of names) expect(stdout).toContain(`\n  ${name}\n`);
  });

  it.each([
    ['a port that is none', { PORT: 'three' }, 78, 'PORT: must be a whole number'],
    [
      'a folder that cannot be written in',
      // check-specs: outside-repository -- where nobody can make a folder, root not excepted
      { BIMRIDE_DATA_DIR: '/proc/nowhere' },
      1,
      'Bimride cannot write in /proc/nowhere',
    ],
  ])('builds nothing where it cannot start: %s', (_what, env, code, reason) => {
    const { status, stdout, stderr } = start(env);
    expect({ status, stdout }).toEqual({ status: code, stdout: '' });
    expect(stderr).toContain(reason);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('a program that did not get far', () => {
  beforeEach(makeDataDir);
  afterEach(async () => {
    await endAll();
    await removeDataDir();
  });

  it('stops what it has started when its start is given up', async () => {
    const program = run();
    await until('it makes a database', () => program.output.includes('Making a new'), START_DEADLINE_MS);
    expect(await program.end('SIGINT')).toBe(0);
    expect(await runningPostmaster(join(dataDir, 'postgres'))).toBeUndefined();
  });
});

describe('settings that cannot be used', () => {
  beforeEach(makeDataDir);
  afterEach(removeDataDir);

  it.each<[string, Record<string, string>, string]>([
    ['an unknown variable', { BIMRIDE_ROLE: 'http' }, 'BIMRIDE_ROLE: is not a setting of Bimride. Known are'],
    ['production without anything real', { NODE_ENV: 'production' }, 'DATABASE_URL: must be set in production'],
    ['a port that is none', { PORT: 'three' }, 'PORT: must be a whole number'],
  ])('end it at once, with a reason and without a stack: %s', async (_name, env, reason) => {
    const program = run(env);
    expect(await program.ended).toBe(78);
    expect(program.errors).toContain(reason);
    expect(program.errors).not.toMatch(/\n\s+at /);
    expect(await readdir(dataDir)).toEqual([]);
  });
});

describe('the scripts', () => {
  it('run the built program in their own place, so that signals reach it', async () => {
    const { scripts } = JSON.parse(await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['start']).toBe('exec node apps/api/src/commands/start.ts');
    expect(scripts['start:prod']).toMatch(/^exec node dist\/apps\/api\/src\/main\.js$/);
  });
});
