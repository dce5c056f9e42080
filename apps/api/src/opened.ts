/** Things that were opened, closed in the opposite order. One that fails to close does not keep the others open. */
export class Opened {
  readonly #closers: (() => unknown)[] = [];

  /** Takes a thing in, with how it is closed, and gives it back. */
  add<T>(thing: T, close: (thing: T) => unknown): T {
    this.#closers.push(() => close(thing));
    return thing;
  }

  /** Closes everything and then throws the first failure, if there was one. */
  async closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
