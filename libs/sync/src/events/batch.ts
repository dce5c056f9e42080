import { lanesOf, type Lane, type LaneProgress, type PlacedEvent, type TryResult } from './rules/lanes.ts';
import type { EventTries } from './try-event.ts';

/** A lane where the batch left it, and the try that still runs, if there is one. */
export interface CutLane extends LaneProgress {
  readonly running: Promise<TryResult> | null;
}

/**
 * Tries events that were read: lanes side by side, the events of each one after the other, each lane up to its first failure.
 * After the time limit lanes are left as they are; what still runs there is for the caller to wait for.
 */
export async function tryBatch(
  events: readonly PlacedEvent[],
  { tries, limitMs }: { readonly tries: EventTries; readonly limitMs: number },
): Promise<readonly CutLane[]> {
  const lanes = lanesOf(events).map((lane) => new LaneRun(lane));
  const timer = Promise.withResolvers<void>();
  const timeout = setTimeout(timer.resolve, limitMs);
  await Promise.race([Promise.all(lanes.map((lane) => lane.run(tries))), timer.promise]);
  clearTimeout(timeout);
  return lanes.map((lane) => lane.cut());
}

class LaneRun {
  readonly #lane: Lane;
  #handled = 0;
  #next: LaneProgress['next'] = null;
  #running: Promise<TryResult> | null = null;
  #isCut = false;

  constructor(lane: Lane) {
    this.#lane = lane;
  }

  async run(tries: EventTries): Promise<void> {
    if (this.#lane.isBehind) return;
    for (const { event } of this.#lane.events) {
      this.#running = tries.of(event);
      const result = await this.#running;
      if (this.#isCut) return;
      this.#running = null;
      if (result.kind === 'handled') {
        this.#handled += 1;
      } else {
        this.#next = result;
        return;
      }
    }
  }

  /** Where the lane stands. It goes no further, and the try that still runs is somebody else's. */
  cut(): CutLane {
    this.#isCut = true;
    const running = this.#running;
    return { ...this.#lane, handled: this.#handled, next: running ? 'running' : this.#next, running };
  }
}
