/** Does something now and then: so long after it last ended, never twice at a time. */
export class Repeated {
  readonly #work: () => Promise<unknown>;
  readonly #everyMs: number;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: {
    readonly work: () => Promise<unknown>;
    readonly everyMs: number;
    readonly onError: (error: unknown) => void;
  }) {
    this.#work = parts.work;
    this.#everyMs = parts.everyMs;
    this.#onError = parts.onError;
  }

  /** Does it for the first time; resolves when that is done. */
  start(): Promise<void> {
    this.#working = this.#do();
    return this.#working;
  }

  /** Waits for what it is doing, and does it no more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  async #do(): Promise<void> {
    await this.#work().catch(this.#onError);
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.start(), this.#everyMs).unref();
  }
}
