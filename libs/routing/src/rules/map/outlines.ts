/** Joins borders that neighbours share into the ring around each. */

export type Corner = string;

/**
 * The corners of a ring, from borders in walking order, each drawn in either direction. The corner where two borders
 * meet is written once. @throws Error when two borders do not meet, or the ring does not close.
 */
export function joinBorders(borders: readonly (readonly Corner[])[]): Corner[] {
  const first = borders[0] ?? [];
  const second = borders[1] ?? [];
  const begins = [second[0], second.at(-1)].includes(first.at(-1)) ? first : [...first].reverse();
  const ring = [...begins];
  for (const border of borders.slice(1)) {
    const end = ring.at(-1);
    const onward = border[0] === end ? border : [...border].reverse();
    if (onward[0] !== end) throw new Error(`no border goes on from ${end}`);
    ring.push(...onward.slice(1));
  }
  if (ring.pop() !== ring[0]) throw new Error(`the ring from ${ring[0]} does not close`);
  return ring;
}
