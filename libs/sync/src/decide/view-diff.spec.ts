import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../wire/canonical-json.ts';
import { digestOf, formatDigest } from '../wire/digest.ts';
import { diffViews, type ScopeDelta } from './view-diff.ts';

describe('what a change means to the scopes', () => {
  it('puts what is new or changed, takes away what is no longer seen, and keeps silent about the rest', () => {
    const deltas = new Map<string, ScopeDelta>();
    const before = new Map<string, Json>([['rider:a', { n: 1 }], ['driver:b', { n: 1 }], ['ops:x', { n: 1 }]]); // prettier-ignore
    const after = { 'rider:a': { n: 2 }, 'ops:x': { n: 1 }, 'driver:c': { n: 2 } };
    expect(diffViews({ key: 'ride/1', before, after }, deltas)).toEqual([
      { scope: 'rider:a', key: 'ride/1', value: '{"n":2}' },
      { scope: 'driver:c', key: 'ride/1', value: '{"n":2}' },
      { scope: 'driver:b', key: 'ride/1', value: null },
    ]);
    expect([...deltas].map(([scope, { rows }]) => [scope, rows])).toEqual([['rider:a', 0], ['driver:c', 1], ['driver:b', -1]]); // prettier-ignore
  });

  it('keeps each scope’s digest equal to the digest of its live rows', () => {
    const scope = fc.constantFrom('rider:a', 'ops:x', 'public');
    const step = fc.record({ key: fc.constantFrom('k1', 'k2', 'k3'), after: fc.dictionary(scope, fc.integer()) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const deltas = new Map<string, ScopeDelta>();
        const live = new Map<string, Map<string, Json>>();
        for (const { key, after } of steps) {
          diffViews({ key, before: live.get(key) ?? new Map(), after }, deltas);
          live.set(key, new Map(Object.entries(after)));
        }
        for (const [name, delta] of deltas) expectDigest(name, delta, live);
      }),
    );
  });
});

function expectDigest(scope: string, delta: ScopeDelta, live: Map<string, Map<string, Json>>) {
  const rows = [...live].flatMap(([key, seen]) =>
    seen.has(scope) ? [[wire(scope, key), seen.get(scope)] as const] : [],
  );
  expect(delta.rows).toBe(rows.length);
  expect(formatDigest(delta.digest)).toBe(digestOf(rows));
}

const wire = (scope: string, key: string) => (scope.startsWith('ops:') ? `${scope}/${key}` : key);
