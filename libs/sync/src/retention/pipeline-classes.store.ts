/** What the pipeline itself drops by age. Ages are counted from the commit; commits and their digests stay for ever. */
import { eventsDigest, type ChainedEvent } from '../wire/chain.ts';
import type { Reader } from '../define/reader.ts';
import { SYNC_LIMITS } from '../limits.ts';
import { sha256 } from '../native-hash.ts';
import type { Dropped, RetentionClass } from './retention-class.ts';

/** Commits of which something is dropped in one transaction, and rows where it goes by rows. */
const COMMITS_PER_DROP = 100;
const ROWS_PER_DROP = 1_000;

/** Everything of a class between these two commits, the first one not among it. */
interface Span {
  readonly after: number;
  readonly upTo: number;
}

interface BySpan {
  readonly name: string;
  /** Further limits of how far it may go: SQL that gives a commit, or null for none. */
  readonly notBeyond?: string;
  readonly count: (reader: Reader, span: Span) => Promise<number>;
  /** Drops it, and notes in the same transaction how far this class has come. */
  readonly drop: (reader: Reader, span: Span) => Promise<number>;
}

/** A class that goes through the commits in their order, and remembers how far it has come. */
function bySpan({ name, notBeyond = 'NULL', count, drop }: BySpan): RetentionClass {
  const old = async (reader: Reader, beforeMs: number): Promise<Span> => {
    const [row] = await reader.query<{ after: string; up_to: string }[]>(
      `SELECT f.after, greatest(f.after, least(${notBeyond}, coalesce((SELECT c.commit - 1 FROM sync.commit c
         WHERE c.commit > f.after AND c.committed_at_ms >= $2 ORDER BY c.commit LIMIT 1), h.commit))) AS up_to
       FROM sync.head h, LATERAL (SELECT coalesce((SELECT commit FROM sync.forgotten WHERE class = $1), 0) AS after) f`,
      [name, beforeMs],
    );
    return { after: Number(row?.after ?? 0), upTo: Number(row?.up_to ?? 0) };
  };
  return {
    name,
    // Work of a phone may be as old, and needs what it refers to.
    daysMin: SYNC_LIMITS.offlineAgeDaysMax,
    count: async (reader, beforeMs) => count(reader, await old(reader, beforeMs)),
    drop: async (reader, beforeMs): Promise<Dropped> => {
      const { after, upTo } = await old(reader, beforeMs);
      if (upTo === after) return { rows: 0, isAll: true };
      const part = { after, upTo: Math.min(upTo, after + COMMITS_PER_DROP) };
      return { rows: await drop(reader, part), isAll: part.upTo === upTo };
    },
  };
}

async function numberOf(reader: Reader, sql: string, values: unknown[]): Promise<number> {
  const [row] = await reader.query<{ rows: string }[]>(sql, values);
  return Number(row?.rows ?? 0);
}

const FORGETTABLE = `l.commit > $1 AND l.commit <= $2 AND l.args IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sync.parked p
  WHERE p.client_id = l.client_id AND p.mutation_id = l.mutation_id AND p.resolved_commit IS NULL)`;

/** What mutations asked for, word by word. Their hashes, their outcomes and whose they were stay: a repeat is answered as ever. */
const ledgerArguments = bySpan({
  name: 'ledger-arguments',
  count: (reader, { after, upTo }) =>
    numberOf(reader, `SELECT count(*) AS rows FROM sync.ledger l WHERE ${FORGETTABLE}`, [after, upTo]),
  drop: (reader, { after, upTo }) =>
    numberOf(reader, 'SELECT sync.forget_ledger_arguments($1, $2) AS rows', [after, upTo]),
});

/** Corrections, details and arguments of parked work that is decided. */
const parkedWork = bySpan({
  name: 'parked-work',
  count: (reader, { after, upTo }) =>
    numberOf(reader, 'SELECT count(*) AS rows FROM sync.parked WHERE resolved_commit > $1 AND resolved_commit <= $2', [
      after,
      upTo,
    ]),
  drop: (reader, { after, upTo }) => numberOf(reader, 'SELECT sync.forget_parked_work($1, $2) AS rows', [after, upTo]),
});

/** Events that every group has handled. Of each commit's events one digest stays, which its link of the chain covers. */
const events = bySpan({
  name: 'events',
  notBeyond: `(SELECT min(commit) - 1 FROM sync.cursor), (SELECT min(commit) - 1 FROM sync.parked_event)`,
  count: (reader, { after, upTo }) =>
    numberOf(
      reader,
      `SELECT count(*) AS rows FROM sync.outbox o JOIN sync.commit c USING (commit)
       WHERE o.commit > $1 AND o.commit <= $2 AND c.chain_version >= 2`,
      [after, upTo],
    ),
  drop: async (reader, { after, upTo }) => {
    const found = await reader.query<{ commit: string; events: ChainedEvent[] }[]>(
      `SELECT commit, json_agg(json_build_object('type', o.type, 'key', o.key, 'payload', o.payload::text) ORDER BY o.ordinal) AS events
       FROM sync.outbox o JOIN sync.commit c USING (commit) WHERE o.commit > $1 AND o.commit <= $2 AND c.chain_version >= 2 GROUP BY commit`,
      [after, upTo],
    );
    const commits = found.map(({ commit }) => commit);
    const digests = found.map((one) => eventsDigest(one.events, sha256));
    return numberOf(reader, 'SELECT sync.forget_events($1::bigint[], $2::text[], $3) AS rows', [
      commits,
      digests,
      upTo,
    ]);
  },
});

/** Tombstones. A device that saw less than what is dropped here is told to clear, and takes a snapshot. */
const tombstones = bySpan({
  name: 'tombstones',
  count: (reader, { after, upTo }) =>
    numberOf(reader, 'SELECT count(*) AS rows FROM sync.view WHERE value IS NULL AND commit > $1 AND commit <= $2', [
      after,
      upTo,
    ]),
  // Whoever is just writing such a row makes it anew: it is no tombstone of that age any more, and nobody waits for anybody.
  drop: (reader, { after, upTo }) =>
    numberOf(
      reader,
      `WITH old AS (SELECT key, scope FROM sync.view WHERE value IS NULL AND commit > $1 AND commit <= $2 FOR UPDATE SKIP LOCKED),
        gone AS (DELETE FROM sync.view v USING old WHERE v.key = old.key AND v.scope = old.scope RETURNING 1),
        mark AS (INSERT INTO sync.forgotten (class, commit) VALUES ('tombstones', $2)
          ON CONFLICT (class) DO UPDATE SET commit = greatest(forgotten.commit, EXCLUDED.commit))
       SELECT count(*) AS rows FROM gone`,
      [after, upTo],
    ),
});

/** Events that were set aside and are done with, and what staff did about them. */
const parkedEvents: RetentionClass = {
  name: 'parked-events',
  daysMin: 1,
  count: (reader, beforeMs) =>
    numberOf(reader, 'SELECT count(*) AS rows FROM sync.parked_event WHERE resolved_at_ms < $1', [beforeMs]),
  drop: async (reader, beforeMs) => {
    const values = [beforeMs, ROWS_PER_DROP];
    const rows = await numberOf(reader, 'SELECT sync.forget_parked_events($1, $2) AS rows', values);
    return { rows, isAll: rows < ROWS_PER_DROP };
  },
};

/** In the order in which they go: what is set aside needs its event. */
export const pipelineClasses: readonly RetentionClass[] = [
  ledgerArguments,
  parkedWork,
  parkedEvents,
  events,
  tombstones,
];
