import { databaseTrouble } from '../database/passing-faults.ts';
import { NotNow } from '../database/write-pool.store.ts';

/** What of the pipeline may not work in one process while its database answers others. */
export type SyncTrouble =
  /** It gives no more connections. */
  | 'connections_used_up'
  /** It does not let this process in, or not do what it must: a right or a password is missing. */
  | 'database_refuses'
  /** Nothing can be stored for some seconds: a table is locked, the disk is full, a right is missing. The log has the SQLSTATE. */
  | 'commits_failing'
  /** Commits get no connection, or no answer. */
  | 'sequencer_stalled'
  /** Pulls get no connection, or no answer. */
  | 'pulls_stalled'
  /** Commits of others are not heard of: no pokes, and events come late. */
  | 'listener_deaf'
  /** Nobody is known to work on the events of a group. */
  | 'events_stalled';

/** Whether the database itself said why it did not store what was tried. */
export function isToldByDatabase(failure: Error | null): boolean {
  return failure instanceof NotNow && databaseTrouble(failure.cause) !== 'away';
}

/** Why this does not end well within so many milliseconds; null: it does. */
export async function failureWithin(waitMs: number, work: Promise<unknown>): Promise<Error | null> {
  const late = Promise.withResolvers<Error>();
  const timer = setTimeout(() => late.resolve(new Error(`no answer within ${waitMs} ms`)), waitMs);
  const done = work.then(
    () => null,
    (error: Error) => error,
  );
  return Promise.race([done, late.promise]).finally(() => clearTimeout(timer));
}
