/**
 * Of what a sender says that they had seen, what they may see: about other rows nothing is told, not even that they are there.
 */
import type { EntityKey } from '../define/entity.ts';

type Base = Readonly<Record<string, number>>;

/** The base without rows that the sender neither sees nor has seen: to them these are the same as none. */
export function visibleBase(base: Base | null, sees: (key: string) => boolean): Base | null {
  if (base === null) return null;
  return Object.fromEntries(Object.entries(base).filter(([key]) => sees(key)));
}

/** The row that a text such as `ride/0198…` names. */
export function keyOfText(text: string): EntityKey {
  const slash = text.indexOf('/');
  return { kind: text.slice(0, slash), id: text.slice(slash + 1) };
}
