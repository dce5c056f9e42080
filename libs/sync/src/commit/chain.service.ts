import { readCommits } from './chain.store.ts';
import { readFirstStray } from './stray-rows.store.ts';
import { GENESIS_DIGEST, verifyChain, type ChainVerdict } from '../wire/chain.ts';
import { sha256 } from '../native-hash.ts';
import type { Reader } from '../define/reader.ts';

/** Of up to 500 mutations each, with their arguments. */
const COMMITS_PER_READ = 50;

/** Recomputes the hash chain from what is stored, page by page, and looks for rows that are of no commit. `onProgress` hears of each commit number reached. */
export async function verifyStoredChain(reader: Reader, onProgress?: (commit: number) => void): Promise<ChainVerdict> {
  let start = { commit: 0, digest: GENESIS_DIGEST };
  for (;;) {
    // The head first: should a server commit meanwhile, there are more commits, not fewer.
    const head = await readHeadDigest(reader);
    const commits = await readCommits(reader, start.commit, COMMITS_PER_READ);
    const verdict = verifyChain(commits, sha256, start);
    if (!verdict.ok) return verdict;
    const last = commits.at(-1);
    if (!last) return verifyEnd(reader, head, start);
    start = { commit: last.commit, digest: last.digest };
    onProgress?.(last.commit);
  }
}

interface ChainEnd {
  readonly commit: number;
  readonly digest: string;
}

async function readHeadDigest(reader: Reader): Promise<ChainEnd> {
  const [head] = await reader.query<{ commit: string; digest: string }[]>('SELECT commit, digest FROM sync.head');
  return { commit: Number(head?.commit), digest: head?.digest ?? '' };
}

async function verifyEnd(reader: Reader, head: ChainEnd, end: ChainEnd): Promise<ChainVerdict> {
  const verdict = verifyHead(head, end);
  const stray = verdict.ok ? await readFirstStray(reader) : null;
  return stray === null ? verdict : { ok: false, commit: stray, reason: 'stray' };
}

/** Commits cut off at the end would leave a sound chain: the head remembers where it ended. */
function verifyHead(head: ChainEnd, end: ChainEnd): ChainVerdict {
  if (head.commit !== end.commit || head.digest !== end.digest) {
    return { ok: false, commit: end.commit + 1, reason: 'missing' };
  }
  return { ok: true, commits: end.commit, head: end.digest };
}
