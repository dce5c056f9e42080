// A frozen value may hold members that are not: what was frozen by somebody else is looked through, too.
const frozenThrough = new WeakSet<object>();

/** Freezes a value through and through, so that whatever would change it throws. Returns the same value. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || frozenThrough.has(value)) return value;
  frozenThrough.add(value);
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
