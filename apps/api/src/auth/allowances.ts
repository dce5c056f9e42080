/** How much somebody may use at once, and how quickly it comes back. */
export interface AllowanceTerms {
  readonly pointsPerMinute: number;
  /** For how many minutes' worth somebody may have waited before. */
  readonly burstMinutes: number;
  /** Whose use is remembered; beyond it that of those is forgotten who have used nothing for longest. */
  readonly keysMax: number;
}

const MS_PER_MINUTE = 60_000;

/**
 * Allowances of points, one for each key, in the memory of this process. What is used comes back evenly (the generic cell rate
 * algorithm, ITU-T I.371), so one time for each key is all there is to remember. It is paid afterwards: who has used up all
 * may use nothing until the rest of it has come back, however much the last use was.
 */
export class Allowances {
  readonly #terms: AllowanceTerms;
  readonly #clock: () => number;
  /** By key: when all that was used has come back. In the order of the last use. */
  readonly #wholeAtMs = new Map<string, number>();

  /** @param clock milliseconds, that never run backwards */
  constructor(terms: AllowanceTerms, clock: () => number = () => performance.now()) {
    this.#terms = terms;
    this.#clock = clock;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#wholeAtMs.size;
  }

  /** Milliseconds until this key may use something again; 0: it may now. */
  waitMs(key: string): number {
    const usedMs = (this.#wholeAtMs.get(key) ?? 0) - this.#clock();
    return Math.max(0, usedMs - this.#terms.burstMinutes * MS_PER_MINUTE);
  }

  /** Takes so many points, whether or not they are there. */
  use(key: string, points: number): void {
    const wholeAtMs = Math.max(this.#clock(), this.#wholeAtMs.get(key) ?? 0);
    this.#wholeAtMs.delete(key);
    this.#wholeAtMs.set(key, wholeAtMs + (points * MS_PER_MINUTE) / this.#terms.pointsPerMinute);
    const [oldest] = this.#wholeAtMs.keys();
    if (this.#wholeAtMs.size > this.#terms.keysMax && oldest !== undefined) this.#wholeAtMs.delete(oldest);
  }
}
