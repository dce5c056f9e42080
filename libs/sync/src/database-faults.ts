/**
 * Which failures say "the database is not there, or not now", and which say "this cannot be stored".
 */

/** SQLSTATE classes of a database that is away, full, restarting or too busy (PostgreSQL, appendix A). */
const AWAY_CLASSES = ['08', '53', '57', '58'];
/** Lock and transaction time-outs, serialization failures, deadlocks: the same statement may succeed the next time. */
const AWAY_CODES = ['40001', '40P01', '55P03', '25P03', '25P04', '25006'];

/** True when trying again may help: nothing is wrong with what was to be stored. */
export function isDatabaseAway(error: unknown): boolean {
  const code = sqlState(error);
  // Without an SQLSTATE the server did not answer: the connection failed.
  if (code === undefined) return isConnectionFailure(error);
  return AWAY_CODES.includes(code) || AWAY_CLASSES.includes(code.slice(0, 2));
}

function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

const CONNECTION_CODES = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'ENOENT'];

function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    (code !== undefined && CONNECTION_CODES.includes(code)) || /connection|timeout|terminated/i.test(error.message)
  );
}
