/**
 * A group of event handlers on a pipeline without Nest: for specs of what becomes of events.
 */
import { of } from 'rxjs';
import type { DeliveredEvent } from '../src/define/event.ts';
import type { EventGroup } from '../src/events/handle-event.ts';
import { NoFaults } from '../src/commit/faults.ts';
import { OutboxTransport } from '../src/events/outbox-transport.ts';
import { counterChanged } from './toy.ts';
import type { PipelineFixture } from './pipeline-fixture.ts';

/** Runs a group that handles `toy.changed.v1` on the fixture's database; close it, as a process would that ends in good order. */
export function startGroup(
  { database, errors }: PipelineFixture,
  { group, from }: EventGroup,
  handle: (event: DeliveredEvent) => Promise<void> | void,
): OutboxTransport {
  const onError = (error: unknown) => void errors.push(error);
  const transport = new OutboxTransport({ url: database.url, group, faults: new NoFaults(), onError });
  const handler = async (event: DeliveredEvent) => {
    await handle(event);
    return of(undefined);
  };
  transport.addHandler(counterChanged.type, handler, true, { definition: counterChanged, group, from });
  transport.listen(() => undefined);
  return transport;
}
