/** Pseudo-random numbers from a seed: the same seed, the same island. Each use forks a stream of its own by a name. */
export class Random {
  readonly #seed: number;
  #state: number;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#state = this.#seed;
  }

  /** Another stream, which follows from this one's seed and the name alone: what one part draws never moves another. */
  fork(name: string): Random {
    let hash = this.#seed ^ 0x811c9dc5;
    for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
    return new Random(new Random(hash).int(2 ** 32));
  }

  /** A number in [0, 1): mulberry32 (Tommy Ettinger, public domain). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in [0, below). */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** A number in [min, max). */
  between(min: number, max: number): number {
    return min + (max - min) * this.next();
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    const picked = list[this.int(list.length)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  /** The index of one of several, as often as its weight says. */
  weighted(weights: readonly number[]): number {
    let at = this.next() * weights.reduce((sum, weight) => sum + weight, 0);
    const index = weights.findIndex((weight) => (at -= weight) < 0);
    return index === -1 ? weights.length - 1 : index;
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** Mean 0, standard deviation 1 (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Pareto with an upper end: what would be beyond it is there. */
  pareto({ shape, min, cap }: { readonly shape: number; readonly min: number; readonly cap: number }): number {
    return Math.min(cap, min / (1 - this.next()) ** (1 / shape));
  }

  hex(digits: number): string {
    return Array.from({ length: digits }, () => this.int(16).toString(16)).join('');
  }

  /** A UUIDv7 of a time in milliseconds since 1970. */
  uuidv7(nowMs: number): string {
    const time = nowMs.toString(16).padStart(12, '0');
    const variant = (8 + this.int(4)).toString(16);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${this.hex(3)}-${variant}${this.hex(3)}-${this.hex(12)}`;
  }
}
