import type { CorrectWrite, FoldResult, Intent, ResolveWrite } from '../decide/step.ts';
import { cutText } from '../define/cut-text.ts';
import { SYNC_LIMITS } from '../limits.ts';
import { sha256 } from '../native-hash.ts';
import {
  senderDigest,
  type ChainedCorrection,
  type ChainedDecision,
  type ChainedMutation,
  type CommitContent,
} from '../wire/chain.ts';

/** The rows that the chain covers, with their texts exactly as they are stored. */
export type ChainedRows = Pick<CommitContent, 'mutations' | 'corrections' | 'acts' | 'decided' | 'events' | 'audit'>;

export function chainedRows({ ledger, corrected, resolved, events, audit }: FoldResult): ChainedRows {
  return {
    mutations: ledger.map(({ intent, text }) => chainedMutation(intent, text)),
    corrections: corrected.map(chainedCorrection),
    acts: [],
    decided: resolved.flatMap((one) => (one.text === null ? [] : [chainedDecision(one, one.text)])),
    events: events.map(({ type, key, payload }) => ({ type, key, payload: JSON.stringify(payload) })),
    audit: audit.map((row) => ({ ...row, notes: JSON.stringify(row.notes) })),
  };
}

function chainedMutation(intent: Intent, outcome: string): ChainedMutation {
  const { clientId, mutationId, name, argsHash, actor, base } = intent;
  const { subject, roles } = actor;
  return {
    clientId,
    mutationId,
    name,
    argsHash,
    outcome,
    senderDigest: senderDigest({ ...intent, subject, roles }, sha256),
    baseDigest: base === null ? null : sha256(JSON.stringify(base)),
  };
}

function chainedCorrection({ ref, argsHash, by, note }: CorrectWrite): ChainedCorrection {
  return { ...ref, argsHash, byDigest: sha256(by), noteDigest: sha256(note) };
}

function chainedDecision({ intent, by, detail }: ResolveWrite, outcome: string): ChainedDecision {
  const { clientId, mutationId, name, argsHash } = intent;
  const noteDigest = detail === null ? null : sha256(shortDetail(detail));
  return { clientId, mutationId, name, argsHash, outcome, byDigest: sha256(by), noteDigest };
}

/** Why something is parked may be the words of an error, which may quote what was sent. */
export function shortDetail(detail: string): string {
  return cutText(detail, SYNC_LIMITS.parkedDetailCharsMax);
}
