/** What of the pipeline may not work in one process while its database answers others. */
export type SyncTrouble =
  /** Commits wait longer than any lock explains, or get no connection. */
  | 'sequencer_stalled'
  /** Pulls get no connection, or no answer. */
  | 'pulls_stalled'
  /** Commits of others are not heard of: no pokes, and events come late. */
  | 'listener_deaf'
  /** Nobody is known to work on the events of a group. */
  | 'events_stalled';

/** Whether this ends well within so many milliseconds. */
export async function isDoneIn(work: Promise<unknown>, waitMs: number): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), waitMs);
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, late.promise]).finally(() => clearTimeout(timer));
}
