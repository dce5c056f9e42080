/**
 * The Expo example as a phone team has it: outside of the repository, its packages installed by its own lock file, `@bimride/client` from
 * the tarball. The packages are kept in a folder of their own for as long as the lock file stays the same: they are 400 MB.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, realpath, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');
const EXAMPLE = join(REPOSITORY, 'examples/expo');
const LISTS = ['package.json', 'package-lock.json'];
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
/** Expo's programs neither ask anybody nor tell anybody. */
const ALONE = ['-u', 'NODE_OPTIONS', 'CI=1', 'EXPO_OFFLINE=1', 'EXPO_NO_TELEMETRY=1'];
const OUTPUT_BYTES_MAX = 16_777_216;
const run = promisify(execFile);

export interface ExpoExample {
  readonly app: string;
  /** Runs one of the app's programs with Node. What it printed, whether or not it was content. */
  program(path: string, ...args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

export async function installExample(): Promise<ExpoExample> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'bimride-expo-')));
  const [built, app] = [join(folder, 'built'), join(folder, 'app')];
  await cp(EXAMPLE, app, { recursive: true, filter: (path) => !path.includes('node_modules') });
  // As links, which takes seconds. npm replaces files and never writes into them.
  await run('cp', ['-al', join(await packages(), 'node_modules'), app]);
  await run(process.execPath, [join(REPOSITORY, 'libs/client/package/build-package.ts'), built]);
  const { stdout } = await run('npm', ['pack', built, '--silent', '--pack-destination', folder], { cwd: folder });
  const install = ['install', '--no-save', '--offline', '--install-links', ...QUIET];
  await run('npm', [...install, join(folder, stdout.trim()), ...(await dependenciesOf(built))], { cwd: app });
  const program = async (path: string, ...args: readonly string[]): Promise<string> => {
    const options = { cwd: app, maxBuffer: OUTPUT_BYTES_MAX };
    const told = await run('env', [...ALONE, process.execPath, join(app, path), ...args], options).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
    return told.stdout + told.stderr;
  };
  return { app, program, remove: () => rm(folder, { recursive: true }) };
}

/** The folder with what the lock file says. */
async function packages(): Promise<string> {
  const lock = await readFile(join(EXAMPLE, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex').slice(0, 16);
  const kept = join(tmpdir(), `bimride-expo-packages-${hash}`);
  if (existsSync(kept)) return kept;
  const fresh = await mkdtemp(`${kept}-`);
  for (const name of LISTS) await cp(join(EXAMPLE, name), join(fresh, name));
  await run('npm', ['ci', ...QUIET], { cwd: fresh });
  await mkdir(join(fresh, 'node_modules'), { recursive: true });
  // Whole, or not there at all. Another run may have been quicker.
  await rename(fresh, kept).catch(() => rm(fresh, { recursive: true }));
  return kept;
}

/** Folders of what the package depends on: npm takes it from here, so that no registry is asked for it. */
async function dependenciesOf(folder: string): Promise<readonly string[]> {
  const { dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    dependencies?: object;
  };
  return Object.keys(dependencies).map((name) => join(REPOSITORY, 'node_modules', name));
}
