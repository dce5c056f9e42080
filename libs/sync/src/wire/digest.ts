/**
 * The order-free digest of a scope's live rows.
 *
 * Invariants: digest(rows) does not depend on the order of rows; adding a row and then removing it gives the digest
 * from before. It is the sum, modulo 2^64, of one 64-bit hash per row. It finds drift, not malice: the hash chain over commits does that.
 */
import { canonicalJson } from './canonical-json.ts';

/** Digests count modulo this. */
export const DIGEST_MODULUS = 1n << 64n;

/** The digest of a whole set of live rows: what a phone computes over what it holds. */
export function digestOf(rows: Iterable<readonly [key: string, value: unknown]>): string {
  let sum = 0n;
  for (const [key, value] of rows) sum += rowHash(key, value);
  return formatDigest(sum);
}

/** The share of one row in its scope's digest. */
export function rowHash(key: string, value: unknown): bigint {
  return rowHashOfText(key, canonicalJson(value));
}

/** The same, of a row whose canonical text is at hand: cyrb53's two mixed 32-bit lanes (bryc, public domain), both kept whole. */
export function rowHashOfText(key: string, canonicalValue: string): bigint {
  const text = `${key}\n${canonicalValue}`;
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** A sum of row hashes as 16 lower-case hex digits. */
export function formatDigest(sum: bigint): string {
  return (sum % DIGEST_MODULUS).toString(16).padStart(16, '0');
}
