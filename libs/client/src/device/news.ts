/** What one tab tells the others of what it made durable, so that they read that again and nothing else. Pure. */
import { placesOf, type StateChange } from './records.ts';

/** What changed between two marks of the storage. A tab that stands at another mark has missed something. */
export interface News {
  readonly from: string | null;
  readonly to: string | null;
  /** The keys that changed, without the person's prefix; null: too many to tell. */
  readonly places: readonly string[] | null;
}

/** Keys that are told one by one: to read more of them singly takes longer than to read everything. */
export const PLACES_MAX = 500;

/** Of one change. */
export function newsOf(change: StateChange, marks: Pick<News, 'from' | 'to'>): News {
  const places = placesOf(change);
  return { ...marks, places: places.length > PLACES_MAX ? null : places };
}
