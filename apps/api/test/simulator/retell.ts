/**
 * A second opinion: the ledger told again from the beginning, mutation by mutation, by the pure decisions alone. It shares no
 * code with the fold, the views or the stores, so that what they did wrong shows.
 */
import type { Ride, RideStatus } from '#rides';
import {
  canonicalJson,
  keyText,
  reconcile,
  notifyOvertaken,
  type Actor,
  type Change,
  type EntityKey,
  type Json,
  type Row,
  type SyncRegistry,
  type Verdict,
} from '#sync';
import { installKind, outcomeKind } from '#sync/testing';
import type { FactMutation, Facts } from './sim-server.ts';

/** A change of a ride's status, and who made it by what. */
export interface Move {
  readonly rideId: string;
  readonly from: RideStatus | null;
  readonly to: RideStatus;
  readonly roles: readonly string[];
  readonly mutation: string;
}

export interface Retold {
  /** By key: canonical JSON, and the commit that last changed it. */
  readonly rows: ReadonlyMap<string, { readonly text: string; readonly state: Json; readonly commit: number }>;
  /** By commit: its events in order, as canonical JSON. */
  readonly events: ReadonlyMap<number, readonly string[]>;
  readonly moves: readonly Move[];
  /** Mutations whose stored outcome is not the one they have when they are told again. */
  readonly disagreements: readonly string[];
}

// Several invariants ask for it.
const retold = new WeakMap<object, Retold>();

/** Tells the ledger again. */
export function retell(facts: Pick<Facts, 'ledger' | 'commits'>, registry: SyncRegistry): Retold {
  const known = retold.get(facts.ledger) ?? tellAgain(facts, registry);
  retold.set(facts.ledger, known);
  return known;
}

function tellAgain({ ledger, commits }: Pick<Facts, 'ledger' | 'commits'>, registry: SyncRegistry): Retold {
  const times = new Map(commits.map(({ commit, committedAtMs }) => [commit, committedAtMs]));
  const telling = new Retelling(registry);
  for (const mutation of inOrder(ledger)) telling.take(mutation, times.get(mutation.commit) ?? 0);
  return telling;
}

/** Mutations in the order in which they were decided. */
export function inOrder(ledger: readonly FactMutation[]): readonly FactMutation[] {
  return [...ledger].sort((a, b) => a.commit - b.commit || a.ordinal - b.ordinal);
}

class Retelling implements Retold {
  readonly rows = new Map<string, { text: string; state: Json; commit: number }>();
  readonly events = new Map<number, string[]>();
  readonly moves: Move[] = [];
  readonly disagreements: string[] = [];
  readonly #registry: SyncRegistry;
  /** Every scope in which a row was at the end of a commit: what came and went within one was never shown to anybody. */
  readonly #shown = new Map<string, ReadonlySet<string>>();
  readonly #touched = new Map<string, Change>();
  #commit = 0;

  constructor(registry: SyncRegistry) {
    this.#registry = registry;
  }

  take(mutation: FactMutation, nowMs: number): void {
    if (mutation.commit !== this.#commit) this.#endCommit(mutation.commit);
    const verdict = this.#verdict(mutation, nowMs);
    const told = verdict ? `${verdict.outcome} ${verdict.code ?? ''}` : 'parked';
    const { outcome, code = '' } = JSON.parse(mutation.result) as { outcome: string; code?: string };
    const stored = outcome === 'parked' ? 'parked' : `${outcome} ${code}`;
    if (told !== stored)
      this.disagreements.push(`${mutation.clientId}#${mutation.mutationId} is ${stored}, should be ${told}`);
    this.#firstUse(mutation);
    for (const change of verdict?.changes ?? []) this.#change(change, mutation);
    const events = (verdict?.events ?? []).map((event) => canonicalJson(event));
    if (events.length > 0) this.events.set(mutation.commit, [...(this.events.get(mutation.commit) ?? []), ...events]);
    if (outcome !== 'applied' && !mutation.single) this.#change(outcomeRow(mutation, nowMs), mutation);
    if (verdict?.outcome === 'conflict') this.#notifyOthers(mutation, verdict, nowMs);
  }

  /** An install belongs to whoever first sends something from it. */
  #firstUse(mutation: FactMutation): void {
    const { groupId, subject, single } = mutation;
    if (single || this.#row(installKind.key(groupId))) return;
    this.#change(installKind.put({ groupId, subject, drainedEpisode: null }), mutation);
  }

  #notifyOthers(mutation: FactMutation, verdict: Verdict, nowMs: number): void {
    const { clientId, mutationId, subject, roles, commit } = mutation;
    const definition = this.#registry.definitions.get(mutation.name);
    if (!definition) return;
    const actor = { subject, roles };
    const viewsOf = (key: EntityKey) => this.#registry.viewsOf({ ...key, state: this.#row(key)?.state ?? null });
    const subjectOf = (scope: string) => this.#registry.subjectOf(scope);
    const asked = { definition, actor, actorScopes: this.#registry.scopesOf(actor), verdict, viewsOf, subjectOf };
    for (const row of notifyOvertaken({ ...asked, ref: `${clientId}#${mutationId}`, commit, nowMs }))
      this.#change(row, mutation);
  }

  /** Undefined where it was parked: then it has no effect. */
  #verdict(mutation: FactMutation, nowMs: number): Verdict | undefined {
    const definition = this.#registry.definitions.get(mutation.name);
    if (!definition || mutation.outcome === 'parked') return undefined;
    const parsed = definition.args.safeParse(mutation.args);
    if (!parsed.success) return { outcome: 'rejected', code: 'args_invalid', changes: [], events: [], changedKeys: [] };
    const { subject, roles, base, claimedAtMs, validUntilMs, offline, single, groupId } = mutation;
    const actor = { subject, roles, ...(single ? {} : { device: groupId }) };
    const time = { nowMs, claimedAtMs, validUntilMs, offline };
    const attempt = { args: parsed.data, actor, time, base: this.#basesOf(actor, base) };
    return reconcile(definition, attempt, (key) => this.#row(key));
  }

  #endCommit(next: number): void {
    this.#commit = next;
    for (const [key, change] of this.#touched) {
      this.#shown.set(key, new Set([...(this.#shown.get(key) ?? []), ...Object.keys(this.#registry.viewsOf(change))]));
    }
    this.#touched.clear();
  }

  /** What somebody says they had seen, without what was never shown to them. */
  #basesOf(actor: Actor, base: FactMutation['base']): FactMutation['base'] {
    const scopes = this.#registry.scopesOf(actor);
    const isShown = (key: string): boolean => {
      const touched = this.#touched.get(key);
      const now = touched ? Object.keys(this.#registry.viewsOf(touched)) : [];
      return scopes.some((scope) => this.#shown.get(key)?.has(scope) || now.includes(scope));
    };
    const shown = Object.entries(base ?? {}).filter(([key]) => isShown(key));
    return base && Object.fromEntries(shown);
  }

  #row(key: EntityKey): Row | undefined {
    const row = this.rows.get(keyText(key));
    return row && { state: row.state, commit: row.commit };
  }

  #change(change: Change, { commit, roles, name }: FactMutation): void {
    const key = keyText(change);
    this.#touched.set(key, change);
    if (change.kind === 'ride' && change.state !== null) {
      const { rideId, status } = change.state as Ride;
      const from = (this.rows.get(key)?.state as Ride | undefined)?.status ?? null;
      if (from !== status) this.moves.push({ rideId, from, to: status, roles, mutation: name });
    }
    if (change.state === null) this.rows.delete(key);
    else this.rows.set(key, { text: canonicalJson(change.state), state: change.state as Json, commit });
  }
}

function outcomeRow(mutation: FactMutation, decidedAtMs: number): Change {
  const { clientId, mutationId, subject, name, result } = mutation;
  const outcome = JSON.parse(result) as Json;
  return outcomeKind.put({
    outcomeId: `${clientId}/${mutationId}`,
    subject,
    clientId,
    mutationId,
    name,
    ofAnother: false,
    outcome,
    decidedAtMs,
  });
}
