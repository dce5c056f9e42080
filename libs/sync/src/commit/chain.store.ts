import { argsHash } from '../intake/intake.ts';
import { sha256 } from '../native-hash.ts';
import { canonicalJson, type Json } from '../wire/canonical-json.ts';
import {
  senderDigest,
  type ChainedAct,
  type ChainedAudit,
  type ChainedCorrection,
  type ChainedDecision,
  type ChainedEvent,
  type ChainedMutation,
  type ChainedSender,
  type StoredCommit,
} from '../wire/chain.ts';
import { AUDIT_ROWS_PER_COMMIT_MAX } from './commit-writes.store.ts';
import type { Reader } from '../define/reader.ts';

interface CommitRecord {
  commit: string;
  epoch: number;
  committed_at_ms: string;
  previous_digest: string;
  digest: string;
  effects_digest: string;
  chain_version: number;
  events_digest: string | null;
  mutations: MutationRecord[] | null;
  corrections: ChainedCorrection[] | null;
  acts: ActRecord[] | null;
  /** Some event of this commit was set aside, and stands otherwise than staff's acts made it. */
  has_other_acts: boolean;
  decided: DecisionRecord[] | null;
  events: ChainedEvent[] | null;
  audit: ChainedAudit[] | null;
}

interface ActRecord extends ChainedAct {
  /** The event stands as this act left it, or has gone by age. */
  readonly isTrue: boolean;
}

interface DecisionRecord extends ChainedDecision {
  readonly correctedArgsHash: string | null;
}

interface MutationRecord extends Omit<ChainedMutation, 'senderDigest'> {
  readonly args: Json;
  readonly isDropped: boolean;
  readonly ending: string;
  readonly sender: ChainedSender;
  readonly parked: ParkedRecord | null;
}

interface ParkedRecord {
  readonly correctedArgs: Json;
  readonly correctedArgsHash: string | null;
  readonly isDropped: boolean;
  /** What stands with the work is its newest correction. */
  readonly isAsCorrected: boolean;
}

/** The digest of a text, or what stays of it when the text goes. Both at once contradict each other, whatever they say. */
const digestOf = (text: string, kept: string): string =>
  `CASE WHEN ${kept} IS NULL THEN sync.digest_of(${text}) WHEN ${text} IS NULL THEN ${kept} ELSE 'contradicts itself' END`;

const MUTATIONS = `SELECT json_agg(json_build_object('clientId', l.client_id, 'mutationId', l.mutation_id, 'name', l.name,
    'argsHash', l.args_hash, 'args', l.args, 'isDropped', l.args IS NULL, 'outcome', l.result, 'ending', l.outcome,
    'baseDigest', ${digestOf('l.base::text', 'l.base_digest')},
    'sender', json_build_object('groupId', l.group_id, 'single', l.single, 'subject', l.subject, 'roles', l.roles,
      'receivedAtMs', l.received_at_ms, 'claimedAtMs', l.claimed_at_ms, 'validUntilMs', l.valid_until_ms, 'offline', l.offline,
      'sentAtMs', l.sent_at_ms, 'drainEpisode', l.drain_episode),
    'parked', CASE WHEN p.client_id IS NOT NULL THEN json_build_object('correctedArgs', p.corrected_args,
      'correctedArgsHash', p.corrected_args_hash, 'isDropped', p.corrected_args IS NULL,
      'isAsCorrected', (p.corrected_by, p.corrected_args_hash, p.correction_note) IS NOT DISTINCT FROM (n.by, n.args_hash, n.note)) END)
    ORDER BY l.ordinal)
  FROM sync.ledger l LEFT JOIN sync.parked p USING (client_id, mutation_id)
    LEFT JOIN LATERAL (SELECT k.by, k.args_hash, k.note FROM sync.correction k WHERE k.client_id = p.client_id
      AND k.mutation_id = p.mutation_id ORDER BY k.commit DESC, k.ordinal DESC LIMIT 1) n ON true
  WHERE l.commit = c.commit`;

const CORRECTIONS = `SELECT json_agg(json_build_object('clientId', k.client_id, 'mutationId', k.mutation_id, 'argsHash', k.args_hash,
    'byDigest', sync.digest_of(k.by), 'noteDigest', ${digestOf('k.note', 'k.note_digest')}) ORDER BY k.ordinal)
  FROM sync.correction k WHERE k.commit = c.commit`;

const COUNTS = "k.took_effect AND k.act = 'correct'";
const OF_EVENT = '(k.group_name, k.commit, k.ordinal) = (p.group_name, p.commit, p.ordinal)';

/** The newest correction of `p` that counts. */
const NEWEST = `(SELECT k.number FROM sync.parked_event_act k WHERE ${OF_EVENT} AND ${COUNTS} ORDER BY k.number DESC LIMIT 1)`;

const ACTS = `SELECT json_agg(json_build_object('group', a.group_name, 'commit', a.commit, 'ordinal', a.ordinal, 'number', a.number,
    'atMs', a.at_ms, 'act', a.act, 'tookEffect', a.took_effect, 'byDigest', sync.digest_of(a.by),
    'noteDigest', ${digestOf('a.note', 'a.note_digest')},
    'payloadDigest', ${digestOf('a.payload::text', 'a.payload_digest')},
    'isTrue', a.note IS NULL OR (p.commit IS NOT NULL AND CASE WHEN a.act = 'discard' THEN p.resolved_as IS NOT DISTINCT FROM 'discarded'
      WHEN a.number = ${NEWEST} THEN p.corrected_payload::text IS NOT DISTINCT FROM a.payload::text ELSE true END)) ORDER BY a.act_ordinal)
  FROM sync.parked_event_act a LEFT JOIN sync.parked_event p USING (group_name, commit, ordinal) WHERE a.act_commit = c.commit`;

// What was corrected before links covered it has another text, and the same meaning.
const HAS_OTHER_ACTS = `EXISTS (SELECT 1 FROM sync.parked_event p WHERE p.commit = c.commit AND (
  p.corrected_payload::jsonb IS DISTINCT FROM (SELECT k.payload::jsonb FROM sync.parked_event_act k WHERE ${OF_EVENT} AND k.number = ${NEWEST})
  OR (p.resolved_as IS NOT DISTINCT FROM 'discarded') <> EXISTS (SELECT 1 FROM sync.parked_event_act k WHERE ${OF_EVENT} AND k.act = 'discard')))`;

const DECIDED = `SELECT json_agg(json_build_object('clientId', p.client_id, 'mutationId', p.mutation_id, 'name', l.name,
    'argsHash', l.args_hash, 'correctedArgsHash', p.corrected_args_hash, 'outcome', p.resolved_result,
    'byDigest', sync.digest_of(p.resolved_by), 'noteDigest', coalesce(p.detail_digest, sync.digest_of(p.detail)))
    ORDER BY p.resolved_ordinal)
  FROM sync.parked p JOIN sync.ledger l USING (client_id, mutation_id) WHERE p.resolved_commit = c.commit`;

// An event or audit row of another time than its commit's has a type or metric that no link has.
const READ = `
  SELECT c.*, (${MUTATIONS}) AS mutations, (${CORRECTIONS}) AS corrections, (${ACTS}) AS acts,
    ${HAS_OTHER_ACTS} AS has_other_acts, (${DECIDED}) AS decided,
    (SELECT json_agg(json_build_object('type', CASE WHEN o.occurred_at_ms = c.committed_at_ms THEN o.type ELSE 'contradicts itself' END, 'key', o.key, 'payload', o.payload::text) ORDER BY o.ordinal)
      FROM sync.outbox o WHERE o.commit = c.commit) AS events,
    (SELECT json_agg(json_build_object('entityId', a.entity_id, 'metric', CASE WHEN a.happened_at = to_timestamp(c.committed_at_ms::float8 / 1000)
        THEN a.metric ELSE 'contradicts itself' END, 'value', a.value, 'notes', a.notes) ORDER BY a.id)
      FROM public.audit_offline_first_mobile_architecture a
      WHERE a.id >= c.commit * ${AUDIT_ROWS_PER_COMMIT_MAX} AND a.id < (c.commit + 1) * ${AUDIT_ROWS_PER_COMMIT_MAX}) AS audit
  FROM sync.commit c WHERE c.commit > $1 ORDER BY c.commit LIMIT $2`;

/** Stored commits after `commit`, with everything their digests cover. */
export async function readCommits(reader: Reader, commit: number, rowsMax: number): Promise<StoredCommit[]> {
  const rows = await reader.query<CommitRecord[]>(READ, [commit, rowsMax]);
  return rows.map((row) => ({
    commit: Number(row.commit),
    epoch: row.epoch,
    committedAtMs: Number(row.committed_at_ms),
    previousDigest: row.previous_digest,
    digest: row.digest,
    effectsDigest: row.effects_digest,
    chainVersion: row.chain_version,
    eventsDigest: row.events_digest,
    mutations: (row.mutations ?? []).map(chainedMutation),
    corrections: row.corrections ?? [],
    acts: chainedActs(row),
    decided: (row.decided ?? []).map(chainedDecision),
    events: row.events ?? [],
    audit: row.audit ?? [],
  }));
}

/** As it is stored; where a row contradicts itself, with a hash that no link has. */
function chainedMutation(record: MutationRecord): ChainedMutation {
  const { args: _, isDropped: __, ending: ___, sender, parked: ____, ...rest } = record;
  const argsHashFound = isConsistent(record) ? record.argsHash : 'contradicts itself';
  return { ...rest, argsHash: argsHashFound, senderDigest: senderDigest(sender, sha256) };
}

/** As they are stored; where an event stands otherwise than they say, with one that no link has. */
function chainedActs({ acts, has_other_acts: hasOthers }: CommitRecord): readonly ChainedAct[] {
  const stored = (acts ?? []).map(({ isTrue, ...act }) => (isTrue ? act : { ...act, act: 'contradicts itself' }));
  return hasOthers ? [...stored, ...NO_ACT] : stored;
}

const NO_ACT: readonly ChainedAct[] = [
  {
    group: '',
    commit: 0,
    ordinal: 0,
    number: 0,
    atMs: 0,
    act: 'contradicts itself',
    tookEffect: false,
    byDigest: '',
    noteDigest: '',
    payloadDigest: null,
  },
];

/** What is discarded is refused as it was sent, with a note; else it is decided as it was corrected. */
function chainedDecision({ correctedArgsHash, ...sent }: DecisionRecord): ChainedDecision {
  if (told(sent.outcome).code === 'discarded') return sent;
  return { ...sent, argsHash: correctedArgsHash ?? sent.argsHash, noteDigest: null };
}

/** What an outcome's text says; of a text that is none, nothing. */
function told(text: string): { readonly outcome?: unknown; readonly code?: unknown } {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}

function isConsistent(record: MutationRecord): boolean {
  const { name, parked, outcome, ending } = record;
  const said = told(outcome);
  if (said.outcome !== ending || (ending === 'parked') !== (parked !== null)) return false;
  // Of arguments that are too large only their hash was ever kept.
  const isSent = record.isDropped || said.code === 'mutation_too_large' || isHashOf(record.argsHash, name, record.args);
  if (!isSent || parked === null) return isSent;
  const { isDropped, isAsCorrected, correctedArgsHash, correctedArgs } = parked;
  return isAsCorrected && (isDropped || isHashOf(correctedArgsHash, name, correctedArgs));
}

function isHashOf(hash: string | null, name: string, args: Json): boolean {
  return hash === argsHash(name, canonicalJson(args));
}
