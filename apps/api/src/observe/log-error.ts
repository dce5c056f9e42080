import { scrub } from './scrub.ts';

/** What the log keeps of an error. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

const CAUSES_MAX = 3;
const STACK_LINES_MAX = 20;

interface ErrorFields {
  readonly code?: unknown;
  readonly constraint?: unknown;
  readonly table?: unknown;
  readonly severity?: unknown;
  readonly driverError?: unknown;
}

/**
 * Names an error without repeating data. Errors of the database quote statements, parameters and rows, so of those only the
 * SQLSTATE and the names of table and constraint are kept; every other message is scrubbed.
 */
export function loggedError(error: unknown, causesLeft = CAUSES_MAX): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is not an Error was thrown' };
  const fields = error as Error & ErrorFields;
  const fromDatabase = typeof fields.severity === 'string' || fields.driverError instanceof Error;
  const { cause } = error;
  return {
    type: error.name,
    message: fromDatabase
      ? `the database refused (${typeof fields.code === 'string' ? fields.code : 'no code'})`
      : scrub(error.message),
    ...textFields(fields),
    ...(error.stack === undefined ? {} : { stack: framesOf(error.stack) }),
    ...(cause === undefined || causesLeft === 0 ? {} : { cause: loggedError(cause, causesLeft - 1) }),
  };
}

function textFields({ code, constraint, table }: ErrorFields): { code?: string; constraint?: string; table?: string } {
  return {
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    ...(typeof table === 'string' ? { table } : {}),
  };
}

// The head of a stack is the message again.
const framesOf = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, STACK_LINES_MAX)
    .map((line) => line.trim())
    .join('\n');
