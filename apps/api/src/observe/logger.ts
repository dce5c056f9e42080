import { pino, type DestinationStream, type LogFn, type Logger } from 'pino';
import type { Config } from '../config.ts';
import { loggedError } from './log-error.ts';
import { readableLine } from './readable-line.ts';
import { scrub } from './scrub.ts';

/** The log of the process: JSON lines in production, one readable line each in development. */
export function createLogger(
  { environment, logLevel }: Pick<Config, 'environment' | 'logLevel'>,
  destination: DestinationStream = process.stdout,
): Logger {
  const options = {
    level: logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: withoutForbidden },
    serializers: { err: loggedError },
    hooks: {
      logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
        method.apply(
          this,
          args.map((part: unknown) => (typeof part === 'string' ? scrub(part) : part)) as Parameters<LogFn>,
        );
      },
    },
  };
  if (environment === 'production') return pino(options, destination);
  return pino(options, { write: (json: string) => destination.write(readableLine(json)) });
}

// Nobody should log these. Should somebody, they are left out.
const FORBIDDEN: ReadonlySet<string> = new Set([
  'authorization', 'cookie', 'headers', 'body', 'query', 'url', 'token', 'accessToken', 'refreshToken', 'password', 'secret',
  'email', 'phone', 'name', 'address', 'lat', 'lng', 'lon', 'latitude', 'longitude', 'location', 'parameters',
]); // prettier-ignore

const DEPTH_MAX = 3;

function withoutForbidden(fields: Record<string, unknown>, depth = 1): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (FORBIDDEN.has(key)) continue;
    kept[key] = isPlain(value) && depth < DEPTH_MAX ? withoutForbidden(value, depth + 1) : value;
  }
  return kept;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
