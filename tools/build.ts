/** `npm run build [-- --force]`: compiles everything to `dist/`, unless what is there was made of the very same sources. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fingerprintOf } from './build-fingerprint.ts';

const HELP = `npm run build [-- --force]

  Compiles everything to dist/. Does nothing when dist/ was made of the very same files already; --force compiles all the same.
  An install without development packages cannot compile: there it takes dist/ as it is.
`;
const COMPILER = 'node_modules/.bin/nest';
const BUILT = 'dist/apps/api/src/main.js';
const STAMP = 'dist/.built-of';
const SOURCES = [
  'apps',
  'libs',
  'tools',
  'bench',
  'package-lock.json',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

function main(args: readonly string[]): number {
  if (args.includes('--help')) return say(process.stdout, HELP, 0);
  const unknown = args.find((arg) => arg !== '--force');
  if (unknown !== undefined)
    return say(process.stderr, `${unknown} is no option of the build. Try --help.\n`, EXIT_USAGE);
  if (!existsSync(COMPILER)) {
    if (existsSync(BUILT)) return 0;
    const remedy = 'Run "npm ci", or bring the dist/ of a machine that has them.';
    return say(
      process.stderr,
      `Nothing is built here, and the development packages are missing. ${remedy}\n`,
      EXIT_CONFIG,
    );
  }
  const fingerprint = fingerprintOf(SOURCES);
  if (!args.includes('--force') && isBuiltOf(fingerprint)) return 0;
  const { status } = spawnSync('npm', ['run', '-s', 'compile'], { stdio: 'inherit' });
  if (status === 0) writeFileSync(STAMP, fingerprint);
  return status ?? 1;
}

const isBuiltOf = (fingerprint: string): boolean =>
  existsSync(BUILT) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint;

function say(stream: NodeJS.WriteStream, text: string, exitCode: number): number {
  stream.write(text);
  return exitCode;
}

process.exitCode = main(process.argv.slice(2));
