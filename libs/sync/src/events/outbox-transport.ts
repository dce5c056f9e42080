import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { Announcement } from '../commit/announcement.ts';
import type { Clock } from '../define/clock.ts';
import type { Sessions } from '../database/sessions.ts';
import type { DeliveredEvent } from '../define/event.ts';
import type { FaultPoints } from '../commit/faults.ts';
import { beginningOf, eventTransport, type HandledEvent } from './handle-event.ts';
import { OutboxReader } from './outbox-reader.ts';
import { LeaseWatch } from './outbox.store.ts';
import type { TryCounts } from './try-event.ts';
import { EVENT_LIMITS, type EventLimits } from './rules/event-limits.ts';

/** Half as long again as the server lets a silent holder keep a lease, a group may be nobody's. */
const LEASE_UNSEEN_FACTOR = 1.5;

const NO_TRIES: TryCounts = { handled: 0, failed: 0, timed_out: 0, put_off: 0 };

export interface OutboxTransportParts {
  readonly sessions: Sessions;
  readonly group: string;
  readonly clock: Clock;
  /** Other limits than the usual ones. */
  readonly limits?: Partial<EventLimits>;
  readonly faults: FaultPoints;
  readonly onError: (error: unknown) => void;
}

/** Nest's transport for one group of handlers: events come from the outbox in this database. */
export class OutboxTransport extends Server implements CustomTransportStrategy {
  override transportId: symbol;
  override readonly propagatesEventHandlerErrors = true;
  readonly #parts: OutboxTransportParts;
  readonly #watch = new LeaseWatch();
  #reader: OutboxReader | undefined;

  constructor(parts: OutboxTransportParts) {
    super();
    this.#parts = parts;
    this.transportId = eventTransport(parts.group);
  }

  get group(): string {
    return this.#parts.group;
  }

  /** Types of events that the group handles. */
  get types(): readonly string[] {
    return [...this.messageHandlers.keys()];
  }

  /** Tries of this process since it started, by how they ended. */
  get tries(): TryCounts {
    return this.#reader?.tries ?? NO_TRIES;
  }

  /** Whether, for longer than a lease outlives its holder, nobody is known to work on the group's events. */
  get isStalled(): boolean {
    const unseenMsMax = LEASE_UNSEEN_FACTOR * this.#parts.sessions.limits.heldSilenceMsMax;
    return this.#reader !== undefined && this.#watch.ageMs > unseenMsMax;
  }

  /** @throws Error when the group's handlers do not agree where it begins, or there are none */
  listen(callback: () => void): void {
    const handled = [...this.messageHandlers.values()].flatMap(handledBy);
    const from = beginningOf(handled);
    const limits = { ...EVENT_LIMITS, ...this.#parts.limits };
    const { types } = this;
    this.#reader = new OutboxReader({
      ...this.#parts,
      watch: this.#watch,
      types,
      from,
      limits,
      handle: (event) => this.#handle(event),
    });
    this.#reader.start();
    callback();
  }

  /** Whether a handler of this group wants any of these events. */
  handlesAnyOf(types: readonly string[]): boolean {
    return types.some((type) => this.messageHandlers.has(type));
  }

  /** A commit was announced (null: nobody knows which): look now, if there may be something to handle. */
  wake(announced: Announcement | null): void {
    if (announced === null) this.#reader?.wake(null);
    else if (this.handlesAnyOf(announced.eventTypes)) this.#reader?.wake(announced.commit);
  }

  /** Resolves when everything that was committed before is handled, or waits for staff. */
  async caughtUp(): Promise<void> {
    await this.#reader?.caughtUp();
  }

  async close(): Promise<void> {
    await this.#reader?.close();
  }

  on(): never {
    throw new Error('the outbox transport has no events of its own');
  }

  unwrap<T>(): T {
    return this.#reader as T;
  }

  async #handle(event: DeliveredEvent): Promise<void> {
    const handler = this.getHandlerByPattern(event.type);
    if (!handler) throw new Error(`no handler for ${event.type}`);
    await lastValueFrom(this.transformToObservable(await handler(event)), { defaultValue: undefined });
  }
}

/** What a handler, and those of the same event behind it, say of themselves. */
function handledBy(handler: MessageHandler): readonly HandledEvent[] {
  return [
    handler.extras as unknown as HandledEvent,
    ...(handler.next ? handledBy(handler.next as MessageHandler) : []),
  ];
}
