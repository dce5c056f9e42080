/**
 * Builds `@bimride/client` as it is published: `npm run build:client` puts it under dist/client-package, or into a folder that
 * is named behind `--`. With `--sizes` it also renews the table of sizes in the README.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import prettier from 'prettier';
import { compilePhoneCode } from './compile.ts';
import { PHONE_ZOD, REPOSITORY } from './entries.ts';
import { packageManifest } from './manifest.ts';
import { copyPages } from './pages.ts';
import { packageSizes, withSizes } from './sizes.ts';

/** Builds the package into a folder, which is emptied first. @throws Error when something in it would not work on a phone. */
export function buildPackage(target: string): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const lib = join(target, 'lib');
  const faults = compilePhoneCode(lib);
  if (faults !== '') throw new Error(faults);
  for (const file of globSync('**/*.{js,d.ts}', { cwd: lib })) {
    const path = join(lib, file);
    writeFileSync(
      path,
      withOwnPaths(readFileSync(path, 'utf8'), (to) => pathFrom(file, to)),
    );
  }
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(packageManifest(target), null, 2)}\n`);
  copyPages(target);
}

/** From one file of `lib` to another, which is given without its ending. */
function pathFrom(file: string, to: string): string {
  const path = relative(dirname(file), `${to}.js`).replaceAll(sep, '/');
  return path.startsWith('.') ? path : `./${path}`;
}

/**
 * A module's text with paths in place of the repository's own names: `#rides/client`, and zod. Schemas become a namespace
 * import: what is not used of it is left out by the app's bundler.
 */
function withOwnPaths(text: string, pathTo: (file: string) => string): string {
  return text
    .replaceAll(/import (type )?\{ z \} from 'zod'/g, `import $1* as z from '${pathTo(PHONE_ZOD.imported)}'`)
    .replaceAll(/(from |import\()(['"])#([a-z]+)(?:\/([a-z]+))?\2/g, (_, before, quote, lib: string, door = 'index') =>
      [before, quote, pathTo(`${lib}/src/${door}`), quote].join(''),
    )
    .replaceAll(/(from |import\()(['"])(\.[^'"]+)\.ts\2/g, '$1$2$3.js$2');
}

async function renewSizes(target: string): Promise<void> {
  const readme = join(REPOSITORY, 'libs/client/README.md');
  const text = withSizes(readFileSync(readme, 'utf8'), await packageSizes(target));
  writeFileSync(readme, await prettier.format(text, { ...(await prettier.resolveConfig(readme)), filepath: readme }));
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({ options: { sizes: { type: 'boolean' } }, allowPositionals: true });
  const target = resolve(positionals[0] ?? join(REPOSITORY, 'dist/client-package'));
  buildPackage(target);
  if (values.sizes === true) await renewSizes(target);
}
