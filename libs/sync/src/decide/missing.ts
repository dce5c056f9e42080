/** What a fold finds missing: load it, and fold again. */
import type { EntityKey } from '../define/entity.ts';

/** A decision asks for rows that were not loaded. */
export class MissingRows extends Error {
  readonly keys: readonly EntityKey[];
  constructor(keys: readonly EntityKey[]) {
    super(`${keys.length} rows are not loaded`);
    this.keys = keys;
  }
}

/** Something grows that is bounded by person, and it was not loaded how much they have. */
export class MissingHoldings extends Error {
  constructor() {
    super('it is not loaded how much people have');
  }
}
