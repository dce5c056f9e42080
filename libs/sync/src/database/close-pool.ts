import type { Pool } from 'pg';

/** How long the database may take to close connections that we have left, in milliseconds. */
const CLOSING_MS_MAX = 1_000;

/**
 * Ends a pool and comes back when its connections are closed. The pool's own end only asks for that: whoever stopped the
 * database right after it was told that connections broke.
 * @param end how the pool is ended, where something that owns it does so
 */
export async function closePool(pool: Pool, end: () => Promise<unknown> = () => pool.end()): Promise<void> {
  let open = pool.totalCount;
  const closed = Promise.withResolvers<void>();
  pool.on('remove', () => {
    open -= 1;
    if (open === 0) closed.resolve();
  });
  await end();
  if (open === 0) return;
  const timer = setTimeout(closed.resolve, CLOSING_MS_MAX);
  await closed.promise;
  clearTimeout(timer);
}
