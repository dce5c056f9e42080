/**
 * Reconciling one mutation with the state it finds: the pure heart of the pipeline, the same on phone and server.
 *
 * Invariants: the verdict depends on the arguments alone; a verdict other than `applied` has no changes and no events;
 * changes touch only rows that the mutation named in `needs` or `follow`.
 */
import type { Json } from '../wire/canonical-json.ts';
import type { Change, EntityKey } from '../define/entity.ts';
import { keyText } from '../define/entity.ts';
import type { DomainEvent } from '../define/event.ts';
import { ANY_ROLE, type AskingRole } from '../define/role.ts';
import type {
  Actor,
  Decision,
  DecisionInput,
  DecisionTime,
  Measure,
  MutationDefinition,
  Needs,
} from '../define/mutation.ts';
import { assertMeasures } from '../define/assert-measures.ts';
import { SYNC_LIMITS } from '../limits.ts';

/** A row as it stands: its state, and the commit that last changed it (0: never). */
export interface Row {
  readonly state: unknown;
  readonly commit: number;
}

/** Looks a row up. Undefined when there is none. */
export type RowLookup = (key: EntityKey) => Row | undefined;

/** A mutation with what its sender said about it. */
export interface Attempt {
  readonly args: unknown;
  readonly actor: Actor;
  readonly time: DecisionTime;
  readonly base: Readonly<Record<string, number>> | null;
}

export interface Verdict {
  readonly outcome: 'applied' | 'rejected' | 'conflict' | 'expired';
  readonly code?: string;
  readonly details?: Json;
  readonly changes: readonly Change[];
  readonly events: readonly DomainEvent[];
  /** Only a server stores them. */
  readonly measures?: readonly Measure[];
  /** In a conflict: the needed rows that changed since the sender's base. */
  readonly changedKeys: readonly EntityKey[];
}

const DAY_MS = 86_400_000;

/** Codes that every mutation may be answered with, beside its own. */
export const PIPELINE_CODES = {
  args_invalid: 'The arguments do not have the form this mutation asks for.',
  role_missing: 'You do not have the role this action asks for.',
  valid_until_passed: 'It arrived after the time until which it was wanted.',
  mutation_too_large: `It has more than ${SYNC_LIMITS.mutationArgsBytesMax} bytes of arguments.`,
  discarded: 'Our staff looked at it and decided that it does not count.',
  too_old: `It waited longer than ${SYNC_LIMITS.offlineAgeDaysMax} days.`,
} as const;

/** The keys named by `needs`, and by `follow` as far as the rows are there. */
export function neededKeys(
  definition: MutationDefinition,
  attempt: Pick<Attempt, 'args' | 'actor'>,
  lookup: RowLookup,
): Needs {
  const needs = definition.needs(attempt.args as never, attempt.actor);
  const followed = definition.follow?.(statesOf(needs, lookup) as never, attempt.args as never) ?? {};
  const all: Record<string, EntityKey> = { ...needs };
  for (const [name, key] of Object.entries(followed)) if (key) all[name] = key;
  return all;
}

/** What a mutation may need, change and tell: a server knows all modules and asks, a phone does not. */
export interface Gate {
  assertMayNeed(definition: MutationDefinition, needed: readonly EntityKey[]): void;
  assertMayApply(definition: MutationDefinition, changes: readonly Change[], events: readonly DomainEvent[]): void;
}

/**
 * Decides one mutation.
 *
 * @throws whatever `decide` or the gate throws: a defect, for which the caller parks the mutation
 */
export function reconcile(definition: MutationDefinition, attempt: Attempt, lookup: RowLookup, gate?: Gate): Verdict {
  if (!mayAsk(definition, attempt.actor)) return pipelineRefusal('rejected', 'role_missing');
  if (isTooOld(attempt.time)) return pipelineRefusal('expired', 'too_old');
  const { nowMs, validUntilMs } = attempt.time;
  const late = validUntilMs !== null && nowMs > validUntilMs;
  const decide = late ? definition.decideLate : definition.decide;
  if (!decide) return pipelineRefusal('expired', 'valid_until_passed');
  const keys = neededKeys(definition, attempt, lookup);
  gate?.assertMayNeed(definition, Object.values(keys));
  const input: DecisionInput<unknown, unknown> = { ...attempt, state: statesOf(keys, lookup) };
  return toVerdict(decide(input as never), { definition, attempt, keys, lookup, gate });
}

function mayAsk({ roles }: MutationDefinition, actor: Actor): boolean {
  return roles.includes(ANY_ROLE) || actor.roles.some((role) => roles.includes(role as AskingRole));
}

function isTooOld({ nowMs, claimedAtMs, clockShiftMs = 0 }: DecisionTime): boolean {
  const ageMs = claimedAtMs === null ? 0 : nowMs - (claimedAtMs + clockShiftMs);
  return ageMs > SYNC_LIMITS.offlineAgeDaysMax * DAY_MS;
}

interface Context {
  readonly definition: MutationDefinition;
  readonly attempt: Attempt;
  readonly keys: Needs;
  readonly lookup: RowLookup;
  readonly gate: Gate | undefined;
}

function toVerdict(decision: Decision, context: Context): Verdict {
  assertDeclared(decision, context);
  const told = {
    ...(decision.code === undefined ? {} : { code: decision.code }),
    ...(decision.details === undefined ? {} : { details: decision.details }),
  };
  if (decision.kind === 'applied') {
    const { changes, events, measures = [] } = decision;
    return { outcome: 'applied', changes, events, measures, changedKeys: [], ...told };
  }
  const changedKeys = changedSinceBase(context);
  const outcome = changedKeys.length > 0 ? 'conflict' : 'rejected';
  return { outcome, changes: [], events: [], changedKeys, ...told };
}

/** A conflict needs a base: who does not say what they saw cannot have been overtaken. */
function changedSinceBase({ attempt, keys, lookup }: Context): readonly EntityKey[] {
  const { base } = attempt;
  if (!base) return [];
  return Object.values(keys).filter((key) => {
    const seen = base[keyText(key)];
    return seen !== undefined && (lookup(key)?.commit ?? 0) > seen;
  });
}

function assertDeclared(decision: Decision, { definition, keys, gate }: Context): void {
  if (decision.code !== undefined && !Object.hasOwn(definition.codes, decision.code)) {
    throw new Error(`${definition.name} answered with the undeclared code ${decision.code}`);
  }
  if (decision.kind === 'refused') return;
  if (decision.code !== undefined && !Object.hasOwn(definition.appliedCodes ?? {}, decision.code)) {
    throw new Error(`${definition.name} applied with ${decision.code}, which is not among its appliedCodes`);
  }
  assertMeasures(decision.measures ?? []);
  const named = new Set(Object.values(keys).map(keyText));
  const stray = decision.changes.find((change) => !named.has(keyText(change)));
  if (stray) throw new Error(`${definition.name} changed ${stray.kind}, a row it did not name`);
  gate?.assertMayApply(definition, decision.changes, decision.events);
}

/** The verdict of the pipeline itself, whatever the mutation's own rules would say. */
export function pipelineRefusal(outcome: 'rejected' | 'expired', code: keyof typeof PIPELINE_CODES): Verdict {
  return { outcome, code, changes: [], events: [], changedKeys: [] };
}

function statesOf(keys: Needs, lookup: RowLookup): Record<string, unknown> {
  return Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, seenBy(key, lookup(key)?.state)]));
}

function seenBy({ reading }: EntityKey, state: unknown): unknown {
  return reading && state !== undefined ? reading.narrow(state as never) : state;
}
