import { EventPattern } from '@nestjs/microservices';
import type { EventDefinition } from '../define/event.ts';

/**
 * The transport of one group of handlers. Each group reads all events in commit order at its own pace; a handler belongs
 * to exactly one group, and does not know whether events come from Postgres or from Kafka.
 */
export function eventTransport(group: string): symbol {
  return Symbol.for(`bimride.events.${group}`);
}

/**
 * Marks a method of a Nest controller as a handler of an event. Delivery is at least once: handlers are idempotent by
 * `eventId`. Events of one key come in order. Throwing means "not now": the event comes again.
 */
export function HandleEvent(definition: EventDefinition, options: { readonly group: string }): MethodDecorator {
  return EventPattern<string>(definition.type, eventTransport(options.group));
}
