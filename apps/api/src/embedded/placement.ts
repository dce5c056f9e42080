import { createHash, randomUUID } from 'node:crypto';
import { access, chown, cp, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary, type NativeFiles } from './binaries.ts';
import { canReach } from './reachable.ts';
import { runProgram, type OsUser } from './run-program.ts';
import { EmbeddedPostgresRefused } from './refused.ts';

/** Directories tried, in this order, when the server's user cannot reach ours. */
export const OUTSIDE_ROOTS: readonly string[] = ['/var/lib/bimride', join(tmpdir(), 'bimride')];

const HOME_NAME_LENGTH = 12;

/** What placing needs to know; `outsideRoots` is for tests. */
export interface Placing {
  readonly user: OsUser | undefined;
  readonly say: (line: string) => void;
  readonly outsideRoots?: readonly string[];
}

/**
 * Chooses the cluster's home for a new cluster: the data directory, or when the server's user cannot get there (it lies below
 * a directory that only root may enter) a directory outside, with a link to it left in the data directory.
 */
export async function placeHome(dataDir: string, placing: Placing): Promise<string> {
  if (await canReach(dataDir, placing.user)) return dataDir;
  const root = await firstUsable(placing);
  // The random part keeps a new project apart from what an older one at the same path has left behind.
  const name = createHash('sha256').update(`${dataDir}\0${randomUUID()}`).digest('hex').slice(0, HOME_NAME_LENGTH);
  const home = join(root, name);
  await mkdir(home, { mode: 0o711 });
  await rm(join(dataDir, 'postgres'), { force: true });
  await symlink(join(home, 'postgres'), join(dataDir, 'postgres'));
  placing.say(`The database user cannot enter ${dataDir}: the database is kept in ${home}.`);
  return home;
}

/** Gives back a directory of binaries that the server's user can run: npm's own, or a copy outside, made once per version. */
export async function placeNativeFiles(files: NativeFiles, placing: Placing): Promise<string> {
  if (await canRun(files.directory, placing)) return files.directory;
  const target = join(await firstUsable(placing), files.label);
  if (await canRun(target, placing)) return target;
  const draft = `${target}.${randomUUID()}`;
  await cp(files.directory, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, target).catch(() => undefined);
  await rm(draft, { recursive: true, force: true });
  placing.say(`The database user cannot enter ${files.directory}: PostgreSQL is copied to ${target}.`);
  return target;
}

/** Makes a directory the server's user owns. */
export async function makeOwnedDirectory(path: string, user: OsUser | undefined): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (user !== undefined) await chown(path, user.uid, user.gid);
}

async function canRun(nativeDirectory: string, { user }: Placing): Promise<boolean> {
  const postgres = binary(nativeDirectory, 'postgres');
  const there = await access(postgres).then(
    () => true,
    () => false,
  );
  if (!there || !(await canReach(nativeDirectory, user))) return false;
  return (await runProgram(postgres, ['--version'], { user, workingDirectory: '/' })).code === 0;
}

async function firstUsable({ user, outsideRoots = OUTSIDE_ROOTS }: Placing): Promise<string> {
  for (const root of outsideRoots) {
    const made = await mkdir(root, { recursive: true, mode: 0o711 }).then(
      () => true,
      () => false,
    );
    if (made && (await canReach(root, user))) return root;
  }
  throw new EmbeddedPostgresRefused(
    `The database's user cannot reach the project, nor any of ${outsideRoots.join(', ')}. ` +
      'Move the project out of the private directory, or set BIMRIDE_DATA_DIR.',
  );
}
