/** Something that happens at a moment. While `work` is under way in reality the moment cannot come. */
export interface Timer {
  readonly atMs: number;
  /** Among timers of one moment the earlier one set goes first. */
  readonly order: number;
  readonly fire: () => void;
  readonly work: Promise<unknown> | null;
  isWorking: boolean;
  isCancelled: boolean;
}

/** Timers by their moment: a binary heap. */
export class TimerHeap {
  readonly #timers: Timer[] = [];

  get size(): number {
    return this.#timers.length;
  }

  push(timer: Timer): void {
    const timers = this.#timers;
    let at = timers.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** The next one that was not called off. */
  peek(): Timer | undefined {
    while (this.#timers[0]?.isCancelled === true) this.#take();
    return this.#timers[0];
  }

  pop(): Timer | undefined {
    const next = this.peek();
    if (next) this.#take();
    return next;
  }

  #take(): void {
    const timers = this.#timers;
    const last = timers.pop();
    if (!last || timers.length === 0) return;
    timers[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let first = at;
      if (left < timers.length && this.#isBefore(left, first)) first = left;
      if (right < timers.length && this.#isBefore(right, first)) first = right;
      if (first === at) return;
      this.#swap(at, first);
      at = first;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#timers[a], this.#timers[b]];
    if (!one || !other) return false;
    return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#timers[a], this.#timers[b]];
    if (!one || !other) return;
    this.#timers[a] = other;
    this.#timers[b] = one;
  }
}
