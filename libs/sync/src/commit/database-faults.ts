/**
 * Which failures say "the database is not there, or not now", and which say "this cannot be stored".
 */

/** SQLSTATE classes of a database that is away, full, restarting or too busy (PostgreSQL, appendix A). */
const AWAY_CLASSES = ['08', '53', '57', '58'];
/** Lock and transaction time-outs, serialization failures, deadlocks: the same statement may succeed the next time. */
const AWAY_CODES = ['40001', '40P01', '55P03', '25P03', '25P04', '25006'];

/** True when trying again may help: nothing is wrong with what was to be stored. */
export function isDatabaseAway(error: unknown): boolean {
  // First, because one of its codes looks like an SQLSTATE: EPIPE.
  if (isConnectionFailure(error)) return true;
  const code = sqlState(error);
  return code !== undefined && (AWAY_CODES.includes(code) || AWAY_CLASSES.includes(code.slice(0, 2)));
}

function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

const CONNECTION_CODES = [
  'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH',
  'ENOENT', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ERR_SOCKET_CLOSED',
]; // prettier-ignore

function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && CONNECTION_CODES.includes(code)) return true;
  // Without an SQLSTATE the server did not answer.
  return sqlState(error) === undefined && /connection|timeout|terminated|not queryable/i.test(error.message);
}
