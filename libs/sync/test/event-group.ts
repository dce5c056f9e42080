/**
 * A group of event handlers on a pipeline without Nest: for specs of what becomes of events.
 */
import { of } from 'rxjs';
import { Sessions } from '../src/database/sessions.ts';
import type { DeliveredEvent } from '../src/define/event.ts';
import type { ConsumerGroup } from '../src/events/handle-event.ts';
import { NoFaults } from '../src/commit/faults.ts';
import { OutboxTransport, type OutboxTransportParts } from '../src/events/outbox-transport.ts';
import { counterChanged } from './toy.ts';
import type { PipelineFixture } from './pipeline-fixture.ts';

/** What is planted in a group. */
export type Planted = Partial<Pick<OutboxTransportParts, 'faults' | 'limits' | 'sessions'>> & {
  readonly types?: readonly string[];
};

/** Runs a group that handles `toy.changed.v1`, or other types, on the fixture's database; close it, as a process would that ends in good order. */
export function startGroup(
  { database, errors, clock }: PipelineFixture,
  { group, from }: ConsumerGroup,
  handle: (event: DeliveredEvent) => Promise<void> | void,
  planted: Planted = {},
): OutboxTransport {
  const onError = (error: unknown) => void errors.push(error);
  const { faults = new NoFaults(), limits = {}, types = [counterChanged.type] } = planted;
  const sessions = planted.sessions ?? new Sessions({ connectionString: database.url });
  const transport = new OutboxTransport({ sessions, group, faults, limits, clock: () => clock.nowMs, onError });
  const handler = async (event: DeliveredEvent) => {
    await handle(event);
    return of(undefined);
  };
  for (const type of types) transport.addHandler(type, handler, true, { definition: counterChanged, group, from });
  transport.listen(() => undefined);
  return transport;
}
