/**
 * Which failures of the database pass, and which are a mutation's own.
 *
 * A passing fault says nothing about what was to be stored: the database is away, full, locked, has changed under a
 * prepared statement, or lacks a right. Trying again may help, and nothing is parked for it. All else (a value out of
 * range, a violated constraint, a defect of ours) comes again with the same mutation.
 */

/** SQLSTATE classes of a database that is away, full, restarting or too busy (PostgreSQL, appendix A). */
const AWAY_CLASSES = ['08', '53', '57', '58'];
/** Lock and transaction time-outs, serialization failures, deadlocks: the same statement may succeed the next time. */
const AWAY_CODES = ['40001', '40P01', '55P03', '25P03', '25P04', '25006'];

/** SQLSTATE classes of what the machine lacks (53: disk, memory) or does wrong (58: input and output). */
const HOST_CLASSES = ['53', '58'];

/** More that says nothing about what was to be stored: transaction state, lost prepared statements, who may connect, settings. */
const PASSING_CLASSES = ['25', '26', '28', '3D', '40', '55', 'F0'];
/**
 * A plan that is out of date (or a feature that a standby lacks), a missing right, and what a migration has yet to make: these
 * strike whatever is stored.
 */
const PASSING_CODES = ['0A000', '42501', '42P01', '42703', '3F000'];
/** What was prepared on a connection no longer fits the tables, or is gone. Another connection prepares it anew. */
const STALE_CODES = ['0A000', '26000'];

/** What ails a database that did not do what it was asked, in the eyes of whoever looks after it. */
export type DatabaseTrouble =
  /** It is not there, or ended the connection. */
  | 'away'
  /** A time limit ran out, or somebody was in the way. */
  | 'busy'
  /** No connection is left, or no room. */
  | 'exhausted'
  /** It does not let us in, or not do this: a right, a password, an entry is missing, or it may only be read. */
  | 'refuses';

/** Which trouble of the database a failure tells of; null: of none, the fault is in what was asked. */
export function databaseTrouble(error: unknown): DatabaseTrouble | null {
  if (isConnectionFailure(error)) return 'away';
  if (isOneOf(error, ['53'], [])) return 'exhausted';
  if (isOneOf(error, ['28'], ['42501', '3D000', '25006'])) return 'refuses';
  if (isOneOf(error, [], ['57014', ...AWAY_CODES])) return 'busy';
  return isOneOf(error, AWAY_CLASSES, []) ? 'away' : null;
}

/** True when the database is not there, or not now. */
export function isDatabaseAway(error: unknown): boolean {
  // First, because one of its codes looks like an SQLSTATE: EPIPE.
  return isConnectionFailure(error) || isOneOf(error, AWAY_CLASSES, AWAY_CODES);
}

/** True when a failed statement says nothing about what was to be stored: trying again may help. */
export function isPassing(error: unknown): boolean {
  return isDatabaseAway(error) || isOneOf(error, PASSING_CLASSES, PASSING_CODES);
}

/**
 * True when the machine under the database gave out: no room on the disk, no memory, a file that cannot be read or written. It strikes
 * whatever is stored, though not each time: a small row may still fit where a table that must grow does not.
 */
export function isHostFault(error: unknown): boolean {
  const code = sqlState(error);
  // 53300 lacks connections, no room.
  return code !== undefined && code !== '53300' && HOST_CLASSES.includes(code.slice(0, 2));
}

/** True when a connection that was made just now may do what this one could not. */
export function isStale(error: unknown): boolean {
  const code = sqlState(error);
  return code !== undefined && STALE_CODES.includes(code);
}

function isOneOf(error: unknown, classes: readonly string[], codes: readonly string[]): boolean {
  const code = sqlState(error);
  return code !== undefined && (codes.includes(code) || classes.includes(code.slice(0, 2)));
}

function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

const CONNECTION_CODES = [
  'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH',
  'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ERR_SOCKET_CLOSED',
]; // prettier-ignore

/** What `pg` says when the server did not answer, without a code. */
const CONNECTION_MESSAGES =
  /^(?:Connection terminated|Client (?:was closed|has encountered a connection error)|timeout (?:expired|exceeded)|Query read timeout)/;

function isConnectionFailure(error: unknown): boolean {
  const { code, message, syscall } = (error ?? {}) as Readonly<Record<'code' | 'message' | 'syscall', unknown>>;
  if (typeof code === 'string' && CONNECTION_CODES.includes(code)) return true;
  // Of a socket in the file system; else it is a file that is missing.
  if (code === 'ENOENT') return syscall === 'connect';
  return sqlState(error) === undefined && typeof message === 'string' && CONNECTION_MESSAGES.test(message);
}
