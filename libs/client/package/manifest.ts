/** The package.json of `@bimride/client`: entries as they are found, dependencies as the built files import them. */
import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { packageEntries, REPOSITORY } from './entries.ts';

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Packages that the app brings itself, from the version on that they are tried with here. Only who uses the entry for it needs one. */
const PEERS: ReadonlySet<string> = new Set(['react']);

/** @throws Error when a built file imports what a phone does not have, or what the repository does not declare. */
export function packageManifest(target: string): object {
  const own = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as Manifest;
  const entry = (file: string) => ({ types: `./lib/${file}.d.ts`, default: `./lib/${file}.js` });
  const entries = Object.entries(packageEntries()).map(([subpath, file]) => [subpath, entry(file)] as const);
  const imported = importedPackages(target);
  const peers = [...PEERS].filter((name) => imported.has(name));
  const dependencies = [...imported.keys()].filter((name) => !peers.includes(name)).sort();
  return {
    name: '@bimride/client',
    version: own.version,
    description:
      'The offline-first client of Bimride: a queue that loses nothing, and views that work without a network',
    license: 'UNLICENSED',
    type: 'module',
    sideEffects: false,
    files: ['lib', 'docs'],
    exports: { ...Object.fromEntries(entries), './package.json': './package.json' },
    dependencies: Object.fromEntries(
      dependencies.map((name) => [name, declared(own, name, imported.get(name) ?? '')] as const),
    ),
    peerDependencies: Object.fromEntries(
      peers.map((name) => [name, `>=${own.devDependencies[name]?.split('.')[0] ?? ''}`]),
    ),
    peerDependenciesMeta: Object.fromEntries(peers.map((name) => [name, { optional: true }])),
  };
}

function declared({ dependencies }: Manifest, name: string, file: string): string {
  const version = dependencies[name];
  if (version !== undefined) return version;
  const why = isBuiltin(name) ? 'a phone has nothing of Node' : `"dependencies" of package.json do not name it`;
  throw new Error(`${file} imports ${name}, which cannot be in the phone's package: ${why}`);
}

/** The packages that built files import, types included, and one file that does. */
function importedPackages(target: string): ReadonlyMap<string, string> {
  const packages = new Map<string, string>();
  for (const file of globSync('lib/**/*.{js,d.ts}', { cwd: target })) {
    const text = readFileSync(join(target, file), 'utf8');
    const imports = text.matchAll(/(?:^|[\s;}])(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g);
    for (const [, specifier = ''] of imports) if (!specifier.startsWith('.')) packages.set(nameIn(specifier), file);
  }
  return packages;
}

/** `@noble/curves` of `@noble/curves/nist.js`; what Node brings keeps its `node:`. */
function nameIn(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
