import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shortestWays, toGraph, UNREACHABLE } from './shortest-ways.ts';

const NODES = 8;
const edges = fc.array(
  fc.record({ a: fc.nat({ max: NODES - 1 }), b: fc.nat({ max: NODES - 1 }), meters: fc.integer({ min: 1, max: 50 }) }),
  { maxLength: 20 },
);

/** All pairs by Floyd and Warshall: another way to the same answer. */
function allPairs(all: readonly { a: number; b: number; meters: number }[]): number[][] {
  const d = Array.from({ length: NODES }, (_, i) =>
    Array.from({ length: NODES }, (__, j) => (i === j ? 0 : UNREACHABLE)),
  );
  const at = (i: number, j: number): number => d[i]?.[j] ?? UNREACHABLE;
  const set = (i: number, j: number, value: number): void => {
    const row = d[i];
    if (row) row[j] = Math.min(at(i, j), value);
  };
  for (const { a, b, meters } of all) {
    set(a, b, meters);
    set(b, a, meters);
  }
  for (let k = 0; k < NODES; k += 1) {
    for (let i = 0; i < NODES; i += 1) for (let j = 0; j < NODES; j += 1) set(i, j, at(i, k) + at(k, j));
  }
  return d;
}

describe('shortest ways', () => {
  it('are as short as another algorithm finds them, with and without closed edges', () => {
    fc.assert(
      fc.property(edges, fc.nat({ max: NODES - 1 }), fc.nat({ max: 19 }), (all, start, closed) => {
        const open = all.filter((_, index) => index !== closed);
        const ways = shortestWays(toGraph(NODES, all), [{ node: start, meters: 0 }], new Set([closed]));
        expect(ways.meters).toEqual(allPairs(open)[start]);
      }),
    );
  });

  it('from several starts take the best', () => {
    const graph = toGraph(3, [
      { a: 0, b: 1, meters: 10 },
      { a: 1, b: 2, meters: 10 },
    ]);
    const ways = shortestWays(
      graph,
      [
        { node: 0, meters: 0 },
        { node: 2, meters: 5 },
      ],
      new Set(),
    );
    expect(ways).toEqual({ meters: [0, 10, 5], before: [-1, 0, -1] });
  });
});
