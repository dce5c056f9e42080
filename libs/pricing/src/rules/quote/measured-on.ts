/** What the distances of a fare come from. */
import type { Fare } from '../../state.ts';

/** What the distances of a fare were measured on, and whose data it is. Null: it has no distances. */
export function measuredOn({ mapVersion, facts }: Fare) {
  return { mapVersion, graphVersion: facts?.graphVersion ?? null, attribution: facts?.attribution ?? null };
}
