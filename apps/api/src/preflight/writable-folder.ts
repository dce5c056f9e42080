import { routing } from '#routing/client';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { StartRefused } from './start-refused.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of its path is a file',
  EROFS: 'it can only be read',
  ENOSPC: 'the disk is full',
  ENOENT: 'no folder can be made there',
};

/** Makes the data folder, if these settings need one, and tries whether it can be written in. @throws StartRefused naming the folder */
export async function refuseUnwritableFolder(config: Config): Promise<void> {
  const { dataDir, databaseUrl, keyVaultUri, ofModules } = config;
  const { engine } = ofModules.of(routing);
  if (databaseUrl !== undefined && keyVaultUri !== undefined && engine === 'matrix') return;
  const probe = join(dataDir, `.writable-${process.pid}`);
  try {
    await makeFolder(dataDir);
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const reason = REASONS[code] ?? code;
    throw new StartRefused(
      `Bimride cannot write in ${dataDir}: ${reason}. Set BIMRIDE_DATA_DIR to a folder that this user may write in.`,
      { cause: error },
    );
  }
}

// Step by step: Node's own way of making all of a path never ends where nothing can be made, as in /proc.
async function makeFolder(path: string): Promise<void> {
  const made = await mkdir(path, { mode: 0o711 }).catch((error: NodeJS.ErrnoException) => error);
  if (made === undefined) return;
  if (made.code === 'ENOENT' && dirname(path) !== path) {
    await makeFolder(dirname(path));
    await mkdir(path, { mode: 0o711 });
    return;
  }
  // What is there is looked into by writing in it.
  if (made.code !== 'EEXIST') throw made;
}
