/**
 * Builds `@bimride/client` as it is published: `npm run build:client` puts it under dist/client-package.
 *
 * tsc compiles the phone's library and the pure files of other libs that it reaches; the imports of zod become those of
 * phone-schemas.ts, because a phone loads only what mutations use of it. Types keep zod's own.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(import.meta.dirname, '../../..');
const DOORS = { '.': 'client/src/index', './react': 'client/src/react', './testing': 'client/src/testing' };
const MUTATIONS = { './rides': 'rides/src/client', './sync': 'sync/src/client' };
const INSIDE = {
  '#sync/client': 'sync/src/client',
  '#rides/client': 'rides/src/client',
  '#zod': 'client/src/phone-schemas',
};
/** Doors of other libs that pure files reach. */
const REACHED = ['pricing/src/client', 'pricing/src/contracts', 'routing/src/client', 'routing/src/contracts'];

/** Builds the package into a folder, which is emptied first. */
export function buildPackage(target: string): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  compile(target);
  for (const file of globSync('lib/**/*.js', { cwd: target })) useOwnSchemas(join(target, file));
  for (const file of globSync('lib/**/*.d.ts', { cwd: target })) nameCompiledFiles(join(target, file));
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest(target), null, 2)}\n`);
  cpSync(join(REPOSITORY, 'libs/client/README.md'), join(target, 'README.md'));
}

function compile(target: string): void {
  const files = [...Object.values(DOORS), ...Object.values(MUTATIONS), 'client/src/phone-schemas'];
  const config = {
    extends: join(REPOSITORY, 'tsconfig.json'),
    compilerOptions: {
      rootDir: join(REPOSITORY, 'libs'),
      outDir: join(target, 'lib'),
      declaration: true,
      incremental: false,
      sourceMap: false,
      typeRoots: [join(REPOSITORY, 'node_modules/@types')],
    },
    files: files.map((file) => join(REPOSITORY, 'libs', `${file}.ts`)),
    include: [],
  };
  const configFile = join(target, 'tsconfig.json');
  writeFileSync(configFile, JSON.stringify(config));
  execFileSync(process.execPath, [join(REPOSITORY, 'node_modules/typescript/bin/tsc'), '-p', configFile], {
    stdio: 'pipe',
  });
  rmSync(configFile);
}

function useOwnSchemas(file: string): void {
  const text = readFileSync(file, 'utf8');
  // A namespace import: what is not used of it is left out by the app's bundler.
  const changed = text.replace(/import \{ z \} from 'zod';/, "import * as z from '#zod';");
  const strange = /from 'zod[^']*'/.exec(changed);
  if (strange) throw new Error(`${file} imports ${strange[0]}, which the package build does not know`);
  if (changed !== text) writeFileSync(file, changed);
}

/** tsc leaves the endings of the source in declarations. */
function nameCompiledFiles(file: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(from |import\()(['"])(\.[^'"]+)\.ts\2/g, '$1$2$3.js$2'));
}

function manifest(target: string): object {
  const { version, dependencies, devDependencies } = JSON.parse(
    readFileSync(join(REPOSITORY, 'package.json'), 'utf8'),
  ) as {
    version: string;
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const door = (file: string) => ({ types: `./lib/${file}.d.ts`, default: `./lib/${file}.js` });
  const doors = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(files).map(([name, file]) => [name, door(file)]));
  const isCompiled = (file: string) => existsSync(join(target, `lib/${file}.js`));
  const reached = REACHED.filter(isCompiled).map((file) => [`#${file.replace('/src', '')}`, door(file)] as const);
  return {
    name: '@bimride/client',
    version,
    description:
      'The offline-first client of Bimride: a queue that loses nothing, and views that work without a network',
    license: 'UNLICENSED',
    type: 'module',
    sideEffects: false,
    exports: doors({ ...DOORS, ...MUTATIONS }),
    imports: { ...doors(INSIDE), ...Object.fromEntries(reached) },
    dependencies: pick(dependencies, ['@noble/curves', '@noble/hashes', 'zod']),
    peerDependencies: { react: `>=${devDependencies['react']?.split('.')[0]}` },
    peerDependenciesMeta: { react: { optional: true } },
  };
}

function pick(from: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, from[name] ?? '*']));
}

if (import.meta.main) buildPackage(join(REPOSITORY, 'dist/client-package'));
