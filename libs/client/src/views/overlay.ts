/**
 * Optimistic views: the confirmed rows with everything that still waits decided on top, by the server's own functions.
 *
 * Invariants: pure; the same rows and the same queue give the same view; a mutation that cannot be decided here (a name
 * this app does not know, a defect) changes nothing and stops nothing.
 */
import {
  keyText,
  neededKeys,
  reconcile,
  SYNC_LIMITS,
  type Actor,
  type EntityKey,
  type Json,
  type MutationDefinition,
  type RowLookup,
  type Verdict,
} from '#sync/client';
import { isVisible, type Progress, type QueuedMutation } from '../queue/entry.ts';
import type { ConfirmedRows } from './confirmed-rows.ts';

export interface OverlayContext {
  readonly definitions: ReadonlyMap<string, MutationDefinition>;
  readonly actor: Actor;
  readonly rows: ConfirmedRows;
  readonly progress: Progress;
}

/** An attempt to decide on the phone. */
export interface LocalAttempt {
  readonly name: string;
  readonly args: Json;
  readonly claimedAtMs: number;
  /** Until when the person wants it; null: they named no end. */
  readonly validUntilMs: number | null;
  /** Made without contact; null: the device does not know. */
  readonly offline: boolean | null;
  /** The install it is of. */
  readonly groupID: string;
}

/** Rows that differ from the confirmed ones: their optimistic value, or null where the row would be gone. */
export class Overlay {
  readonly changes = new Map<string, Json | null>();
  readonly #context: OverlayContext;
  readonly #sharedScopes: readonly string[];

  constructor(context: OverlayContext, waiting: Iterable<QueuedMutation> = []) {
    this.#context = context;
    this.#sharedScopes = sharedScopesOf(context.rows);
    for (const entry of waiting) if (countsOnTop(entry, context.progress)) this.add(entry);
  }

  /** Decides one more on top. Answers the keys of the rows it changed. */
  add(attempt: LocalAttempt): readonly string[] {
    const changes = this.decide(attempt)?.changes ?? [];
    return changes.map(({ kind, id, state }) => {
      const place = this.#placeOf(keyText({ kind, id }));
      this.changes.set(place, state as Json | null);
      return place;
    });
  }

  /** Decides without changing anything. Undefined when this phone cannot. */
  decide({ name, args, claimedAtMs, validUntilMs, offline, groupID }: LocalAttempt): Verdict | undefined {
    const definition = this.#context.definitions.get(name);
    const parsed = definition?.args.safeParse(args);
    if (!definition || !parsed?.success) return undefined;
    const time = { nowMs: claimedAtMs, claimedAtMs, validUntilMs, offline: offline ?? false };
    const actor = { ...this.#context.actor, device: groupID };
    const attempt = { args: parsed.data, actor, time, base: null };
    try {
      return reconcile(definition, attempt, this.#lookup);
    } catch {
      return undefined;
    }
  }

  /** The row as its person sees it; undefined when there is none. */
  get(key: string): Json | undefined {
    const changed = this.changes.get(key);
    if (changed !== undefined) return changed ?? undefined;
    return this.#context.rows.get(key)?.value;
  }

  /** Which rows a decision looks at, with the commit up to which this phone has seen them. Its own changes are no news to it. */
  baseOf({ name, args }: Pick<LocalAttempt, 'name' | 'args'>): Readonly<Record<string, number>> {
    const { definitions, actor, progress } = this.#context;
    const definition = definitions.get(name);
    const parsed = definition?.args.safeParse(args);
    if (!definition || !parsed?.success || progress.commit === 0) return {};
    try {
      const keys = Object.values(neededKeys(definition, { args: parsed.data, actor }, this.#lookup)).map(keyText);
      const untouched = keys.filter((key) => !this.changes.has(this.#placeOf(key)));
      return Object.fromEntries(untouched.slice(0, SYNC_LIMITS.baseRowsMax).map((key) => [key, progress.commit]));
    } catch {
      return {};
    }
  }

  readonly #lookup: RowLookup = (key: EntityKey) => {
    const state = this.get(this.#placeOf(keyText(key)));
    return state === undefined ? undefined : { state, commit: 0 };
  };

  /** A row stands under its own key, or under that of a shared scope that shows it. */
  #placeOf(key: string): string {
    if (this.changes.has(key) || this.#context.rows.has(key)) return key;
    const shared = this.#sharedScopes.map((scope) => `${scope}/${key}`).find((place) => this.#context.rows.has(place));
    return shared ?? key;
  }
}

/** What the rows show already, or what the server refused, is not decided again on top. */
function countsOnTop(entry: QueuedMutation, progress: Progress): boolean {
  if (entry.confirmedAtMs !== null || isVisible(entry, progress)) return false;
  return entry.outcome === null || entry.outcome.outcome === 'applied';
}

function sharedScopesOf(rows: ConfirmedRows): readonly string[] {
  const scopes = new Set<string>();
  for (const key of rows.keys()) if (key.startsWith('ops:')) scopes.add(key.slice(0, key.indexOf('/')));
  return [...scopes];
}

/** The keys under which two overlays differ. */
export function differingKeys(before: Overlay, after: Overlay): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const key of [...before.changes.keys(), ...after.changes.keys()]) {
    const same = JSON.stringify(before.changes.get(key)) === JSON.stringify(after.changes.get(key));
    if (!same) keys.add(key);
  }
  return keys;
}
