/** Whether two values say the same, whichever objects say it. Pure. */

/** Equal as JSON is: members in any order. Parts that are the same object are not looked into. */
export function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [mine, theirs] = [left, right] as readonly Readonly<Record<string, unknown>>[];
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && isSame(mine?.[name], theirs?.[name]))
  );
}

/** The former one where both say the same: what a user interface compares by identity. */
export function kept<T>(former: T | undefined, next: T): T {
  return former !== undefined && isSame(former, next) ? former : next;
}

/** A list with the former objects wherever they say the same; the former list itself if nothing in it moved. */
export function keptList<T>(former: readonly T[], next: readonly T[], nameOf: (one: T) => string): readonly T[] {
  const known = new Map(former.map((one) => [nameOf(one), one]));
  const list = next.map((one) => kept(known.get(nameOf(one)), one));
  return list.length === former.length && list.every((one, at) => one === former[at]) ? former : list;
}
