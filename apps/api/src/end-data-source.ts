import type { Pool } from 'pg';

/** A data source of typeorm, as far as ending it goes. */
interface Ending {
  readonly driver: object;
  destroy(): Promise<void>;
}

/** How long the database may take to close connections that we have left, in milliseconds. */
const CLOSING_MS_MAX = 1_000;

/**
 * Ends a data source, and comes back when its connections are closed. The pool's own end only asks for that: whoever stopped
 * the database right after it was told that connections broke.
 */
export async function endDataSource(dataSource: Ending): Promise<void> {
  const { master } = dataSource.driver as { readonly master: Pool };
  const closed = allClosed(master);
  await dataSource.destroy();
  await closed;
}

async function allClosed(pool: Pool): Promise<void> {
  let open = pool.totalCount;
  if (open === 0) return;
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, CLOSING_MS_MAX);
  pool.on('remove', () => {
    open -= 1;
    if (open === 0) late.resolve();
  });
  await late.promise;
  clearTimeout(timer);
}
