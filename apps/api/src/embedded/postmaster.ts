import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binary } from './binaries.ts';
import { processCommand, processNumberInUse, processStartedAt } from './process-identity.ts';
import { runProgram, type OsUser, type ProgramResult } from './run-program.ts';

/** `fast` ends the sessions and writes everything down; `immediate` drops everything at once, as a power cut would. */
export type StopMode = 'fast' | 'immediate';

/** One cluster on disk and how to speak to it. */
export interface ClusterFiles {
  readonly nativeDirectory: string;
  readonly clusterDir: string;
  readonly logFile: string;
  readonly user: OsUser | undefined;
}

const START_TIMEOUT_SECONDS = 60;
const STOP_TIMEOUT_SECONDS = 30;

/** The process number of the server that runs on this cluster, or undefined when none does. */
export async function runningPostmaster(clusterDir: string): Promise<number | undefined> {
  const pid = await recordedPid(clusterDir);
  if (pid === undefined || (await processStartedAt(pid)) === undefined) return undefined;
  const command = (await processCommand(pid)) ?? '';
  return command.includes('postgres') && command.includes(clusterDir) ? pid : undefined;
}

/** Starts the server in the background and waits until it answers. */
export async function startPostmaster(
  files: ClusterFiles,
  settings: Readonly<Record<string, string | number>>,
): Promise<ProgramResult> {
  await disownForeignPid(files.clusterDir);
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const { clusterDir, logFile } = files;
  return control(files, [
    'start', '-w', '-t', String(START_TIMEOUT_SECONDS), '-D', clusterDir, '-l', logFile, '-o', flags.join(' '),
  ]); // prettier-ignore
}

/** Stops the server if one runs on this cluster. */
export async function stopPostmaster(files: ClusterFiles, mode: StopMode): Promise<void> {
  if ((await runningPostmaster(files.clusterDir)) === undefined) return;
  const limit = String(STOP_TIMEOUT_SECONDS);
  const stopped = await control(files, ['stop', '-w', '-t', limit, '-m', mode, '-D', files.clusterDir]);
  if ((await runningPostmaster(files.clusterDir)) === undefined) return;
  throw new Error(`PostgreSQL in ${files.clusterDir} does not stop: ${stopped.stderr.trim()}`);
}

const control = (files: ClusterFiles, args: readonly string[]): Promise<ProgramResult> =>
  runProgram(binary(files.nativeDirectory, 'pg_ctl'), args, { user: files.user, workingDirectory: files.clusterDir });

/**
 * After a reboot the number in `postmaster.pid` may belong to a stranger, and after a kill to a zombie that nobody has buried: PostgreSQL
 * would refuse to start because of either.
 * Our own number is put there: PostgreSQL passes over its parents, but still checks that no lost backend uses the cluster,
 * which it could not do if the file were simply removed.
 */
async function disownForeignPid(clusterDir: string): Promise<void> {
  const pid = await recordedPid(clusterDir);
  if (pid === undefined || !processNumberInUse(pid)) return;
  if ((await runningPostmaster(clusterDir)) !== undefined) return;
  const path = join(clusterDir, 'postmaster.pid');
  const [, ...rest] = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, [String(process.pid), ...rest].join('\n'));
}

async function recordedPid(clusterDir: string): Promise<number | undefined> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}
