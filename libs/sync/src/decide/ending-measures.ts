/** What a module counts of how a mutation ended. */
import { assertMeasures } from '../define/assert-measures.ts';
import type { Measure, MutationDefinition } from '../define/mutation.ts';
import type { OutcomeName } from '../wire/protocol.ts';
import { entityOf, latenessMs } from './commit-draft.ts';
import { decisionTime } from './device-clock.ts';
import { laneOf } from './lane.ts';
import { parseArgs } from './parsed-args.ts';
import type { Intent } from './step.ts';

/** Its own lane, whichever it is held back in; null: its arguments tell none. */
export function ownLaneOf(definition: MutationDefinition, intent: Intent): string | null {
  const parsed = parseArgs(definition, intent);
  return parsed.success ? laneOf(definition, parsed.data, intent.actor) : null;
}

/** What its module counts of this ending. @throws whatever the module's function throws, and Error where it counts too much */
export function measuresOf(
  definition: MutationDefinition,
  intent: Intent,
  ending: {
    readonly outcome: OutcomeName;
    readonly code: string | undefined;
    readonly lane: string | null;
    readonly nowMs: number;
  },
): readonly Measure[] {
  const { outcome, code = null, lane, nowMs } = ending;
  const [entityId, time] = [entityOf(intent, lane), decisionTime(intent, nowMs)];
  const measures = definition.measure?.({ entityId, outcome, code, time, latenessMs: latenessMs(intent) }) ?? [];
  assertMeasures(measures);
  return measures;
}
