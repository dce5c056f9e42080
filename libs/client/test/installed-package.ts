/**
 * `@bimride/client` as an app has it: built, packed, and installed by npm into an empty project outside of the repository.
 *
 * The packages that it declares, and theirs, are handed to npm from node_modules, so that no registry is asked. One that it
 * uses and does not declare is not handed over, and is missing.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const PACKAGES = join(REPOSITORY, 'node_modules');
const run = promisify(execFile);

export interface NodeSetting {
  /** All variables that it has. */
  readonly variables?: Readonly<Record<string, string>>;
  /** A folder below the app's. */
  readonly below?: string;
}

export interface InstalledPackage {
  /** The app's folder. */
  readonly app: string;
  /** The package in it. */
  readonly package: string;
  /** Runs Node in the app's folder, or in one below it. Answers what it printed. */
  node(args: readonly string[], setting?: NodeSetting): Promise<string>;
  remove(): Promise<void>;
}

/** Installs the package, and beside it what the app itself wants. */
export async function installPackage(wanted: readonly string[] = []): Promise<InstalledPackage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'bimride-package-')));
  const [built, app] = [join(folder, 'built'), join(folder, 'app')];
  await run(process.execPath, [join(REPOSITORY, 'libs/client/package/build-package.ts'), built]);
  const { stdout } = await run('npm', ['pack', built, '--pack-destination', folder], { cwd: folder });
  await mkdir(app);
  await writeFile(join(app, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const packages = await withTheirs([...(await dependenciesOf(built)), ...wanted]);
  const flags = ['--offline', '--install-links', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...flags, join(folder, stdout.trim()), ...packages], { cwd: app });
  const node = async (args: readonly string[], { variables = {}, below = '.' }: NodeSetting = {}): Promise<string> =>
    (await run(process.execPath, [...args], { cwd: join(app, below), env: variables })).stdout;
  const remove = (): Promise<void> => rm(folder, { recursive: true });
  return { app, package: join(app, 'node_modules/@bimride/client'), node, remove };
}

/** The folders of packages, and of all that they need. */
async function withTheirs(names: readonly string[]): Promise<readonly string[]> {
  const found = new Set(names);
  for (const name of found) for (const more of await dependenciesOf(join(PACKAGES, name))) found.add(more);
  return [...found].map((name) => join(PACKAGES, name));
}

async function dependenciesOf(folder: string): Promise<readonly string[]> {
  const text = await readFile(join(folder, 'package.json'), 'utf8');
  return Object.keys((JSON.parse(text) as { dependencies?: object }).dependencies ?? {});
}
