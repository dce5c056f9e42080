import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Token of the version of this program, as package.json has it. */
export const PRODUCT_VERSION = Symbol('product version');

/** Reads it from the package this file belongs to, whether it runs from source or built. */
export function productVersion(): string {
  for (
    let directory = dirname(fileURLToPath(import.meta.url));
    directory !== dirname(directory);
    directory = dirname(directory)
  ) {
    const path = join(directory, 'package.json');
    if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
  }
  throw new Error('package.json of Bimride is missing');
}
