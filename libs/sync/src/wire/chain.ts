/**
 * The hash chain over commits: each commit's digest covers its mutations, outcomes, events, audit rows and effects, and
 * the digest before it. Whoever changes, drops or reorders one stored row must recompute every later digest.
 */
/** The digest before the first commit. */
export const GENESIS_DIGEST = '0'.repeat(64);

/** Hashes a text: SHA-256 in lower-case hex. Given from outside, so that a server uses its native one. */
export type Hash = (text: string) => string;

export interface CommitContent {
  readonly epoch: number;
  readonly commit: number;
  readonly committedAtMs: number;
  /** In order: stream, id, name, hash of the arguments, the stored outcome. */
  readonly mutations: readonly ChainedMutation[];
  readonly events: readonly ChainedEvent[];
  readonly audit: readonly ChainedAudit[];
  /** Hash over the changed entities as they were stored. */
  readonly effectsDigest: string;
  readonly chainVersion: number;
  /** The digest over its events, when they are dropped. */
  readonly eventsDigest?: string | null;
}
export interface ChainedMutation {
  readonly clientId: string;
  readonly mutationId: number;
  readonly name: string;
  readonly argsHash: string;
  readonly outcome: string;
}
export interface ChainedEvent {
  readonly type: string;
  readonly key: string;
  /** The exact text that is stored. */
  readonly payload: string;
}
export interface ChainedAudit {
  readonly entityId: string;
  readonly metric: string;
  readonly value: number;
  readonly notes: string;
}

/**
 * The digest of a commit after `previous`: the hash of one line for the commit and one for each stored row, each line a
 * JSON list without white space, so that a verifier in any language can build the same text from the same columns. Events have
 * one line together, with the hash over their lines, so that they may be dropped; in version 1 each had its own.
 */
export function chainDigest(previous: string, content: CommitContent, hash: Hash): string {
  const { epoch, commit, committedAtMs, effectsDigest, mutations, audit } = content;
  const lines = [JSON.stringify(['commit', previous, epoch, commit, committedAtMs, effectsDigest])];
  for (const { clientId, mutationId, name, argsHash, outcome } of mutations) {
    lines.push(JSON.stringify(['mutation', clientId, mutationId, name, argsHash, outcome]));
  }
  lines.push(...eventLines(content, hash));
  for (const { entityId, metric, value, notes } of audit)
    lines.push(JSON.stringify(['audit', entityId, metric, value, notes]));
  return hash(lines.join('\n'));
}

/** The version in which commits are chained now. */
export const CHAIN_VERSION = 2;

/** The hash over the lines of a commit's events: what stays of them. */
export function eventsDigest(events: readonly ChainedEvent[], hash: Hash): string {
  return hash(events.map(eventLine).join('\n'));
}

const eventLine = ({ type, key, payload }: ChainedEvent): string => JSON.stringify(['event', type, key, payload]);

function eventLines({ chainVersion, events, eventsDigest: kept }: CommitContent, hash: Hash): readonly string[] {
  if (chainVersion === 1) return events.map(eventLine);
  if (events.length === 0 && typeof kept !== 'string') return [];
  return [JSON.stringify(['events', events.length > 0 ? eventsDigest(events, hash) : kept])];
}

/** What a verification found: nothing, or the first commit that does not fit and why. */
export type ChainVerdict =
  | { readonly ok: true; readonly commits: number; readonly head: string }
  | { readonly ok: false; readonly commit: number; readonly reason: 'missing' | 'previous' | 'digest' };

export interface StoredCommit extends CommitContent {
  readonly previousDigest: string;
  readonly digest: string;
}

/** Checks commits in order, from `start` on (its digest and number; genesis by default). */
export function verifyChain(
  commits: Iterable<StoredCommit>,
  hash: Hash,
  start: { readonly commit: number; readonly digest: string } = { commit: 0, digest: GENESIS_DIGEST },
): ChainVerdict {
  let { commit, digest } = start;
  let count = 0;
  for (const stored of commits) {
    const { previousDigest, digest: claimed, ...content } = stored;
    if (stored.commit !== commit + 1) return { ok: false, commit: commit + 1, reason: 'missing' };
    if (previousDigest !== digest) return { ok: false, commit: stored.commit, reason: 'previous' };
    if (chainDigest(digest, content, hash) !== claimed) return { ok: false, commit: stored.commit, reason: 'digest' };
    commit = stored.commit;
    digest = claimed;
    count += 1;
  }
  return { ok: true, commits: count, head: digest };
}
