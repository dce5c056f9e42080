import { sha256 } from '../native-hash.ts';

const HEX_DIGITS = 16;

/** Tells sets of scopes apart: a view that was pulled under another set has to be pulled anew. */
export function scopesFingerprint(scopes: readonly string[]): string {
  return sha256(scopes.join('\n')).slice(0, HEX_DIGITS);
}
