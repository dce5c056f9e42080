/**
 * What an app loads: the core alone, and what each entry and each single mutation adds to it, minified and gzipped.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const KB = 1024;
/** The most that each may weigh, in bytes gzipped. */
export const SIZE_LIMITS = { coreBytesMax: 30 * KB, mutationBytesMax: 6 * KB } as const;

export interface Size {
  /** As an app imports it: `rides`, or one export of it, `rides: book`. */
  readonly what: string;
  readonly kind: 'core' | 'entry' | 'mutation';
  /** Gzipped; of all but the core, what it adds to the core. */
  readonly bytes: number;
}

type Exports = Readonly<Record<string, { readonly default?: string }>>;

/** Weighs a built package. */
export async function packageSizes(folder: string): Promise<readonly Size[]> {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { exports: Exports };
  const files = Object.entries(exports).flatMap(([subpath, to]) =>
    to.default === undefined ? [] : [[subpath.slice(2), join(folder, to.default)] as const],
  );
  const core = `export * from '${files.find(([name]) => name === '')?.[1] ?? ''}';`;
  const coreBytes = await weigh(folder, core);
  const sizes: Size[] = [{ what: '@bimride/client', kind: 'core', bytes: coreBytes }];
  for (const [entry, file] of files) {
    if (entry === '') continue;
    const beside = async (more: string) => (await weigh(folder, core + more)) - coreBytes;
    sizes.push({ what: entry, kind: 'entry', bytes: await beside(`export * as all from '${file}';`) });
    for (const name of await mutationsIn(entry, file))
      sizes.push({
        what: `${entry}: ${name}`,
        kind: 'mutation',
        bytes: await beside(`export { ${name} } from '${file}';`),
      });
  }
  return sizes;
}

/** The mutations that an entry exports one by one, and that people ask for. */
async function mutationsIn(entry: string, file: string): Promise<readonly string[]> {
  // The hooks need the app's React, and hold no mutation.
  if (entry === 'react' || entry === 'inspector') return [];
  const exported = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  const isMutation = (one: unknown) =>
    typeof one === 'object' && one !== null && 'decide' in one && 'roles' in one && String(one.roles) !== 'system';
  return Object.keys(exported).filter((name) => isMutation(exported[name]));
}

async function weigh(resolveDir: string, contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    external: ['react'],
    bundle: true,
    minify: true,
    format: 'esm',
    // An import of a Node built-in fails here.
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

const TABLE = /(<!-- sizes[^>]*-->\n)[^]*?(<!-- end of sizes -->)/;

/** A page with its table of sizes as they are. */
export function withSizes(page: string, sizes: readonly Size[]): string {
  const rows = sizes.map(({ what, kind, bytes }) => `| \`${what}\` | ${kind} | ${stated(kind, bytes)} |`);
  const table = ['| what | is | KB gzipped, at most |', '| --- | --- | --- |', ...rows].join('\n');
  return page.replace(TABLE, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`);
}

/** What a page says, in bytes, by `what`. */
export function statedSizes(page: string): ReadonlyMap<string, number> {
  const [table = ''] = TABLE.exec(page) ?? [];
  const rows = table.matchAll(/^\| `([^`]+)` +\| \w+ +\| ([\d.]+) +\|$/gm);
  return new Map([...rows].map(([, what = '', kilobytes]) => [what, Number(kilobytes) * KB]));
}

const ROOM = 1.05;

/** Steps of what is said, in KB: coarse, and with room for a little more, so that not every line of code changes a table. */
function stepOf(kind: Size['kind'], bytes: number): number {
  if (kind === 'mutation') return 0.5;
  return kind === 'entry' && bytes > 5 * KB ? 5 : 1;
}

const LIMITS: Readonly<Record<Size['kind'], number>> = {
  core: SIZE_LIMITS.coreBytesMax,
  mutation: SIZE_LIMITS.mutationBytesMax,
  entry: Number.POSITIVE_INFINITY,
};

/** Never more than the limit: what is said is not to promise less than what is held. */
function stated(kind: Size['kind'], bytes: number): string {
  const step = stepOf(kind, bytes);
  return Math.min(Math.ceil((bytes * ROOM) / KB / step) * step, LIMITS[kind] / KB).toFixed(1);
}

/** Whether what a page says holds: not more than it says, and not much less. */
export function isTrue({ kind, bytes }: Size, statedBytes: number): boolean {
  return bytes <= statedBytes && statedBytes - bytes * ROOM <= 2 * stepOf(kind, bytes) * KB;
}
