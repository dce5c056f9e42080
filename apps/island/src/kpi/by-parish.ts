import type { Figure } from './kpi.ts';

/** A figure for each parish that has something to be measured, by name. */
export function byParish<T extends { readonly parish: string }>(
  all: readonly T[],
  figureOf: (ofParish: readonly T[]) => Figure,
): readonly { readonly parish: string; readonly figure: Figure }[] {
  const groups = Map.groupBy(all, ({ parish }) => parish);
  return [...groups.keys()].sort().map((parish) => ({ parish, figure: figureOf(groups.get(parish) ?? []) }));
}
