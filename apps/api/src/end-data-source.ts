import type { Pool } from 'pg';
import { closePool } from '#sync';

/** A data source of typeorm, as far as ending it goes. */
interface Ending {
  readonly driver: object;
  destroy(): Promise<void>;
}

/** Ends a data source, and comes back when its connections are closed. */
export function endDataSource(dataSource: Ending): Promise<void> {
  const { master } = dataSource.driver as { readonly master: Pool };
  return closePool(master, () => dataSource.destroy());
}
