/**
 * A stage for decisions: rows and arguments go in, a verdict comes out, as on a server. The real `reconcile` decides, the
 * registry's gate stands before and after it, and what goes in is frozen through and through.
 */
import { reconcile, type Row, type Verdict } from '../decide/reconcile.ts';
import { keyText, type Change } from '../define/entity.ts';
import type { ModuleDefinition } from '../define/module.ts';
import type { Actor, DecisionTime, MutationDefinition } from '../define/mutation.ts';
import { SyncRegistry } from '../define/registry.ts';
import { canonicalJson } from '../wire/canonical-json.ts';
import { deepFreeze } from './deep-freeze.ts';

/** What is there when somebody asks for a mutation. */
export interface Scene extends Partial<DecisionTime> {
  readonly args: unknown;
  readonly actor: Actor;
  /** Rows of whatever module. Each was last changed by commit 7. */
  readonly rows?: readonly Change[];
}

/** Decides a mutation in a scene. @throws Error when the decision is a defect, for which a server would park it */
export type Play = (definition: MutationDefinition, scene: Scene) => Verdict;

export interface StageParts {
  /** The module whose mutations are played, and those whose readings they need. */
  readonly modules: readonly ModuleDefinition[];
  /** The time of scenes that name none, in milliseconds since 1970. */
  readonly nowMs: number;
}

const COMMIT_OF_ROWS = 7;

/** Sets the stage of these modules. Arguments that do not fit are refused with `args_invalid`, as the pipeline does. */
export function stageOf({ modules, nowMs }: StageParts): Play {
  const registry = new SyncRegistry(modules);
  return (definition, { args, actor, rows = [], ...time }) => {
    const parsed = definition.args.safeParse(args);
    if (!parsed.success) return ARGS_INVALID;
    const held = new Map(rows.map((row) => [keyText(row), rowOf(row)]));
    const attempt = deepFreeze({
      args: parsed.data,
      actor,
      time: { nowMs, claimedAtMs: null, validUntilMs: null, offline: false, ...time },
      base: null,
    });
    const verdict = reconcile(definition, attempt, (key) => held.get(keyText(key)), registry);
    assertSound(definition, verdict);
    return verdict;
  };
}

const ARGS_INVALID: Verdict = { outcome: 'rejected', code: 'args_invalid', changes: [], events: [], changedKeys: [] };

function rowOf({ state }: Change): Row {
  return deepFreeze({ state, commit: COMMIT_OF_ROWS });
}

function assertSound({ name }: MutationDefinition, { outcome, changes, events, details }: Verdict): void {
  if (outcome !== 'applied' && changes.length + events.length > 0)
    throw new Error(`${name} ends as ${outcome}, and still changes or emits something`);
  for (const { kind, state } of changes) assertStorable(`${name} changes ${kind}`, state);
  for (const { type, payload } of events) assertStorable(`${name} emits ${type}`, payload);
  assertStorable(`${name} answers`, details ?? null);
}

/** Whatever is stored is JSON and nothing else: what JSON leaves out would be there on the phone and gone on the server. */
function assertStorable(what: string, value: unknown): void {
  if (hasUndefined(value)) throw new Error(`${what} with a property that is undefined: leave it out, or say null`);
  canonicalJson(value);
}

function hasUndefined(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === undefined;
  return Object.values(value).some(hasUndefined);
}

/** The new state of the first row of a kind that a verdict changes; undefined if it changes none. */
export function changed<S>(verdict: Verdict, kind: string): S | undefined {
  return verdict.changes.find((change) => change.kind === kind)?.state as S | undefined;
}

/** The types of the events that a verdict emits, in order. */
export function emitted(verdict: Verdict): readonly string[] {
  return verdict.events.map(({ type }) => type);
}
