import type { Json } from '../wire/canonical-json.ts';
import type { EntityTables } from './entity-table.store.ts';
import { keyText, type Change, type EntityKey } from '../define/entity.ts';
import type { Clock } from '../define/clock.ts';
import type { FaultPoints } from './faults.ts';
import { fold } from '../decide/fold.ts';
import { loadHoldings, withoutOldOutcomes } from './holdings.store.ts';
import * as stored from './load-rows.store.ts';
import { storeCommit, type Head } from './commit-writes.store.ts';
import { followedRows, planLoad, type LoadPlan } from '../decide/plan.ts';
import { MissingHoldings, MissingRows } from '../decide/missing.ts';
import { refText } from '../decide/step.ts';
import type { FoldContext, FoldResult, LoadedRows, ParkedEntry, Step, StepResult } from '../decide/step.ts';
import type { Row } from '../decide/reconcile.ts';
import type { SyncRegistry } from '../define/registry.ts';
import { personScope } from '../define/scope.ts';
import type { CommitRunner, Handling } from '../intake/sequencer.ts';
import { diffViews, type ScopeDelta, type ViewWrite } from '../decide/view-diff.ts';
import type { Sql } from '../database/flight.ts';
import { asTryAgain } from '../database/as-try-again.ts';
import type { WritePool } from '../database/write-pool.store.ts';

/** What one commit of this process was, for whoever counts or listens. It is durable when it is told. */
export interface CommitReport {
  readonly commit: number;
  /** Scopes in which something changed, and `person:<subject>` of everybody whose phones are to hear of it. */
  readonly scopes: readonly string[];
  readonly mutations: number;
  readonly eventTypes: readonly string[];
  /** Outcome name to how many had it. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly milliseconds: number;
}

export interface CommitRunnerParts {
  readonly registry: SyncRegistry;
  readonly tables: EntityTables;
  readonly pool: WritePool;
  readonly faults: FaultPoints;
  readonly clock: Clock;
  readonly onCommit: (report: CommitReport) => void;
}

/** Load, decide, store: one group, one transaction, one commit. */
export class PostgresCommitRunner implements CommitRunner {
  readonly #parts: CommitRunnerParts;

  constructor(parts: CommitRunnerParts) {
    this.#parts = parts;
  }

  async run(steps: readonly Step[], handling: Handling): Promise<readonly StepResult[]> {
    const begun = performance.now();
    const decided = await this.#commit(steps, handling);
    this.#parts.faults.reach('after_commit', { steps });
    if (decided.keep) this.#parts.onCommit(toReport(decided, performance.now() - begun));
    return decided.folded.results;
  }

  async #commit(steps: readonly Step[], handling: Handling): Promise<Decided> {
    try {
      return await this.#parts.pool.transaction(
        (sql) => this.#decide(sql, steps, handling),
        ({ keep }) => keep,
      );
    } catch (error) {
      throw asTryAgain(error);
    }
  }

  async #decide(sql: Sql, steps: readonly Step[], handling: Handling): Promise<Decided> {
    const { registry, clock } = this.#parts;
    const plan = planLoad(steps, registry.definitions);
    const [head, base, rows, views] = await this.#load(sql, plan, handling);
    const context: FoldContext = {
      commit: head.commit,
      nowMs: clock(),
      registry,
      ...handling,
    };
    await this.#addRows(sql, rows, followedRows(steps, registry.definitions, rows));
    const folded = await withoutOldOutcomes(sql, await this.#foldWithRows(sql, steps, { ...base, rows }, context));
    const decided = { commit: head.commit, folded };
    if (!hasWork(folded)) return { ...decided, keep: false, scopes: [] };
    const scopes = await this.#save(sql, { head, folded, views, nowMs: context.nowMs });
    this.#parts.faults.reach('before_commit', { steps });
    return { ...decided, keep: true, scopes };
  }

  async #load(sql: Sql, plan: LoadPlan, { releasesMax }: Handling) {
    return Promise.all([
      stored.advanceHead(sql),
      loadStreams(sql, plan, releasesMax),
      this.#loadRows(sql, plan.keys),
      plan.keys.length > 0 ? stored.loadViews(sql, plan.keys.map(keyText)) : new Map<string, Map<string, Json>>(),
    ]);
  }

  async #loadRows(sql: Sql, keys: readonly EntityKey[]): Promise<Map<string, Row | null>> {
    const byKind = Map.groupBy(keys, (key) => key.kind);
    const rows = new Map<string, Row | null>(keys.map((key) => [keyText(key), null]));
    const loads = [...byKind].map(async ([kind, wanted]) => {
      const found = await this.#parts.tables.of(kind).load(sql, [...new Set(wanted.map((key) => key.id))]);
      for (const [id, row] of found) rows.set(keyText({ kind, id }), row);
    });
    await Promise.all(loads);
    return rows;
  }

  /** Folds; where a decision asks for a row that an earlier one of the group brought into play, loads it and folds again. */
  async #foldWithRows(
    sql: Sql,
    steps: readonly Step[],
    loaded: LoadedRows & { rows: Map<string, Row | null> },
    context: FoldContext,
  ): Promise<FoldResult> {
    const known: { holdings?: NonNullable<LoadedRows['holdings']> } = {};
    for (;;) {
      try {
        return fold(steps, { ...loaded, ...known }, context);
      } catch (error) {
        if (error instanceof MissingRows) await this.#addRows(sql, loaded.rows, error.keys);
        else if (error instanceof MissingHoldings) known.holdings = await loadHoldings(sql, steps, context.nowMs);
        else throw error;
      }
    }
  }

  async #addRows(sql: Sql, rows: Map<string, Row | null>, keys: readonly EntityKey[]): Promise<void> {
    if (keys.length === 0) return;
    for (const [key, row] of await this.#loadRows(sql, keys)) rows.set(key, row);
  }

  /** Stores the group. Answers the scopes in which something changed. */
  async #save(sql: Sql, group: DecidedCommit): Promise<readonly string[]> {
    const { folded, head } = group;
    const unseen = [...folded.changes.keys()].filter((key) => !group.views.has(key));
    if (unseen.length > 0) for (const [key, seen] of await stored.loadViews(sql, unseen)) group.views.set(key, seen);
    const { views, deltas } = this.#viewWrites(group);
    const scopes = [...new Set([...views.map((view) => view.scope), ...[...folded.subjects].map(personScope)])];
    await Promise.all([
      ...this.#saveEntities(sql, folded, head.commit),
      ...storeCommit(sql, { ...group, views, deltas, scopes }),
    ]);
    return scopes;
  }

  #viewWrites({ folded, views }: DecidedCommit): { views: ViewWrite[]; deltas: Map<string, ScopeDelta> } {
    const deltas = new Map<string, ScopeDelta>();
    const writes: ViewWrite[] = [];
    for (const [key, change] of folded.changes) {
      const after = this.#parts.registry.viewsOf(change);
      writes.push(...diffViews({ key, before: views.get(key) ?? new Map(), after }, deltas));
    }
    return { views: writes, deltas };
  }

  #saveEntities(sql: Sql, folded: FoldResult, commit: number): Promise<unknown>[] {
    const byKind = Map.groupBy(folded.changes.values(), (change: Change) => change.kind);
    return [...byKind].flatMap(([kind, changes]) => this.#parts.tables.of(kind).save(sql, changes, commit));
  }
}

/** A group as its transaction leaves it. */
interface Decided {
  /** There is something to store. */
  readonly keep: boolean;
  readonly commit: number;
  readonly folded: FoldResult;
  readonly scopes: readonly string[];
}

interface DecidedCommit {
  readonly head: Head;
  readonly nowMs: number;
  readonly folded: FoldResult;
  /** Live view rows before, by key and scope. */
  readonly views: Map<string, Map<string, Json>>;
}

function toReport({ commit, folded, scopes }: Decided, milliseconds: number): CommitReport {
  const outcomes = new Map<string, number>();
  for (const { outcome } of folded.ledger) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const eventTypes = folded.events.map(({ type }) => type);
  return { commit, scopes, mutations: folded.ledger.length, eventTypes, outcomes, milliseconds };
}

/** A group of replays alone advances nothing. */
function hasWork(folded: FoldResult): boolean {
  return folded.ledger.length + folded.audit.length + folded.resolved.length + folded.corrected.length > 0;
}

/** Statements for what a plan does not mention are not sent. */
async function loadStreams(sql: Sql, plan: LoadPlan, releasesMax: number): Promise<Omit<LoadedRows, 'rows'>> {
  const [clients, ledger, parked, lanes, seen] = await Promise.all([
    plan.clientIds.length > 0 ? stored.loadClients(sql, plan.clientIds) : new Map(),
    plan.refs.length > 0 ? stored.loadLedger(sql, plan.refs) : new Map(),
    plan.parkedRefs.length > 0 ? stored.loadParked(sql, plan.parkedRefs) : new Map<string, ParkedEntry>(),
    plan.lanes.length > 0 ? stored.loadLanes(sql, new Map(plan.lanes.map((lane) => [lane, 1]))) : new Map(),
    plan.baseKeys.length > 0 ? stored.loadSeen(sql, plan.baseKeys) : new Map<string, Set<string>>(),
  ]);
  const behind = await loadBehind(sql, parked, releasesMax);
  const ofParked = [...behind.parked.values(), ...parked.values()].flatMap(({ intent }) =>
    Object.keys(intent.base ?? {}),
  );
  return {
    seen: ofParked.length > 0 ? new Map([...seen, ...(await stored.loadSeen(sql, ofParked))]) : seen,
    clients,
    ledger,
    parked: new Map([...behind.parked, ...parked]),
    lanes: new Map([...lanes, ...behind.lanes]),
  };
}

/**
 * The lanes of parked work that is to be decided, and as much of what stands in them as may be decided with it. Of each lane one
 * more is loaded than can go, so that to a fold no lane looks empty that is not.
 */
async function loadBehind(
  sql: Sql,
  parked: LoadedRows['parked'],
  releasesMax: number,
): Promise<Pick<LoadedRows, 'parked' | 'lanes'>> {
  const asked = new Map<string, number>();
  for (const { lane } of parked.values()) if (lane !== null) asked.set(lane, (asked.get(lane) ?? 0) + 1);
  if (asked.size === 0) return { parked: new Map(), lanes: new Map() };
  const load = (lanes: readonly string[], more: number) =>
    stored.loadLanes(sql, new Map(lanes.map((lane) => [lane, (asked.get(lane) ?? 0) + more])));
  const heads = await load([...asked.keys()], 1);
  const freed = [...heads].flatMap(([lane, standing]) => (freedBy(standing, parked).length > 0 ? [lane] : []));
  const share = Math.floor(releasesMax / asked.size);
  if (freed.length === 0 || share === 0) return { lanes: heads, parked: new Map() };
  const whole = await load(freed, share + 1);
  const behind = [...whole.values()].flatMap((standing) => freedBy(standing, parked).slice(0, share));
  return { lanes: new Map([...heads, ...whole]), parked: await stored.loadParked(sql, behind) };
}

/** Of what stands in a lane: what goes by itself once what is asked for is over. The rest waits for staff, and is not read. */
function freedBy(standing: readonly stored.Standing[], asked: LoadedRows['parked']): readonly stored.Standing[] {
  const others = standing.filter((one) => !asked.has(refText(one)));
  const stop = others.findIndex(({ reason }) => reason !== 'lane_held');
  return stop === -1 ? others : others.slice(0, stop);
}
