/** What of each person is under way, so that one of them cannot take all there is. Of this process alone. */
export class InFlight {
  readonly #max: number;
  readonly #running = new Map<string, number>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Whether as much of this person is under way as may be. */
  isFull(subject: string): boolean {
    return (this.#running.get(subject) ?? 0) >= this.#max;
  }

  /** Does the work, which counts until it has ended. Whoever calls it has asked `isFull` in the same turn. */
  async run<T>(subject: string, work: () => Promise<T>): Promise<T> {
    this.#running.set(subject, (this.#running.get(subject) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = (this.#running.get(subject) ?? 1) - 1;
      if (left === 0) this.#running.delete(subject);
      else this.#running.set(subject, left);
    }
  }
}
