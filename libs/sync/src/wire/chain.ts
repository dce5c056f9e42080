/**
 * The hash chain over commits: each commit's digest covers its mutations and who sent them from where and when, their outcomes,
 * what staff corrected, decided and did about parked events, events, audit rows, and the digest before it. Whoever changes, drops
 * or reorders one of these must recompute every later digest. What may be dropped later stands there by a digest of its own, which
 * can stay.
 *
 * Not covered: the tables of the modules and the views (`effectsDigest` says what a commit made of the rows, but later commits
 * change them), what of parked work and parked events says only how they stand (lane, order, reason, tries, last error), streams,
 * installs and cursors. That arguments, bases, notes or events are gone shows as little as that they were dropped by age.
 */
/** The digest before the first commit. */
export const GENESIS_DIGEST = '0'.repeat(64);

/** Hashes a text: SHA-256 in lower-case hex. Given from outside, so that a server uses its native one. */
export type Hash = (text: string) => string;

export interface CommitContent {
  readonly epoch: number;
  readonly commit: number;
  readonly committedAtMs: number;
  readonly mutations: readonly ChainedMutation[];
  readonly corrections: readonly ChainedCorrection[];
  readonly acts: readonly ChainedAct[];
  readonly decided: readonly ChainedDecision[];
  readonly events: readonly ChainedEvent[];
  readonly audit: readonly ChainedAudit[];
  /** Hash over the changed entities as they were stored. */
  readonly effectsDigest: string;
  readonly chainVersion: number;
  /** The digest over its events, when they are dropped. */
  readonly eventsDigest?: string | null;
}
/** A mutation and its outcome, as the first two versions cover it. */
interface ChainedEnding {
  readonly clientId: string;
  readonly mutationId: number;
  readonly name: string;
  readonly argsHash: string;
  /** The exact text that is stored. */
  readonly outcome: string;
}
export interface ChainedMutation extends ChainedEnding {
  /** Over its sender, see `senderDigest`. */
  readonly senderDigest: string;
  /** Over the text of its base; null: it has none. */
  readonly baseDigest: string | null;
}
/** Parked work that was decided, by whom, and with which note where it was discarded. */
export interface ChainedDecision extends ChainedEnding {
  readonly byDigest: string;
  readonly noteDigest: string | null;
}
/** Other arguments that staff gave parked work. */
export interface ChainedCorrection {
  readonly clientId: string;
  readonly mutationId: number;
  readonly argsHash: string;
  readonly byDigest: string;
  readonly noteDigest: string;
}
/** What staff did about an event that was set aside. */
export interface ChainedAct {
  readonly group: string;
  readonly commit: number;
  readonly ordinal: number;
  readonly number: number;
  readonly atMs: number;
  readonly act: string;
  readonly tookEffect: boolean;
  readonly byDigest: string;
  readonly noteDigest: string;
  /** Over the text of the payload that a correction gives; null: it gives none. */
  readonly payloadDigest: string | null;
}
/** Whose a mutation is, in which roles and from which install it came, and the times that count for it. */
export interface ChainedSender {
  readonly groupId: string;
  readonly single: boolean;
  readonly subject: string;
  readonly roles: readonly string[];
  readonly receivedAtMs: number;
  readonly claimedAtMs: number | null;
  readonly validUntilMs: number | null;
  readonly offline: boolean;
  readonly sentAtMs: number | null;
  readonly drainEpisode: string | null;
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
 * one line together, with the hash over their lines, so that they may be dropped; in version 1 each had its own. Senders, bases
 * and what staff did are covered from version 3 on, acts about parked events wherever there are any: earlier links have none. The
 * version itself is covered from version 4 on.
 */
export function chainDigest(previous: string, content: CommitContent, hash: Hash): string {
  const { epoch, commit, committedAtMs, effectsDigest, audit } = content;
  const lines = [
    JSON.stringify(['commit', previous, epoch, commit, committedAtMs, effectsDigest, ...versionOf(content)]),
  ];
  lines.push(...(content.chainVersion < 3 ? endingLines(content) : mutationLines(content)));
  lines.push(...content.acts.map(actLine));
  lines.push(...eventLines(content, hash));
  for (const { entityId, metric, value, notes } of audit)
    lines.push(JSON.stringify(['audit', entityId, metric, value, notes]));
  return hash(lines.join('\n'));
}

const versionOf = ({ chainVersion }: CommitContent): readonly number[] => (chainVersion < 4 ? [] : [chainVersion]);

/** The version in which commits are chained now. */
export const CHAIN_VERSION = 4;

/** Acts about events of commits of this version, or a later one, all stand in commits. */
export const ACTS_COVERED_FROM_VERSION = 4;

function endingLines({ mutations, decided }: CommitContent): readonly string[] {
  return [...mutations, ...decided].map((one) => JSON.stringify(['mutation', ...endingOf(one)]));
}

function mutationLines({ mutations, corrections, decided }: CommitContent): readonly string[] {
  return [
    ...mutations.map((one) => JSON.stringify(['mutation', ...endingOf(one), one.senderDigest, one.baseDigest])),
    ...corrections.map(({ clientId, mutationId, argsHash, byDigest, noteDigest }) =>
      JSON.stringify(['correction', clientId, mutationId, argsHash, byDigest, noteDigest]),
    ),
    ...decided.map((one) => JSON.stringify(['decided', ...endingOf(one), one.byDigest, one.noteDigest])),
  ];
}

function actLine({ group, commit, ordinal, number, atMs, act, tookEffect, ...digests }: ChainedAct): string {
  const { byDigest, noteDigest, payloadDigest } = digests;
  const what = [group, commit, ordinal, number, atMs, act, tookEffect];
  return JSON.stringify(['act', ...what, byDigest, noteDigest, payloadDigest]);
}

function endingOf({ clientId, mutationId, name, argsHash, outcome }: ChainedEnding): readonly unknown[] {
  return [clientId, mutationId, name, argsHash, outcome];
}

/** What stands in the link for the sender of a mutation, and may stay when the sender is erased. */
export function senderDigest(sender: ChainedSender, hash: Hash): string {
  const { groupId, single, subject, roles, receivedAtMs, claimedAtMs, validUntilMs } = sender;
  const { offline, sentAtMs, drainEpisode } = sender;
  const times = [receivedAtMs, claimedAtMs, validUntilMs, offline, sentAtMs, drainEpisode];
  return hash(JSON.stringify([groupId, single, subject, roles, ...times]));
}

/** The hash over the lines of a commit's events: what stays of them. */
export function eventsDigest(events: readonly ChainedEvent[], hash: Hash): string {
  return hash(events.map(eventLine).join('\n'));
}

const eventLine = ({ type, key, payload }: ChainedEvent): string => JSON.stringify(['event', type, key, payload]);

function eventLines({ chainVersion, events, eventsDigest: kept }: CommitContent, hash: Hash): readonly string[] {
  if (chainVersion === 1) return events.map(eventLine);
  const digests = new Set(events.length > 0 ? [eventsDigest(events, hash)] : []);
  // Of events that are still there it says the same, or it is one line too many.
  if (typeof kept === 'string') digests.add(kept);
  return [...digests].map((digest) => JSON.stringify(['events', digest]));
}

/**
 * What a verification found: nothing, or the first commit that does not fit and why. `stray`: every link fits, but under this
 * number stands a row that no link covers and that no server has written.
 */
export type ChainVerdict =
  | { readonly ok: true; readonly commits: number; readonly head: string }
  | { readonly ok: false; readonly commit: number; readonly reason: 'missing' | 'previous' | 'digest' | 'stray' };

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
