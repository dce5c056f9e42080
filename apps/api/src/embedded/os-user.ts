import { stat } from 'node:fs/promises';
import { runProgram, type OsUser } from './run-program.ts';
import { EmbeddedPostgresRefused } from './refused.ts';

const POSTGRES_USER = 'postgres';

/** True when this process is the superuser; PostgreSQL refuses to run as such. */
export const runsAsRoot = (): boolean => process.getuid?.() === 0;

/**
 * Who the embedded server runs as: undefined (ourselves) unless we are root. As root it is the owner of an existing cluster,
 * else the user `postgres`, which is made when the machine has none.
 */
export async function serverUser(existingClusterDir?: string): Promise<OsUser | undefined> {
  if (!runsAsRoot()) return undefined;
  const owner = existingClusterDir === undefined ? undefined : await ownerOf(existingClusterDir);
  if (owner !== undefined && owner.uid !== 0) return owner;
  return (await lookUp(POSTGRES_USER)) ?? (await createPostgresUser());
}

async function ownerOf(directory: string): Promise<OsUser | undefined> {
  try {
    const { uid, gid } = await stat(directory);
    return { uid, gid };
  } catch {
    return undefined;
  }
}

async function lookUp(name: string): Promise<OsUser | undefined> {
  const [uid, gid] = await Promise.all([runProgram('id', ['-u', name]), runProgram('id', ['-g', name])]);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function createPostgresUser(): Promise<OsUser> {
  // The group may be there without the user; useradd tells whether it is good enough.
  await runProgram('groupadd', ['--system', POSTGRES_USER]);
  const made = await runProgram('useradd', ['--system', '-g', POSTGRES_USER, '-M', '-s', '/bin/false', POSTGRES_USER]);
  const user = await lookUp(POSTGRES_USER);
  if (user !== undefined) return user;
  throw new EmbeddedPostgresRefused(
    `PostgreSQL does not run as root and the user "${POSTGRES_USER}" could not be created (${made.stderr.trim()}). ` +
      'Start Bimride as an ordinary user, or create that user.',
  );
}
