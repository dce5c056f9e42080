/**
 * `npm start [-- --help]`: looks first whether these settings can work at all, then builds, then runs the server in this process.
 * It runs before there is a build, so it reads nothing but files that Node can run as they are.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, readConfig } from '../config.ts';
import { refuseTakenPorts } from '../preflight/ports.ts';
import { StartRefused } from '../preflight/start-refused.ts';
import { refuseUnwritableFolder } from '../preflight/writable-folder.ts';
import { settingsHelp } from '../settings.ts';

const EXIT_CONFIG = 78;
const EXIT_FAILED = 1;

const HELP = `npm start [-- --help]

  Builds Bimride and runs it until Ctrl-C: PostgreSQL, the identity provider and the API, with demo people and places.
  What is different is told by variables of the environment: PORT=4000 npm start

${settingsHelp()}`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(HELP);
    return;
  }
  const config = readConfig(process.env);
  await refuseUnwritableFolder(config);
  await refuseTakenPorts(config);
  process.stdout.write('Building Bimride …\n');
  const { status } = spawnSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = status ?? EXIT_FAILED;
    return;
  }
  process.stdout.write('Starting PostgreSQL, the identity provider and the API …\n');
  await import(pathToFileURL(join(process.cwd(), 'dist/apps/api/src/main.js')).href);
}

await main().catch((error: unknown) => {
  if (!(error instanceof ConfigError) && !(error instanceof StartRefused)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILED;
});
