import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DIGEST_MODULUS, digestOf, formatDigest, rowHash } from './digest.ts';

const rows = fc.uniqueArray(fc.tuple(fc.string(), fc.jsonValue()), { selector: ([key]) => key, maxLength: 20 });

describe('the digest of a scope', () => {
  it('is zero without rows', () => {
    expect(digestOf([])).toBe('0000000000000000');
  });

  it('is pinned, because phones of all ages must compute the same', () => {
    expect(digestOf([['ride/1', { b: [1, 'x'], a: null }]])).toBe(PINNED);
    expect(digestOf([['ride/1', { a: null, b: [1, 'x'] }]])).toBe(PINNED);
  });

  it('does not depend on the order of rows', () => {
    fc.assert(fc.property(rows, (all) => expect(digestOf(all.toReversed())).toBe(digestOf(all))));
  });

  it('forgets a row that came and went', () => {
    fc.assert(
      fc.property(rows, fc.string(), fc.jsonValue(), (all, key, value) => {
        const sum = BigInt(`0x${digestOf(all)}`);
        const with1 = (sum + rowHash(key, value)) % DIGEST_MODULUS;
        expect(formatDigest((with1 + DIGEST_MODULUS - rowHash(key, value)) % DIGEST_MODULUS)).toBe(digestOf(all));
      }),
    );
  });

  it('sees a changed value, a changed key and a swapped pair', () => {
    const digests = [
      digestOf([['a', 1], ['b', 2]]),
      digestOf([['a', 2], ['b', 1]]),
      digestOf([['a', 1], ['c', 2]]),
      digestOf([['a', 1]]),
    ]; // prettier-ignore
    expect(new Set(digests).size).toBe(digests.length);
  });
});

const PINNED = 'c60e8b9b2fd4cae9';
