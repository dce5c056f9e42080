/**
 * The entries of `@bimride/client`, found on disk: the phone library's own doors, and `./<lib>` for the phone's door of each
 * other lib. A new module is in the package as soon as it has a `client.ts`.
 */
import { globSync } from 'node:fs';
import { resolve } from 'node:path';

export const REPOSITORY = resolve(import.meta.dirname, '../../..');

/** Where the schemas of phones stand in for zod: as the compiler finds them, and as compiled files import them. */
export const PHONE_ZOD = { compiled: 'libs/client/src/schemas/zod.ts', imported: 'client/src/schemas/z' };

/** Subpath to source, relative to `libs` and without its ending: `./rides` to `rides/src/client`. */
export function packageEntries(): Readonly<Record<string, string>> {
  const files = globSync(['client/src/{encrypted,index,inspector,react,testing,words}.ts', '*/src/client.ts'], {
    cwd: `${REPOSITORY}/libs`,
  });
  return Object.fromEntries(files.sort().map((file) => [subpathOf(file), file.slice(0, -'.ts'.length)]));
}

function subpathOf(file: string): string {
  const [, lib = '', door = ''] = /^([^/]+)\/src\/([^/]+)\.ts$/.exec(file) ?? [];
  if (lib !== 'client') return `./${lib}`;
  return door === 'index' ? '.' : `./${door}`;
}
