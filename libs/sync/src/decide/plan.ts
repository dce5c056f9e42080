/**
 * What a group must load before it can be folded: told from the mutations alone.
 */
import { deviceKind } from '../devices/rules/device.ts';
import { installKind } from '../devices/rules/install.ts';
import { keyText, type EntityKey } from '../define/entity.ts';
import type { Intent, ParkedRef, Step } from './step.ts';
import { lanesOf } from './lane.ts';
import type { MutationDefinition } from '../define/mutation.ts';
import { parseArgs } from './parsed-args.ts';
import { neededKeys, type Row, type RowLookup } from './reconcile.ts';

export interface LoadPlan {
  readonly clientIds: readonly string[];
  readonly refs: readonly ParkedRef[];
  readonly parkedRefs: readonly ParkedRef[];
  readonly lanes: readonly string[];
  readonly keys: readonly EntityKey[];
  /** Rows that senders say they had seen, as texts. */
  readonly baseKeys: readonly string[];
}

/** Plans the loading of a group. Rows that only a decision can name are loaded later, when the fold asks for them. */
export function planLoad(steps: readonly Step[], definitions: ReadonlyMap<string, MutationDefinition>): LoadPlan {
  const intents = steps.flatMap((step) => (step.kind === 'push' ? [step.intent] : []));
  const streams = intents.filter((intent) => !intent.single);
  const devices = streams.flatMap(({ groupId }) => [installKind.key(groupId), deviceKind.key(groupId)]);
  const named = intents.flatMap((intent) => namedRows(intent, definitions.get(intent.name)));
  return {
    clientIds: [...new Set(streams.map((intent) => intent.clientId))],
    refs: intents,
    parkedRefs: steps.flatMap((step) => (step.kind === 'push' ? [] : [step.ref])),
    baseKeys: [...new Set(intents.flatMap(({ base }) => Object.keys(base ?? {})))],
    lanes: [...new Set(named.flatMap(({ lanes }) => lanes))],
    keys: [...new Map([...devices, ...named.flatMap(({ keys }) => keys)].map((key) => [keyText(key), key])).values()],
  };
}

/** Rows that the loaded rows name by primary key (the driver of this ride), for the whole group at once. */
export function followedRows(
  steps: readonly Step[],
  definitions: ReadonlyMap<string, MutationDefinition>,
  rows: ReadonlyMap<string, Row | null>,
): EntityKey[] {
  const lookup: RowLookup = (key) => rows.get(keyText(key)) ?? undefined;
  const keys = steps.flatMap((step) => {
    const definition = step.kind === 'push' ? definitions.get(step.intent.name) : undefined;
    return step.kind === 'push' && definition?.follow ? keysOf(definition, step.intent, lookup) : [];
  });
  const missing = keys.filter((key) => !rows.has(keyText(key)));
  return [...new Map(missing.map((key) => [keyText(key), key])).values()];
}

function keysOf(definition: MutationDefinition, intent: Intent, lookup: RowLookup): EntityKey[] {
  const parsed = parseArgs(definition, intent);
  if (!parsed.success) return [];
  try {
    return Object.values(neededKeys(definition, { args: parsed.data, actor: intent.actor }, lookup));
  } catch {
    return [];
  }
}

function namedRows(
  intent: Intent,
  definition: MutationDefinition | undefined,
): { lanes: readonly string[]; keys: EntityKey[] }[] {
  const parsed = definition ? parseArgs(definition, intent) : undefined;
  if (!definition || !parsed?.success) return [];
  try {
    const lane = keyText(definition.lane(parsed.data as never, intent.actor));
    return [
      { lanes: lanesOf(lane, intent.actor), keys: Object.values(definition.needs(parsed.data as never, intent.actor)) },
    ];
  } catch {
    // The fold meets the same defect and parks the mutation alone.
    return [];
  }
}
