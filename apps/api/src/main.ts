// oxlint-disable-next-line no-unassigned-import -- it looks before the others are even loaded
import './preflight/node-version.ts';
import { RoadEngine } from '#routing';
import { banner } from './banner.ts';
import { bootstrap, type RunningServer } from './bootstrap.ts';
import type { Config } from './config.ts';
import { endsServer } from './ends-server.ts';
import { UsageError } from './commands/usage-error.ts';
import { readConfig } from './read-config.ts';
import { reportFailure } from './report-failure.ts';

/** A Ctrl-C comes twice: the terminal gives it to npm and to this process, and npm hands its own on. Within this time it is one. */
const ONE_PRESS_MS = 1_000;

async function main(): Promise<void> {
  const [argument] = process.argv.slice(2);
  if (argument !== undefined)
    throw new UsageError(`There is no ${argument}: settings are variables of the environment, such as PORT=4000.`);
  const config = readConfig(process.env);
  const starting = bootstrap(config);
  stopOnSignals(starting, config);
  const server = await starting;
  // The first to ask for a way then need not wait until the road engine is there.
  void server.app.get<RoadEngine>(RoadEngine).about();
  if (config.environment === 'development') process.stdout.write(banner(server, config));
}

// Heard from the first moment: a start that is given up half-way must stop what it has started, too.
function stopOnSignals(starting: Promise<RunningServer>, { environment }: Config): void {
  let askedAtMs: number | undefined;
  const stop = (exitCode: number): void => {
    // Asked twice means: now.
    if (askedAtMs !== undefined) process.exit(1);
    askedAtMs = performance.now();
    starting
      .then((server) => server.close())
      .then(
        () => {
          if (environment === 'development') process.stdout.write('Bimride has stopped; the data stays.\n');
          process.exit(exitCode);
        },
        (error: unknown) => process.exit(reportFailure(error)),
      );
  };
  const onSignal = (): void => {
    if (askedAtMs === undefined || performance.now() - askedAtMs > ONE_PRESS_MS) stop(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => endsServer(signal, environment) && onSignal());
  process.on('uncaughtException', (error) => stop(reportFailure(error)));
}

await main().catch((error: unknown) => process.exit(reportFailure(error)));
