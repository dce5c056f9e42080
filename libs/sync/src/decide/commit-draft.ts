/**
 * What a commit will store, while its group is being folded.
 *
 * Invariants: rows are read through the draft, so that a later step sees an earlier one's changes; each changed row is
 * stored once, as the last step left it.
 */
import type { Json } from '../wire/canonical-json.ts';
import { keyText, type Change, type EntityKey } from '../define/entity.ts';
import type { DomainEvent } from '../define/event.ts';
import type { Beginning } from './room.ts';
import {
  refText,
  type AuditWrite,
  type ClientState,
  type CorrectWrite,
  type DrainEnd,
  type FoldContext,
  type FoldResult,
  type Intent,
  type LedgerWrite,
  type LoadedRows,
  type ParkWrite,
  type ResolveWrite,
  type StepResult,
  type StoredOutcome,
} from './step.ts';
import type { Measure } from '../define/mutation.ts';
import { outcomeKind } from './outcome.ts';
import { deviceKind, type DeviceState } from '../devices/rules/device.ts';
import { installKind, newInstall, type InstallState } from '../devices/rules/install.ts';
import type { Outcome } from '../wire/protocol.ts';
import type { Row, Verdict } from './reconcile.ts';
import { clockShiftMs, madeAtMs } from './device-clock.ts';
import { isOwnLane } from './lane.ts';
import { keyOfText } from './visible-base.ts';

/** A row of the audit, before it is numbered. */
export interface Note {
  readonly metric: string;
  readonly lane: string | null;
  readonly code?: string | undefined;
  /** The member of staff, or the server, that acted on parked work. */
  readonly by?: string;
  /** Who gave it other arguments, and why. */
  readonly correctedBy?: string;
  readonly reason?: string;
}

/**
 * What a row of the audit is about: the mutation's lane; where its arguments tell none, its stream and id. The audit is kept for
 * ever and names nobody: of what is the sender's own its kind stands there.
 */
export function entityOf(intent: Intent, lane: string | null): string {
  const { subject } = intent.actor;
  if (lane === null || isOwnLane(lane, subject)) return refText(intent);
  const kind = lane.slice(0, lane.indexOf('/'));
  return lane === `${kind}/${subject}` ? kind : lane;
}

/** How long a mutation waited, in milliseconds, from the device's word for when it was made to its arrival. */
export function latenessMs(intent: Intent): number {
  return Math.max(0, intent.receivedAtMs - (madeAtMs(intent) ?? intent.receivedAtMs));
}

export class CommitDraft {
  readonly #loaded: LoadedRows;
  readonly #context: FoldContext;
  readonly #rows = new Map<string, Row>();
  readonly #stored = new Map<string, StoredOutcome>();
  readonly #clients = new Map<string, ClientState>();
  readonly #changes = new Map<string, Change>();
  readonly #ledger: LedgerWrite[] = [];
  readonly #events: DomainEvent[] = [];
  readonly #audit: AuditWrite[] = [];
  readonly #subjects = new Set<string>();
  readonly parked: ParkWrite[] = [];
  readonly resolved: ResolveWrite[] = [];
  readonly corrected: CorrectWrite[] = [];

  constructor(loaded: LoadedRows, context: FoldContext) {
    this.#loaded = loaded;
    this.#context = context;
  }

  /** True when the row was asked for, whether or not it exists. */
  isLoaded(key: EntityKey): boolean {
    const text = keyText(key);
    return this.#rows.has(text) || this.#loaded.rows.has(text);
  }

  row(key: EntityKey): Row | undefined {
    const text = keyText(key);
    const row = this.#rows.get(text) ?? this.#loaded.rows.get(text) ?? undefined;
    return row === undefined || row.state === null ? undefined : row;
  }

  /** Whether any of these scopes sees the row, or has seen it. */
  isSeen(text: string, scopes: readonly string[]): boolean {
    const known = this.#loaded.seen.get(text);
    if (known && scopes.some((scope) => known.has(scope))) return true;
    const key = keyOfText(text);
    const views = this.#context.registry.viewsOf({ ...key, state: this.row(key)?.state ?? null });
    return scopes.some((scope) => Object.hasOwn(views, scope));
  }

  client(clientId: string): ClientState | undefined {
    return this.#clients.get(clientId) ?? this.#loaded.clients.get(clientId);
  }

  install(groupId: string): InstallState | undefined {
    return this.row(installKind.key(groupId))?.state as InstallState | undefined;
  }

  /** Whether this mutation would begin a stream, and an install. */
  beginning({ single, clientId, groupId }: Intent): Beginning {
    const stream = !single && this.client(clientId) === undefined;
    return { stream, install: stream && this.install(groupId) === undefined };
  }

  storedOutcome(intent: Intent): StoredOutcome | undefined {
    const ref = refText(intent);
    return this.#stored.get(ref) ?? this.#loaded.ledger.get(ref);
  }

  apply(verdict: Verdict): void {
    for (const change of verdict.changes) this.#change(change);
    this.#events.push(...verdict.events);
    this.count(verdict.measures ?? []);
  }

  /** Rows that a module wants in the audit. */
  count(measures: readonly Measure[]): void {
    this.#audit.push(...measures);
  }

  /** A new mutation has its outcome: the ledger's row, and the stream's next id. */
  record(intent: Intent, outcome: Outcome['outcome'], text: string): void {
    this.#ledger.push({ intent, outcome, text });
    this.#stored.set(refText(intent), { argsHash: intent.argsHash, text });
    this.touch(intent.actor.subject);
    if (intent.single) return;
    this.#clients.set(intent.clientId, { groupId: intent.groupId, lastMutationId: intent.mutationId });
    if (this.install(intent.groupId) !== undefined) return;
    this.#change(installKind.put(newInstall(intent.groupId, intent.actor.subject)));
  }

  /** The queue of an install is empty after an outage. Told once for each episode. */
  endDrain(intent: Intent, { elapsedMs, mutations }: DrainEnd): void {
    const { groupId, drainEpisode: episode, receivedAtMs } = intent;
    const install = this.install(groupId);
    if (!install || install.drainedEpisode === episode) return;
    this.#change(installKind.put({ ...install, drainedEpisode: episode }));
    const value = elapsedMs + Math.max(0, this.#context.nowMs - receivedAtMs);
    const notes = { episode, group: groupId, mutations };
    this.count([{ entityId: `group/${groupId}`, metric: 'queue_drain', value, notes }]);
  }

  /** This person's phones must hear of the commit. */
  touch(subject: string): void {
    this.#subjects.add(subject);
  }

  /** What a phone sent is answered in its owner's views too, until acknowledged; a REST caller has its answer. */
  notifyOwner(intent: Intent, outcome: Outcome): void {
    if (intent.single) return;
    const { clientId, mutationId, name } = intent;
    this.#change(
      outcomeKind.put({
        outcomeId: `${clientId}/${mutationId}`,
        subject: intent.actor.subject,
        clientId,
        mutationId,
        name,
        ofAnother: false,
        outcome: outcome as Json,
        decidedAtMs: this.#context.nowMs,
      }),
    );
  }

  /** How a device stands after this. */
  putDevice(device: DeviceState): void {
    this.#change(deviceKind.put(device));
  }

  /** Rows by which others hear of a conflict. */
  notify(rows: readonly Change[]): void {
    for (const row of rows) this.#change(row);
  }

  /** One row of the audit: `value` is how long the mutation waited, in milliseconds, by the device's clock. */
  note(intent: Intent, { metric, lane, ...more }: Note): void {
    const { clientId: stream, mutationId: id, name: mutation, offline } = intent;
    const shiftMs = clockShiftMs(intent);
    const clock = shiftMs === 0 ? {} : { clockShiftMs: shiftMs };
    const special = { ...clock, ...Object.fromEntries(Object.entries(more).filter(([, said]) => said !== undefined)) };
    this.#audit.push({
      entityId: entityOf(intent, lane),
      metric,
      value: latenessMs(intent),
      notes: { mutation, stream, id, offline, ...special },
    });
  }

  result(results: readonly StepResult[]): FoldResult {
    return {
      results,
      ledger: this.#ledger,
      clients: this.#clients,
      changes: this.#changes,
      events: this.#events,
      audit: this.#audit,
      parked: this.parked,
      resolved: this.resolved,
      corrected: this.corrected,
      subjects: this.#subjects,
    };
  }

  #change(change: Change): void {
    this.#changes.set(keyText(change), change);
    this.#rows.set(keyText(change), { state: change.state, commit: this.#context.commit });
  }
}
