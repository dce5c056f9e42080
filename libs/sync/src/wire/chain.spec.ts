import { describe, expect, it } from '@jest/globals';
import {
  CHAIN_VERSION,
  chainDigest,
  eventsDigest,
  GENESIS_DIGEST,
  senderDigest,
  verifyChain,
  type ChainedAct,
  type CommitContent,
  type StoredCommit,
} from './chain.ts';
import { sha256Hex } from './sha256.ts';

const SENDER = {
  groupId: 'g',
  single: false,
  subject: 'anna',
  roles: ['rider'],
  receivedAtMs: 1,
  claimedAtMs: null,
  validUntilMs: null,
  offline: false,
  sentAtMs: null,
  drainEpisode: null,
};
const ending = (mutationId: number) => ({
  clientId: 'c',
  mutationId,
  name: 'toy.add',
  argsHash: 'h',
  outcome: '{"outcome":"applied"}',
});
const ACT: ChainedAct = {
  group: 'toy.watch',
  commit: 1,
  ordinal: 0,
  number: 1,
  atMs: 1,
  act: 'correct',
  tookEffect: true,
  byDigest: 'b',
  noteDigest: 'n',
  payloadDigest: 'p',
};
const content = (commit: number): CommitContent => ({
  epoch: 0,
  commit,
  committedAtMs: 1_000 + commit,
  mutations: [{ ...ending(commit), senderDigest: senderDigest(SENDER, sha256Hex), baseDigest: null }],
  corrections: [{ clientId: 'c', mutationId: commit, argsHash: 'h', byDigest: 'b', noteDigest: 'n' }],
  acts: [ACT],
  decided: [{ ...ending(commit), byDigest: 'b', noteDigest: null }],
  events: [{ type: 'toy.changed.v1', key: 'k', payload: `{"value":${commit}}` }],
  audit: [{ entityId: 'counter/k', metric: 'sync_applied', value: 0, notes: '{}' }],
  effectsDigest: 'e',
  chainVersion: CHAIN_VERSION,
});

/** What servers of versions 1, 2 and 3 made of this content before links covered what staff did about parked events. */
const DIGESTS_THEN = [
  '98692fb391c81e4768891d385c602a4e389259769e5b186cb9ef6e6928e0d987',
  '50c793b23ad1137f3568f414d234ffeab0e94da58f34b05edce97748ae29f246',
  'df3a5132e6b86e6aafe16c2c09caa184f37b05c79194e4602f007a8c3acaf443',
];

function chainOf(length: number): StoredCommit[] {
  const commits: StoredCommit[] = [];
  for (let commit = 1; commit <= length; commit++) {
    const previousDigest = commits.at(-1)?.digest ?? GENESIS_DIGEST;
    commits.push({
      ...content(commit),
      previousDigest,
      digest: chainDigest(previousDigest, content(commit), sha256Hex),
    });
  }
  return commits;
}

describe('C1 the hash chain', () => {
  it('keeps the digests of links of earlier versions, byte for byte', () => {
    const digestIn = (chainVersion: number) =>
      chainDigest(GENESIS_DIGEST, { ...content(1), acts: [], chainVersion }, sha256Hex);
    expect([1, 2, 3].map(digestIn)).toEqual(DIGESTS_THEN);
  });

  it.each(Object.keys(SENDER))('covers %s of a sender', (field) => {
    expect(senderDigest({ ...SENDER, [field]: 'other' }, sha256Hex)).not.toBe(senderDigest(SENDER, sha256Hex));
  });

  it.each(Object.keys(ACT))('covers %s of an act of staff', (field) => {
    const other = { ...content(1), acts: [{ ...ACT, [field]: 'other' }] };
    expect(chainDigest(GENESIS_DIGEST, other, sha256Hex)).not.toBe(chainDigest(GENESIS_DIGEST, content(1), sha256Hex));
  });

  it('verifies when events are gone, by the digest that stays of them; and with links of the first version before', () => {
    const first: StoredCommit = { ...content(1), chainVersion: 1, previousDigest: GENESIS_DIGEST, digest: '' };
    const old = { ...first, digest: chainDigest(GENESIS_DIGEST, first, sha256Hex) };
    const second = {
      ...content(2),
      previousDigest: old.digest,
      digest: chainDigest(old.digest, content(2), sha256Hex),
    };
    expect(verifyChain([old, second], sha256Hex)).toMatchObject({ ok: true });
    const gone = { ...second, events: [], eventsDigest: eventsDigest(second.events, sha256Hex) };
    expect(verifyChain([old, gone], sha256Hex)).toMatchObject({ ok: true });
    expect(verifyChain([old, { ...gone, eventsDigest: null }], sha256Hex)).toMatchObject({ ok: false, commit: 2 });
    expect(verifyChain([old, { ...gone, eventsDigest: old.digest }], sha256Hex)).toMatchObject({
      ok: false,
      commit: 2,
    });
  });

  it('verifies as it was made, whole and from any commit on', () => {
    const chain = chainOf(5);
    expect(verifyChain(chain, sha256Hex)).toEqual({ ok: true, commits: 5, head: chain[4]?.digest });
    const from = { commit: 2, digest: chain[1]?.digest ?? '' };
    expect(verifyChain(chain.slice(2), sha256Hex, from)).toMatchObject({ ok: true, commits: 3 });
  });

  const tampered: [string, (chain: StoredCommit[]) => StoredCommit[], object][] = [
    [
      'an outcome',
      (c) => edit(c, 2, { mutations: content(3).mutations.map((one) => ({ ...one, outcome: '{}' })) }),
      { commit: 3, reason: 'digest' },
    ],
    [
      'another sender',
      (c) => edit(c, 2, { mutations: content(3).mutations.map((one) => ({ ...one, senderDigest: 's' })) }),
      { commit: 3, reason: 'digest' },
    ],
    ['a correction left out', (c) => edit(c, 2, { corrections: [] }), { commit: 3, reason: 'digest' }],
    [
      'another who decided',
      (c) => edit(c, 2, { decided: content(3).decided.map((one) => ({ ...one, byDigest: 's' })) }),
      { commit: 3, reason: 'digest' },
    ],
    ['an act of staff left out', (c) => edit(c, 2, { acts: [] }), { commit: 3, reason: 'digest' }],
    ['an event', (c) => edit(c, 2, { events: [] }), { commit: 3, reason: 'digest' }],
    ['an audit row', (c) => edit(c, 2, { audit: [] }), { commit: 3, reason: 'digest' }],
    ['the effects', (c) => edit(c, 2, { effectsDigest: 'f' }), { commit: 3, reason: 'digest' }],
    ['the time', (c) => edit(c, 2, { committedAtMs: 1 }), { commit: 3, reason: 'digest' }],
    ['a commit left out', (c) => c.toSpliced(2, 1), { commit: 3, reason: 'missing' }],
    [
      'two commits swapped',
      (c) => [...c.slice(0, 1), ...c.slice(1, 3).toReversed(), ...c.slice(3)],
      { commit: 2, reason: 'missing' },
    ],
    ['a commit rewritten with its digest', (c) => rewrite(c), { commit: 4, reason: 'previous' }],
  ];
  it.each(tampered)('finds %s', (_name, tamper, found) => {
    expect(verifyChain(tamper(chainOf(5)), sha256Hex)).toEqual({ ok: false, ...found });
  });
});

function edit(chain: StoredCommit[], index: number, change: Partial<StoredCommit>): StoredCommit[] {
  return chain.map((commit, at) => (at === index ? { ...commit, ...change } : commit));
}

/** A forger who recomputes the digest of the commit they changed, but not of those after it. */
function rewrite(chain: StoredCommit[]): StoredCommit[] {
  const other = { ...content(3), effectsDigest: 'forged' };
  return chain.map((commit) => {
    const { previousDigest } = commit;
    return commit.commit === 3
      ? { ...other, previousDigest, digest: chainDigest(previousDigest, other, sha256Hex) }
      : commit;
  });
}
