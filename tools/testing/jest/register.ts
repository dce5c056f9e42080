/**
 * For `node --import`: lets Node itself load specs, the modules of ours that they use, and `@jest/globals`. What swc made of a
 * file is kept on disk under a hash of its text, so each version of a file is compiled once for all processes.
 */
import { transformSync, version, type Options } from '@swc/core';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../../', import.meta.url);
const GLOBALS = new URL('globals.ts', import.meta.url).href;
const CACHE = fileURLToPath(new URL('node_modules/.cache/specs/', ROOT));

/** Types alone Node could strip; decorators, and their metadata for Nest and TypeORM, it cannot. */
const OPTIONS: Options = {
  jsc: {
    experimental: { keepImportAttributes: true },
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2024',
  },
  module: { type: 'es6' },
  sourceMaps: true,
  swcrc: false,
  configFile: false,
};
const MAKER = `${version} ${JSON.stringify(OPTIONS)}`;

/** Where the source map of each loaded file is, by the file's URL. */
export const sourceMaps = new Map<string, string>();

mkdirSync(CACHE, { recursive: true });

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: GLOBALS, shortCircuit: true } : next(specifier, context),
  load: (url, context, next) =>
    isOurs(url) ? { format: 'module', source: compiled(url), shortCircuit: true } : next(url, context),
});

function isOurs(url: string): boolean {
  return url.startsWith(ROOT.href) && url.endsWith('.ts') && !url.includes('/node_modules/');
}

function compiled(url: string): string {
  const path = fileURLToPath(url);
  const source = readFileSync(path, 'utf8');
  const kept = join(CACHE, createHash('sha256').update(`${MAKER}\n${path}\n${source}`).digest('hex'));
  sourceMaps.set(url, `${kept}.map`);
  const known = textOf(kept);
  if (known !== undefined) return known;
  const { code, map = '' } = transformSync(source, { ...OPTIONS, filename: path });
  keep(`${kept}.map`, map);
  keep(kept, code);
  return code;
}

/** Other workers may be at the same file: it is there whole or not at all. */
function keep(path: string, text: string): void {
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
