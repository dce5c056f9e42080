/**
 * A group of event handlers on a pipeline without Nest: for specs of what becomes of events.
 */
import { of } from 'rxjs';
import type { DeliveredEvent } from '../src/define/event.ts';
import type { EventGroup } from '../src/events/handle-event.ts';
import { NoFaults } from '../src/commit/faults.ts';
import { OutboxTransport, type OutboxTransportParts } from '../src/events/outbox-transport.ts';
import { counterChanged } from './toy.ts';
import type { PipelineFixture } from './pipeline-fixture.ts';

/** What is planted in a group. */
export type Planted = Partial<Pick<OutboxTransportParts, 'faults' | 'limits'>> & { readonly types?: readonly string[] };

/** Runs a group that handles `toy.changed.v1`, or other types, on the fixture's database; close it, as a process would that ends in good order. */
export function startGroup(
  { database, errors, clock }: PipelineFixture,
  { group, from }: EventGroup,
  handle: (event: DeliveredEvent) => Promise<void> | void,
  { faults = new NoFaults(), limits = {}, types = [counterChanged.type] }: Planted = {},
): OutboxTransport {
  const onError = (error: unknown) => void errors.push(error);
  const { url } = database;
  const transport = new OutboxTransport({ url, group, faults, limits, clock: () => clock.nowMs, onError });
  const handler = async (event: DeliveredEvent) => {
    await handle(event);
    return of(undefined);
  };
  for (const type of types) transport.addHandler(type, handler, true, { definition: counterChanged, group, from });
  transport.listen(() => undefined);
  return transport;
}
