/**
 * `npm start [-- --help]`: looks first whether these settings can work at all, then builds, then runs the server in this process.
 */
import { spawnSync } from 'node:child_process';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const EXIT_USAGE = 64;
const EXIT_FAILED = 1;

const HELP = `npm start [-- --help]

  Builds Bimride and runs it until Ctrl-C: PostgreSQL, the identity provider and the API, with demo people and places.
  What is different is told by variables of the environment: PORT=4000 npm start

`;

// Before the build `#name` has to lead to sources; the server in this process must then find what was built.
async function beforeBuild(): Promise<typeof import('./before-build.ts')> {
  const sources = registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: ['source', ...context.conditions] }),
  });
  try {
    return await import('./before-build.ts');
  } finally {
    sources.deregister();
  }
}

async function main(): Promise<void> {
  const { help, lookFirst } = await beforeBuild();
  if (process.argv.includes('--help')) {
    process.stdout.write(HELP + help());
    return;
  }
  const unknown = process.argv[2];
  if (unknown !== undefined) {
    const remedy =
      'Settings are variables of the environment, such as PORT=4000 npm start; npm start -- --help tells all.';
    process.stderr.write(`There is no ${unknown}. ${remedy}\n`);
    process.exitCode = EXIT_USAGE;
    return;
  }
  process.exitCode = await lookFirst();
  if (process.exitCode !== undefined) return;
  process.stdout.write('Building Bimride …\n');
  const { status } = spawnSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = status ?? EXIT_FAILED;
    return;
  }
  process.stdout.write('Starting PostgreSQL, the identity provider and the API …\n');
  await import(pathToFileURL(join(process.cwd(), 'dist/apps/api/src/main.js')).href);
}

await main();
