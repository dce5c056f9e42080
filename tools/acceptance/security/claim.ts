/** What Bimride answers to one requirement of a security standard. Pure. */

/**
 * Where it can be seen: `path of the spec › name of the test`, and for a test of many cases ` › text of the case`. The names are
 * written as they stand in the spec, `%s` and all.
 */
export type Proof = `${string}.spec.ts › ${string}`;

/** One requirement, in a few words of ours, and the answer. */
export interface Claim {
  readonly id: string;
  readonly gist: string;
  readonly state: 'shown' | 'does not apply' | 'open';
  /** Why it does not apply, or what is missing. */
  readonly why?: string;
  readonly proofs: readonly Proof[];
}

/** One chapter of a standard. */
export interface Chapter {
  readonly name: string;
  readonly claims: readonly Claim[];
}

/** Tests assert it. */
export const shown = (id: string, gist: string, ...proofs: readonly Proof[]): Claim => ({
  id,
  gist,
  state: 'shown',
  proofs,
});

/** There is nothing of the kind here. */
export const notHere = (id: string, gist: string, why: string, ...proofs: readonly Proof[]): Claim => ({
  id,
  gist,
  state: 'does not apply',
  why,
  proofs,
});

/** It is not there, or no test asserts all of it; `proofs` assert a part. */
export const open = (id: string, gist: string, missing: string, ...proofs: readonly Proof[]): Claim => ({
  id,
  gist,
  state: 'open',
  why: missing,
  proofs,
});
