/**
 * `npm run lockfile`: completes package-lock.json after `npm install`. npm leaves out the binary packages of platforms that
 * the registry in use does not carry, and then `npm ci` refuses the file it wrote itself. tools/lockfile.spec.ts fails until this was run.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const Entry = z.looseObject({
  version: z.string().optional(),
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const Lockfile = z.looseObject({ packages: z.record(z.string(), Entry) });
type Entry = z.infer<typeof Entry>;
type Lockfile = z.infer<typeof Lockfile>;

const OS = /(?:^|-)(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)(?=-|$)/;
const CPU = /(?:^|-)(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)(?=-|$)/;

/** The place that Node would find `name` at, from the package at `from`; undefined when the lockfile has none. */
function resolve(packages: Lockfile['packages'], from: string, name: string): string | undefined {
  const candidate = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (candidate in packages) return candidate;
  if (from === '') return undefined;
  const parent = from.lastIndexOf('node_modules/');
  return resolve(packages, from.slice(0, Math.max(parent - 1, 0)), name);
}

/** What npm would have written, had it seen the package. Its platform stands in its name. */
function platformEntry(name: string, version: string, dependent: Entry): Entry {
  const [os, cpu] = [OS, CPU].map((pattern) => pattern.exec(name.slice(name.lastIndexOf('/') + 1))?.[1]);
  if (os === undefined || cpu === undefined) throw new Error(`the platform of ${name} does not show in its name`);
  const dev = dependent.dev === true ? { dev: true } : {};
  const libc = os === 'linux' ? { libc: [name.includes('musl') ? 'musl' : 'glibc'] } : {};
  return { version, cpu: [cpu], ...dev, ...libc, optional: true, os: [os] };
}

/** The entries that are missing from a lockfile, by place. */
export function missingEntries({ packages }: Lockfile): Readonly<Record<string, Entry>> {
  const wanted = Object.entries(packages).flatMap(([from, dependent]) =>
    Object.entries(dependent.optionalDependencies ?? {}).map(([name, version]) => ({ from, dependent, name, version })),
  );
  const missing = wanted.filter(({ from, name }) => resolve(packages, from, name) === undefined);
  return Object.fromEntries(
    missing.map(({ dependent, name, version }) => [`node_modules/${name}`, platformEntry(name, version, dependent)]),
  );
}

/** Reads a lockfile’s text. */
export function parseLockfile(text: string): Lockfile {
  return Lockfile.parse(JSON.parse(text));
}

function main(): void {
  const lockfile = parseLockfile(readFileSync('package-lock.json', 'utf8'));
  const missing = missingEntries(lockfile);
  const entries = Object.entries({ ...lockfile.packages, ...missing });
  const packages = Object.fromEntries(entries.toSorted(([a], [b]) => a.localeCompare(b, 'en')));
  writeFileSync('package-lock.json', `${JSON.stringify({ ...lockfile, packages }, null, 2)}\n`);
  process.stdout.write(`package-lock.json: ${Object.keys(missing).length} entries added\n`);
}

if (import.meta.main) main();
