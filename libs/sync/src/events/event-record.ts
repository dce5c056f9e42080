import type { DeliveredEvent } from '../define/event.ts';
import type { PlacedEvent } from './rules/lanes.ts';

/** A row of the outbox, with the epoch of its commit. */
export interface EventRecord {
  readonly commit: string;
  readonly ordinal: number;
  readonly epoch: number;
  readonly type: string;
  readonly key: string;
  readonly payload: DeliveredEvent['payload'];
  readonly occurred_at_ms: string;
}

/** The event as a handler receives it. */
export function toDelivered(row: EventRecord): Pick<PlacedEvent, 'place' | 'event'> {
  const { ordinal, type, key, payload } = row;
  const commit = Number(row.commit);
  const eventId = `${row.epoch}.${commit}.${ordinal}`;
  return {
    place: { commit, ordinal },
    event: { eventId, type, key, payload, commit, occurredAtMs: Number(row.occurred_at_ms) },
  };
}
