import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { processStartedAt } from './process-identity.ts';

/** Another living process holds the lock. */
export class AlreadyRunningError extends Error {
  readonly pid: number;

  constructor(pid: number, path: string) {
    super(
      `Bimride already runs here (process ${pid} holds ${path}). Stop it first, or set BIMRIDE_DATA_DIR to another directory.`,
    );
    this.name = 'AlreadyRunningError';
    this.pid = pid;
  }
}

interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

const ATTEMPTS_MAX = 20;

/**
 * Takes the lock for this process, and gives back what releases it. A lock counts only while the very process that wrote it
 * lives (number and start time), so a crash leaves nothing behind that would have to be removed.
 * @throws AlreadyRunningError
 */
export async function takeProcessLock(path: string): Promise<() => Promise<void>> {
  const mine = JSON.stringify({ pid: process.pid, startedAt: await processStartedAt(process.pid) });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      if (await linked(draft, path)) return () => rm(path, { force: true });
      await removeIfStale(path);
    }
  } finally {
    await rm(draft, { force: true });
  }
  throw new Error(`The lock ${path} could not be taken: other processes keep taking and leaving it.`);
}

/** The process that holds the lock now, or undefined when nobody does. */
export async function lockHolder(path: string): Promise<Holder | undefined> {
  const holder = parse(await readFile(path, 'utf8').catch(() => ''));
  if (holder === undefined) return undefined;
  return (await processStartedAt(holder.pid)) === holder.startedAt ? holder : undefined;
}

// A hard link appears with its contents or not at all, so nobody ever reads a half-written lock.
async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

// Moved aside first and looked at again: two starters that both saw the stale lock must not remove each other's fresh one.
async function removeIfStale(path: string): Promise<void> {
  const living = await lockHolder(path);
  if (living !== undefined) throw new AlreadyRunningError(living.pid, path);
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  const taken = await lockHolder(aside);
  if (taken !== undefined) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  if (taken !== undefined) throw new AlreadyRunningError(taken.pid, path);
}

function parse(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    return typeof value.pid === 'number' && typeof value.startedAt === 'string'
      ? { pid: value.pid, startedAt: value.startedAt }
      : undefined;
  } catch {
    return undefined;
  }
}
