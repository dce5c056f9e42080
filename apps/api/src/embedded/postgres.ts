import { randomUUID } from 'node:crypto';
import { access, chown, mkdir, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { binary, findNativeFiles } from './binaries.ts';
import { newPassword, readClusterRecord, writeClusterRecord, type ClusterRecord } from './cluster-record.ts';
import { freePort, isFree } from './free-port.ts';
import { serverUser } from './os-user.ts';
import { makeOwnedDirectory, placeHome, placeNativeFiles, type Placing } from './placement.ts';
import { runningPostmaster, startPostmaster, stopPostmaster, type ClusterFiles, type StopMode } from './postmaster.ts';
import { takeProcessLock } from './process-lock.ts';
import { runProgram } from './run-program.ts';

/** How an embedded database is to be started. */
export interface EmbeddedPostgresOptions {
  /** Made when missing; everything the database needs to come back is remembered here. */
  readonly dataDir: string;
  /** Server settings on top of the defaults. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Where the cluster goes when the server's user cannot reach `dataDir`; tests set it. */
  readonly outsideRoots?: readonly string[];
  /** Hears one line per step worth telling. */
  readonly say?: (line: string) => void;
}

/** A running embedded database. */
export interface EmbeddedPostgres {
  /** Connection string of the superuser, database `postgres`, on 127.0.0.1. */
  readonly url: string;
  readonly clusterDir: string;
  readonly logFile: string;
  /** The server's process number; undefined while it is stopped. */
  pid(): Promise<number | undefined>;
  /** Starts the server again after `stop`, on the same port. */
  start(): Promise<void>;
  /** Stops the server only; the cluster stays ours. */
  stop(mode?: StopMode): Promise<void>;
  /** Stops the server and lets go of the cluster. */
  close(mode?: StopMode): Promise<void>;
  /** Stops the server and deletes everything it stored. For throw-away databases. */
  destroy(): Promise<void>;
}

const SUPERUSER = 'bimride';
/** Name of our database in the embedded server. */
export const EMBEDDED_DATABASE = 'bimride';
const START_ATTEMPTS_MAX = 5;
const START_RETRY_PAUSE_MS = 500;
const LOG_TAIL_CHARS = 600;
// A log that has grown beyond this is begun anew at the next start.
const LOG_BYTES_MAX = 10_000_000;

// fsync and full_page_writes stay on, as PostgreSQL has them: what was acknowledged must survive a power cut here too.
const DEFAULT_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  max_connections: 100,
  // Images of whole pages, which come after each checkpoint, are most of what is written: compressed they are a quarter.
  wal_compression: 'on',
} as const;

/**
 * Starts PostgreSQL from the npm package on a cluster below `dataDir`, making it on first use. What a crashed Bimride left
 * running on it is stopped first.
 * @throws AlreadyRunningError when a living Bimride uses this cluster
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o711 });
  const dataDir = await realpath(resolve(options.dataDir));
  const { record, files } = await prepareFolder(dataDir, options);
  const unlock = await takeProcessLock(join(record.home, 'bimride.lock'));
  try {
    await prepareCluster(record, files, options);
    const port = await startOnFreePort(dataDir, record, files, options);
    return handle({ dataDir, home: record.home, url: urlOf(record.password, port), port, files, unlock, options });
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function prepareFolder(
  dataDir: string,
  { say = () => undefined, outsideRoots }: EmbeddedPostgresOptions,
): Promise<{ record: ClusterRecord; files: ClusterFiles }> {
  const known = await readClusterRecord(dataDir);
  const user = await serverUser(known === undefined ? undefined : join(known.home, 'postgres'));
  const placing: Placing = { user, say, ...(outsideRoots === undefined ? {} : { outsideRoots }) };
  const nativeDirectory = await placeNativeFiles(await findNativeFiles(), placing);
  const record = known ?? { home: await placeHome(dataDir, placing), password: newPassword(), port: await freePort() };
  if (known === undefined) await writeClusterRecord(dataDir, record);
  const clusterDir = join(record.home, 'postgres');
  return { record, files: { nativeDirectory, clusterDir, logFile: join(record.home, 'postgres.log'), user } };
}

async function prepareCluster(
  record: ClusterRecord,
  files: ClusterFiles,
  { say = () => undefined }: EmbeddedPostgresOptions,
): Promise<void> {
  if ((await runningPostmaster(files.clusterDir)) !== undefined) {
    say('Stopping the database that an earlier, crashed run has left behind.');
    await stopPostmaster(files, 'fast');
  }
  if (await exists(join(files.clusterDir, 'PG_VERSION'))) return;
  say('Making a new PostgreSQL database.');
  await initialise(record, files);
}

// Made beside its final place and then renamed: a crash half-way leaves something that is thrown away, not a broken cluster.
async function initialise(record: ClusterRecord, files: ClusterFiles): Promise<void> {
  for (const name of await readdir(record.home)) {
    if (name.startsWith('postgres.new-')) await rm(join(record.home, name), { recursive: true, force: true });
  }
  const draft = join(record.home, `postgres.new-${randomUUID()}`);
  await makeOwnedDirectory(draft, files.user);
  const passwordFile = join(draft, '..', `postgres.new-${randomUUID()}`);
  await writeFile(passwordFile, `${record.password}\n`, { mode: 0o600 });
  if (files.user !== undefined) await chown(passwordFile, files.user.uid, files.user.gid);
  const made = await runProgram(
    binary(files.nativeDirectory, 'initdb'),
    [
      `--pgdata=${draft}`, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256',
      '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions',
    ],
    { user: files.user, workingDirectory: draft },
  ); // prettier-ignore
  await rm(passwordFile, { force: true });
  if (made.code !== 0) throw new Error(`PostgreSQL could not make its database: ${made.stderr.trim()}`);
  await rename(draft, files.clusterDir);
}

async function startOnFreePort(
  dataDir: string,
  record: ClusterRecord,
  files: ClusterFiles,
  { settings = {}, say = () => undefined }: EmbeddedPostgresOptions,
): Promise<number> {
  const port = (await isFree(record.port)) ? record.port : await freePort();
  if (port !== record.port) say(`Port ${record.port} is taken; the database moves to port ${port}.`);
  await makeLogFile(files);
  await startWithRetries(files, { ...DEFAULT_SETTINGS, ...settings, port });
  if (port !== record.port) await writeClusterRecord(dataDir, { ...record, port });
  return port;
}

async function makeLogFile({ logFile, user }: ClusterFiles): Promise<void> {
  const { size } = await stat(logFile).catch(() => ({ size: 0 }));
  const file = await open(logFile, size > LOG_BYTES_MAX ? 'w' : 'a', 0o600);
  await file.close();
  if (user !== undefined) await chown(logFile, user.uid, user.gid);
}

// After a kill -9 of the server its last backends may hold on to the shared memory for a moment longer.
async function startWithRetries(
  files: ClusterFiles,
  settings: Readonly<Record<string, string | number>>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await startPostmaster(files, settings);
    if (started.code === 0) return;
    const tail = (await readFile(files.logFile, 'utf8').catch(() => '')).slice(-LOG_TAIL_CHARS);
    const passing = /shared memory block|Address already in use|lock file "postmaster.pid" already exists/.test(tail);
    if (!passing || attempt === START_ATTEMPTS_MAX) {
      throw new Error(`PostgreSQL does not start: ${started.stderr.trim()}\n${tail}`);
    }
    await new Promise((go) => setTimeout(go, START_RETRY_PAUSE_MS));
  }
}

interface Running {
  readonly dataDir: string;
  readonly home: string;
  readonly url: string;
  readonly port: number;
  readonly files: ClusterFiles;
  readonly unlock: () => Promise<void>;
  readonly options: EmbeddedPostgresOptions;
}

function handle({ dataDir, home, url, port, files, unlock, options }: Running): EmbeddedPostgres {
  const settings = { ...DEFAULT_SETTINGS, ...options.settings, port };
  const close = async (mode: StopMode = 'fast'): Promise<void> => {
    await stopPostmaster(files, mode);
    await unlock();
  };
  return {
    url,
    clusterDir: files.clusterDir,
    logFile: files.logFile,
    pid: () => runningPostmaster(files.clusterDir),
    start: () => startWithRetries(files, settings),
    stop: (mode = 'fast') => stopPostmaster(files, mode),
    close,
    destroy: async () => {
      await close('immediate');
      await rm(home, { recursive: true, force: true });
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const urlOf = (password: string, port: number, database = 'postgres'): string =>
  `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;

/** The connection string of our own database, which `embeddedUrl` makes. */
export const embeddedDatabaseUrl = (password: string, port: number): string => urlOf(password, port, EMBEDDED_DATABASE);

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
