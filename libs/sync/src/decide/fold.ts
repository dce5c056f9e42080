/**
 * The fold: a group of steps over the state it loaded, in order, each seeing the earlier ones' results.
 *
 * Invariants: pure and repeatable (folding the same group twice gives the same result); a stream's ids are decided
 * 1, 2, 3 … without a hole; a step that fails or waits leaves nothing behind but its own outcome.
 */
import { correctedIntent, Corrections, withCorrection } from './corrections.ts';
import { CommitDraft } from './commit-draft.ts';
import { decisionTime } from './device-clock.ts';
import { heldLane } from '../devices/rules/device.ts';
import type { EntityKey } from '../define/entity.ts';
import { MissingRows } from './missing.ts';
import { parkedBytesOf, Room } from './room.ts';
import {
  refText,
  type CorrectWrite,
  type DecidingStep,
  type Defect,
  type FoldContext,
  type FoldResult,
  type Intent,
  type LoadedRows,
  type ParkedEntry,
  type ParkReason,
  type ReleasedWork,
  type Step,
  type StepResult,
  type StoredOutcome,
} from './step.ts';
import { DrainWatch } from './drain-watch.ts';
import { foreignPushes, pushOf } from './foreign-pushes.ts';
import { claimedLane, HeldLanes, laneOf, lanesOf } from './lane.ts';
import { DeviceGate } from './device-gate.ts';
import { measuresOf, ownLaneOf } from './ending-measures.ts';
import type { MutationDefinition } from '../define/mutation.ts';
import { parseArgs } from './parsed-args.ts';
import { argsInvalid, parkedOutcome, toOutcome } from './outcome-text.ts';
import type { Outcome, OutcomeName } from '../wire/protocol.ts';
import { notifyOvertaken } from './overtaken.ts';
import { visibleBase } from './visible-base.ts';
import { neededKeys, pipelineRefusal, reconcile, type Attempt, type Verdict } from './reconcile.ts';

/** Folds a group. @throws MissingRows when a step asks for rows beyond the loaded ones, MissingHoldings when for what people have. */
export function fold(steps: readonly Step[], loaded: LoadedRows, context: FoldContext): FoldResult {
  const folding = new Folding(steps, loaded, context);
  const results = steps.map((step) => folding.take(step));
  return folding.result(results);
}

/** Work that is decided by itself once it can be. What failed is not tried again by itself. */
const RETRIED_REASONS: ReadonlySet<ParkReason> = new Set(['lane_held', 'unknown_mutation']);

const DISCARDED: Verdict = { outcome: 'rejected', code: 'discarded', changes: [], events: [], changedKeys: [] };

class Folding {
  readonly #loaded: LoadedRows;
  readonly #context: FoldContext;
  readonly #draft: CommitDraft;
  readonly #lanes: HeldLanes;
  readonly #corrections: Corrections;
  readonly #closed = new Set<string>();
  #releases = 0;
  readonly #drains = new DrainWatch();
  readonly #foreign: ReadonlySet<string>;
  readonly #room: Room;
  readonly #gate: DeviceGate;

  constructor(steps: readonly Step[], loaded: LoadedRows, context: FoldContext) {
    this.#foreign = foreignPushes(steps, loaded);
    this.#room = new Room(loaded.holdings);
    this.#loaded = loaded;
    this.#context = context;
    this.#corrections = new Corrections(context.registry);
    this.#draft = new CommitDraft(loaded, context);
    this.#gate = new DeviceGate(this.#draft, context.registry.definitions);
    this.#lanes = new HeldLanes(loaded.lanes);
  }

  take(step: Step): StepResult {
    if (step.kind === 'push') return this.#followDrain(step.intent, this.#push(step.intent));
    const entry = this.#closed.has(refText(step.ref)) ? undefined : this.#loaded.parked.get(refText(step.ref));
    if (!entry) return { kind: 'not_parked' };
    return step.kind === 'correct' ? this.#correct(step, entry) : this.#replay(entry, step);
  }

  result(results: readonly StepResult[]): FoldResult {
    return this.#draft.result(results);
  }

  #followDrain(intent: Intent, result: StepResult): StepResult {
    const end = this.#drains.endBy(intent, result);
    if (end) this.#draft.endDrain(intent, end);
    return result;
  }

  #push(intent: Intent): StepResult {
    if (this.#foreign.has(pushOf(intent))) return { kind: 'forbidden' };
    const stored = this.#draft.storedOutcome(intent);
    const lastId = this.#lastId(intent, stored !== undefined);
    if (intent.mutationId <= lastId) return this.#again(intent, stored);
    if (intent.mutationId > lastId + 1) return { kind: 'gap', expectedId: lastId + 1 };
    return this.#begin(intent);
  }

  /** The next of its stream. What finds no room leaves nothing behind, also not the stream. */
  #begin(intent: Intent): StepResult {
    const begins = this.#draft.beginning(intent);
    const code = this.#room.beginRefusal(intent, this.#definitionOf(intent), begins);
    if (code !== null) return { kind: 'no_room', code };
    const result = this.#decideNew(intent);
    if (result.kind === 'outcome') this.#room.begin(intent, begins);
    return result;
  }

  #definitionOf({ name }: Intent): MutationDefinition | undefined {
    return this.#context.registry.definitions.get(name);
  }

  #lastId(intent: Intent, isStored: boolean): number {
    if (intent.single) return isStored ? intent.mutationId : 0;
    return this.#draft.client(intent.clientId)?.lastMutationId ?? 0;
  }

  #again(intent: Intent, stored: StoredOutcome | undefined): StepResult {
    if (!stored) throw new Error(`the ledger has no row for ${refText(intent)}, which its stream has passed`);
    if (stored.argsHash === intent.argsHash) return { kind: 'outcome', text: stored.text, replayed: true };
    this.#draft.note(intent, { metric: 'sync_id_reused', lane: null });
    return { kind: 'id_reused' };
  }

  #decideNew(intent: Intent): StepResult {
    if (intent.tooLarge) return this.#store(intent, null, pipelineRefusal('rejected', 'mutation_too_large'));
    const definition = this.#definitionOf(intent);
    const reason = this.#gate.whyHeld(intent);
    if (reason) return this.#park(intent, { lane: heldLane(intent.groupId), reason, detail: intent.name });
    if (!definition)
      return this.#park(intent, { lane: claimedLane(intent), reason: 'unknown_mutation', detail: intent.name });
    const parsed = parseArgs(definition, intent);
    if (!parsed.success) return this.#store(intent, null, argsInvalid(parsed.error));
    const lane = laneOf(definition, parsed.data, intent.actor);
    if (lane === null) return this.#park(intent, { lane, reason: 'defect', detail: 'its lane could not be told' });
    if (this.#context.condemned.has(refText(intent))) {
      return this.#park(intent, { lane, reason: 'store_failed', detail: 'storing it failed' });
    }
    const held = lanesOf(lane, intent.actor).find((one) => this.#lanes.first(one));
    if (held !== undefined) return this.#park(intent, { lane: held, reason: 'lane_held', detail: lane });
    const verdict = this.#reconcile(definition, intent, parsed.data);
    if ('defect' in verdict) return this.#park(intent, { lane, reason: 'defect', detail: verdict.defect });
    return this.#store(intent, lane, verdict);
  }

  #reconcile(definition: MutationDefinition, intent: Intent, args: unknown, wasParked = false): Verdict | Defect {
    const time = { ...decisionTime(intent, this.#context.nowMs), ...(wasParked && { wasParked }) };
    const scopes = this.#context.registry.scopesOf(intent.actor);
    const base = visibleBase(intent.base, (key) => this.#draft.isSeen(key, scopes));
    const attempt: Attempt = { args, actor: intent.actor, time, base };
    try {
      this.#assertLoaded(definition, attempt);
      return reconcile(definition, attempt, (key) => this.#draft.row(key), this.#context.registry);
    } catch (error) {
      if (error instanceof MissingRows) throw error;
      return { defect: error instanceof Error ? error.message : String(error) };
    }
  }

  #assertLoaded(definition: MutationDefinition, attempt: Attempt): void {
    const keys = Object.values(neededKeys(definition, attempt, (key) => this.#draft.row(key)));
    const missing = keys.filter((key) => !this.#draft.isLoaded(key));
    if (missing.length > 0) throw new MissingRows(missing);
  }

  #store(intent: Intent, lane: string | null, verdict: Verdict): StepResult {
    const outcome = this.#outcomeOf(intent, verdict);
    const text = JSON.stringify(outcome);
    this.#draft.record(intent, outcome.outcome, text);
    this.#draft.apply(verdict);
    if (outcome.outcome === 'applied') this.#gate.take(intent);
    if (outcome.outcome !== 'applied') this.#draft.notifyOwner(intent, outcome);
    this.#notifyOthers(intent, verdict);
    this.#draft.note(intent, { metric: `sync_${outcome.outcome}`, lane, code: outcome.code });
    this.#measure(intent, { outcome: outcome.outcome, code: outcome.code });
    return { kind: 'outcome', text, replayed: false };
  }

  #notifyOthers(intent: Intent, verdict: Verdict): void {
    const { registry, commit, nowMs } = this.#context;
    const definition = this.#definitionOf(intent);
    if (!definition?.contest) return;
    const { actor } = intent;
    const viewsOf = (key: EntityKey) => registry.viewsOf({ ...key, state: this.#draft.row(key)?.state ?? null });
    const subjectOf = (scope: string) => registry.subjectOf(scope);
    const asked = { definition, actor, actorScopes: registry.scopesOf(actor), ref: refText(intent), verdict };
    this.#draft.notify(notifyOvertaken({ ...asked, commit, nowMs, viewsOf, subjectOf }));
  }

  /** What its module counts of it. A defect there must not hold up what has been decided. */
  #measure(intent: Intent, ending: { outcome: OutcomeName; code: string | undefined }): void {
    const definition = this.#definitionOf(intent);
    if (!definition?.measure) return;
    const lane = ownLaneOf(definition, intent);
    try {
      this.#draft.count(measuresOf(definition, intent, { ...ending, lane, nowMs: this.#context.nowMs }));
    } catch {
      this.#draft.note(intent, { metric: 'sync_measure_failed', lane });
    }
  }

  #outcomeOf(intent: Intent, verdict: Verdict): Outcome {
    return toOutcome({ intent, verdict, context: this.#context, lookup: (key) => this.#draft.row(key) });
  }

  #park(intent: Intent, why: { lane: string | null; reason: ParkReason; detail: string }): StepResult {
    const { lane, reason } = why;
    const code = this.#room.parkRefusal(intent, this.#definitionOf(intent));
    if (code !== null) return { kind: 'no_room', code };
    this.#room.park(intent);
    const outcome = parkedOutcome(reason, this.#context.commit);
    const text = JSON.stringify(outcome);
    this.#draft.record(intent, 'parked', text);
    this.#gate.take(intent);
    this.#draft.parked.push({ intent, ...why, bytes: parkedBytesOf(intent) });
    this.#lanes.join(lane, intent);
    this.#draft.notifyOwner(intent, outcome);
    this.#draft.note(intent, { metric: 'sync_parked', lane, code: reason });
    this.#measure(intent, { outcome: 'parked', code: reason });
    return { kind: 'outcome', text, replayed: false };
  }

  #correct(step: CorrectWrite, { intent, lane }: ParkedEntry): StepResult {
    const refusal = this.#corrections.take(step, intent);
    if (refusal !== null) return { kind: refusal };
    this.#draft.corrected.push(step);
    this.#draft.note(intent, { metric: 'sync_corrected', lane, by: step.by, reason: step.note });
    return { kind: 'corrected' };
  }

  #replay(entry: ParkedEntry, step: DecidingStep): StepResult {
    const first = this.#lanes.first(entry.lane);
    if (first && refText(first) !== refText(entry.intent)) return { kind: 'lane_blocked', first };
    const refusal = this.#corrections.refusal(entry, step);
    if (refusal !== null) return { kind: refusal };
    const text = this.#decideParked(entry, step);
    const released = this.#closed.has(refText(entry.intent)) ? this.#release(entry.lane, step.by) : [];
    return { kind: 'outcome', text, replayed: false, ...(released.length > 0 ? { released } : {}) };
  }

  /** Decides what only waited behind work that is over now, in order, up to the first that waits for something else. */
  #release(lane: string | null, by: string): readonly ReleasedWork[] {
    const released: ReleasedWork[] = [];
    for (;;) {
      const ref = this.#lanes.first(lane);
      const entry = ref && this.#loaded.parked.get(refText(ref));
      if (!ref || entry?.reason !== 'lane_held' || this.#releases === this.#context.releasesMax) return released;
      // Who decided the other work need not have seen this correction: it waits for its own approval.
      if (this.#corrections.of(entry) !== null) return released;
      this.#releases += 1;
      released.push({ ref, text: this.#decideParked(entry, { kind: 'replay', ref, by, correctionHash: null }) });
      if (!this.#closed.has(refText(ref))) return released;
    }
  }

  #decideParked(entry: ParkedEntry, step: DecidingStep): string {
    if (step.kind === 'discard') return this.#resolve(entry, step, DISCARDED);
    const correction = this.#corrections.of(entry);
    const intent = correction ? correctedIntent(entry.intent, correction) : entry.intent;
    const verdict = this.#verdictOnReplay(intent);
    return 'defect' in verdict
      ? this.#stillParked(entry, step.by, verdict)
      : this.#resolve({ ...entry, intent, correctedArgs: correction }, step, verdict);
  }

  #verdictOnReplay(intent: Intent): Verdict | Defect {
    const definition = this.#definitionOf(intent);
    if (!definition) return { defect: `unknown mutation ${intent.name}`, reason: 'unknown_mutation' };
    if (this.#context.condemned.has(refText(intent))) return { defect: 'storing it failed', reason: 'store_failed' };
    const parsed = parseArgs(definition, intent);
    return parsed.success ? this.#reconcile(definition, intent, parsed.data, true) : argsInvalid(parsed.error);
  }

  /** From now on it waits for what it failed by, and no longer for its lane or a newer server. */
  #stillParked(entry: ParkedEntry, by: string, { defect, reason: failedBy = 'defect' }: Defect): string {
    const { intent, lane } = entry;
    const reason = RETRIED_REASONS.has(entry.reason) ? failedBy : entry.reason;
    this.#draft.resolved.push({ intent, by, text: null, detail: defect, reason });
    this.#draft.note(intent, { metric: 'sync_replay_failed', lane, by });
    return JSON.stringify(parkedOutcome(reason, this.#context.commit));
  }

  #resolve({ intent, lane, reason, correctedArgs }: ParkedEntry, step: DecidingStep, verdict: Verdict): string {
    const { by } = step;
    const correction = step.kind === 'discard' ? null : correctedArgs;
    const outcome = withCorrection(this.#outcomeOf(intent, verdict), correction, by);
    const text = JSON.stringify(outcome);
    this.#draft.apply(verdict);
    this.#draft.resolved.push({ intent, by, text, detail: step.kind === 'discard' ? step.note : null, reason });
    this.#closed.add(refText(intent));
    this.#lanes.leave(lane);
    this.#draft.touch(intent.actor.subject);
    // A REST caller had its answer; that somebody else's word was decided in its place it has not.
    this.#draft.notifyOwner(correction ? { ...intent, single: false } : intent, outcome);
    this.#notifyOthers(intent, verdict);
    const corrected = correction && { correctedBy: correction.by, reason: correction.note };
    this.#draft.note(intent, {
      metric: `sync_replayed_${outcome.outcome}`,
      lane,
      code: outcome.code,
      by,
      ...corrected,
    });
    return text;
  }
}
