export interface PokedParts {
  /** The order of the cookie that this device has; -1: none. */
  readonly order: () => number;
  readonly look: () => void;
}

/** Pokes: looks once for what the server told of, unless it is here already or a drain is bringing it. */
export class Poked {
  readonly #parts: PokedParts;
  #toldOrder = -1;
  #drains = 0;

  constructor(parts: PokedParts) {
    this.#parts = parts;
  }

  /** The server told of news up to this order. */
  hear(order: number): void {
    this.#toldOrder = Math.max(this.#toldOrder, order);
    this.#lookIfNew();
  }

  /** While a drain runs it brings what is new; what it did not bring is looked for after it. */
  async during<T>(drain: () => Promise<T>): Promise<T> {
    this.#drains += 1;
    try {
      return await drain();
    } finally {
      this.#drains -= 1;
      this.#lookIfNew();
    }
  }

  /** Once for each poke: what a look does not bring, the timer does. */
  #lookIfNew(): void {
    if (this.#drains > 0) return;
    const isNew = this.#parts.order() < this.#toldOrder;
    this.#toldOrder = -1;
    if (isNew) this.#parts.look();
  }
}
