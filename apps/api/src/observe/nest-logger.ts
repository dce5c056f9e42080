import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import { scrub } from './scrub.ts';

// Nest announces every module and every route. That is worth a look when something is wrong with the wiring, not on each start.
const CHATTY: ReadonlySet<string> = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
  'NestMicroservice',
]);

/** Nest's own log lines, sent to ours. */
export class NestLogger implements LoggerService {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    this.#write(CHATTY.has(context ?? '') ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  #write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    const context = contextOf(rest);
    const fields = {
      ...(context === undefined ? {} : { context }),
      ...(message instanceof Error ? { err: message } : {}),
    };
    this.#log[level](fields, message instanceof Error ? 'an error was caught' : scrub(String(message)));
  }
}

// Nest passes the name of the logger as the last argument.
function contextOf(rest: readonly unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : undefined;
}
