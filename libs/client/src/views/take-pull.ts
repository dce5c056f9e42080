/**
 * What a whole pull does to the device. Pure; all of it is one commit.
 *
 * Invariants: rows, cookie, last ids and what they confirm change together or not at all; an entry is confirmed exactly
 * when the rows show its final outcome; after a restore of the server, what it lost waits again; a device that was taken
 * out of service forgets its rows, and takes that it is told nothing else for no loss.
 */
import { canonicalJson, REVOKED_SCOPES, type Outcome, type PatchOperation, type PullResponse } from '#sync/client';
import { progressOf, type OpenState } from '../device/device.ts';
import type { Note, StateChange, ViewMark } from '../device/records.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import { isFinal, isVisible, type QueuedMutation } from '../queue/entry.ts';
import { offerAgain } from '../queue/offer-again.ts';
import { refOf } from '../queue/take-results.ts';
import { rowChanges, type ConfirmedRows } from './confirmed-rows.ts';

const DAY_MS = 86_400_000;

export interface Pulled {
  /** The patches of all pages, in order. */
  readonly patch: readonly PatchOperation[];
  readonly last: PullResponse;
  /** The server was found to be older than this device. */
  readonly restored: boolean;
  readonly nowMs: number;
  readonly newId: () => string;
}

/** The change that a pull brings. */
export function takePull(state: OpenState, pulled: Pulled): StateChange {
  const { patch, last, newId } = pulled;
  const rows = rowChanges(state.rows, patch);
  if (last.cookie.scopes === REVOKED_SCOPES) return { rows, view: { ...state.view, cookie: last.cookie } };
  const isFresh = patch.some(({ op }) => op === 'clear');
  const lastIds = isFresh ? last.lastMutationIDChanges : { ...state.view.lastIds, ...last.lastMutationIDChanges };
  const view: ViewMark = { cookie: last.cookie, lastIds };
  const isComplete = isFresh || pulled.restored;
  const again = isComplete ? offerAgain({ ...state, view }, ownLastIds(state, lastIds), newId) : { view };
  const seen: OpenState = { ...merged(state, again), view: again.view ?? view };
  const ends = endings(seen, { rows, before: state.rows, seenCommit: progressOf(state).commit }, pulled.nowMs);
  const entries = new Map([...(again.entries ?? []), ...ends.entries]);
  return { ...again, rows, entries, notes: ends.notes };
}

/** The change, unless it would leave everything as it is: a look that finds nothing new writes nothing, and wakes no tab. */
export function newsOf(state: OpenState, change: StateChange): StateChange | null {
  const { rows, entries, notes, view, head } = change;
  const isStill = [rows, entries, notes].every((part) => (part?.size ?? 0) === 0) && !head;
  return isStill && canonicalJson(view) === canonicalJson(state.view) ? null : change;
}

/**
 * A fresh snapshot tells all last ids, and it was asked for after the last answer to a push: what was answered and lies
 * beyond them was lost, whether or not an operator raised the epoch. Of a stream it does not name the server has nothing.
 */
function ownLastIds({ entries, head }: OpenState, told: Readonly<Record<string, number>>): Record<string, number> {
  const own = [...entries.values()].filter(({ groupID }) => groupID === head.groupID);
  return { ...Object.fromEntries(own.map(({ clientID }) => [clientID, 0])), ...told };
}

function merged(state: OpenState, { entries, head }: StateChange): OpenState {
  const next = new Map(state.entries);
  for (const [seq, entry] of entries ?? []) if (entry) next.set(seq, entry);
  return { ...state, entries: next, head: head ?? state.head };
}

interface Rows {
  readonly rows: ReturnType<typeof rowChanges>;
  readonly before: ConfirmedRows;
  /** The commit of the view before. */
  readonly seenCommit: number;
}

/** What is confirmed now, what was decided after having been parked, and what need not be kept any longer. */
function endings(state: OpenState, rows: Rows, nowMs: number) {
  const entries = new Map<number, QueuedMutation | null>();
  const notes = new Map<string, Note | null>();
  const progress = progressOf(state);
  for (const entry of state.entries.values()) {
    if (entry.confirmedAtMs !== null || !isVisible(entry, progress)) continue;
    const ref = refOf(entry);
    // The rows tell of refusals themselves, until they are acknowledged on whichever device.
    if (entry.outcome && entry.outcome.outcome !== 'applied' && state.notes.has(ref)) notes.set(ref, null);
    if (isFinal(entry.outcome)) entries.set(entry.seq, { ...entry, confirmedAtMs: nowMs });
    else if (entry.outcome && mayBeDecided(entry.outcome, ref, rows))
      entries.set(entry.seq, { ...entry, outcome: null });
  }
  for (const seq of expendable(state, entries, nowMs)) entries.set(seq, null);
  return { entries, notes };
}

/**
 * Parked work was decided meanwhile, or acknowledged: asking again under the same id tells which. Its row is looked at when
 * it is first due and whenever it moves, so that an acknowledged one is not asked about for ever.
 */
function mayBeDecided(outcome: Outcome, ref: string, { rows, before, seenCommit }: Rows): boolean {
  const key = `outcome/${ref}`;
  const row = rows.has(key) ? rows.get(key) : before.get(key);
  const isParked = (row?.value as { outcome?: Outcome } | undefined)?.outcome?.outcome === 'parked';
  return !isParked && (rows.has(key) || outcome.commit > seenCommit);
}

function expendable(state: OpenState, confirming: ReadonlyMap<number, unknown>, nowMs: number): readonly number[] {
  const { keptConfirmedMax, keptConfirmedDaysMax } = CLIENT_LIMITS;
  const confirmed = [...state.entries.values()].filter(({ confirmedAtMs }) => confirmedAtMs !== null);
  const tooMany = Math.max(0, confirmed.length + confirming.size - keptConfirmedMax);
  const tooOld = ({ confirmedAtMs }: QueuedMutation) =>
    nowMs - (confirmedAtMs ?? nowMs) > keptConfirmedDaysMax * DAY_MS;
  return confirmed.filter((entry, index) => index < tooMany || tooOld(entry)).map(({ seq }) => seq);
}
