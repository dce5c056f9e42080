import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** A copy of the tree as it stands, to change things in. */
export interface TreeCopy {
  readonly folder: string;
  close(): Promise<void>;
}

/** Copies what git knows, and what it does not ignore. The folders named are not copied but those of the tree. */
export async function openTreeCopy(linked: readonly ('node_modules' | 'dist')[]): Promise<TreeCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'bimride-copy-'));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const file of new Set(listed.split('\0').filter(Boolean))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    // A file that git still lists may be deleted in the tree.
    cpSync(file, join(folder, file), { force: true, errorOnExist: false });
  }
  for (const one of linked) symlinkSync(resolve(one), join(folder, one));
  return { folder, close: () => rm(folder, { recursive: true, force: true }) };
}
