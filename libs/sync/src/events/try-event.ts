import type { DeliveredEvent } from '../define/event.ts';
import { errorText, HandlerTimeout, isPutOff } from './error-text.ts';
import type { EventLimits } from './rules/event-limits.ts';
import type { TryResult } from './rules/lanes.ts';

/** Tries of this process since it started, by how they ended. */
export type TryCounts = Readonly<Record<TryResult['kind'], number>>;

export interface EventTriesParts {
  readonly handle: (event: DeliveredEvent) => Promise<void>;
  readonly limits: EventLimits;
  readonly onError: (error: unknown) => void;
}

/** Tries to handle events, each within its time, and counts how the tries end. */
export class EventTries {
  readonly #parts: EventTriesParts;
  readonly #counts = { handled: 0, failed: 0, timed_out: 0, put_off: 0 };

  constructor(parts: EventTriesParts) {
    this.#parts = parts;
  }

  get counts(): TryCounts {
    return { ...this.#counts };
  }

  /** Gives the event to its handler. Never throws. A handler that is too slow is not stopped; it is only no longer waited for. */
  async of(event: DeliveredEvent): Promise<TryResult> {
    const result = await this.#result(event);
    this.#counts[result.kind] += 1;
    return result;
  }

  async #result(event: DeliveredEvent): Promise<TryResult> {
    const { handle, limits, onError } = this.#parts;
    try {
      await inTime(handle(event), limits.handlerMsMax);
      return { kind: 'handled' };
    } catch (error) {
      onError(error);
      const kind = isPutOff(error) ? 'put_off' : error instanceof HandlerTimeout ? 'timed_out' : 'failed';
      return { kind, error: errorText(error, limits.errorCharsMax) };
    }
  }
}

/** @throws HandlerTimeout, or what the work throws */
function inTime(work: Promise<void>, limitMs: number): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new HandlerTimeout(limitMs)), limitMs);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
