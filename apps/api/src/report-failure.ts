import { ConfigError } from './config.ts';
import { AlreadyRunningError } from './embedded/process-lock.ts';
import { EmbeddedPostgresRefused } from './embedded/refused.ts';
import { DatabaseRefused } from './database-fitness.ts';
import { StartRefused } from './preflight/start-refused.ts';
import { SecretsUnavailable, SecretUnavailable } from './secrets.ts';
import { NotDone } from './commands/not-done.ts';
import { usageMistake } from './commands/usage-error.ts';

// sysexits.h: the command was called wrongly; the configuration is wrong. Starting again will not help.
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;
const EXIT_FAILED = 1;

/** Errors whose message tells an operator what to do; a stack would only hide it. */
const EXPLAINED = [
  ConfigError,
  StartRefused,
  AlreadyRunningError,
  EmbeddedPostgresRefused,
  DatabaseRefused,
  SecretUnavailable,
  SecretsUnavailable,
  NotDone,
];

/** Says on stderr why the program ends, and gives back its exit code. */
export function reportFailure(error: unknown): number {
  const mistake = usageMistake(error);
  process.stderr.write(`${mistake ?? explanationOf(error)}\n`);
  if (mistake !== undefined) return EXIT_USAGE;
  return error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILED;
}

function explanationOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (EXPLAINED.some((kind) => error instanceof kind)) return error.message;
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken. Stop what listens there, or set PORT or BIMRIDE_MANAGEMENT_PORT.`;
  return error.stack ?? error.message;
}
