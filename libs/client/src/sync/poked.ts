import type { Cookie } from '#sync/client';

export interface PokedParts {
  /** The cookie that this device has. */
  readonly cookie: () => Cookie | null;
  readonly look: () => void;
}

/** Pokes: looks once for what the server told of, unless it is here already or a drain is bringing it. */
export class Poked {
  readonly #parts: PokedParts;
  #toldOrder = -1;
  #toldScopes: string | null = null;
  #drains = 0;

  constructor(parts: PokedParts) {
    this.#parts = parts;
  }

  /** The server told of news up to this order, for whoever sees these scopes. */
  hear(order: number, scopes: string | null = null): void {
    this.#toldOrder = Math.max(this.#toldOrder, order);
    this.#toldScopes = scopes ?? this.#toldScopes;
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
    const { order = -1, scopes = null } = this.#parts.cookie() ?? {};
    const isNew = order < this.#toldOrder || (this.#toldScopes !== null && this.#toldScopes !== scopes);
    this.#toldOrder = -1;
    this.#toldScopes = null;
    if (isNew) this.#parts.look();
  }
}
