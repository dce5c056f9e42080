import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { OsUser } from './run-program.ts';

interface Permissions {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** True when the mode bits of a directory let this user pass through it. */
export function maySearch(directory: Permissions, user: OsUser): boolean {
  if (directory.uid === user.uid) return (directory.mode & 0o100) !== 0;
  if (directory.gid === user.gid) return (directory.mode & 0o010) !== 0;
  return (directory.mode & 0o001) !== 0;
}

/**
 * True when the user can get to the path: every existing directory on the way lets it through. Without a user the question is
 * about ourselves, and we are there already.
 */
export async function canReach(path: string, user: OsUser | undefined): Promise<boolean> {
  if (user === undefined) return true;
  for (let directory = resolve(path); ; directory = dirname(directory)) {
    const found = await stat(directory).catch(() => undefined);
    if (found !== undefined && found.isDirectory() && !maySearch(found, user)) return false;
    if (directory === dirname(directory)) return true;
  }
}
