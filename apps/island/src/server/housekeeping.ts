import type { VirtualClock } from '../clock/virtual-clock.ts';
import type { IslandServer } from './island-server.ts';

/** Between two looks for offers and rides whose time is over, in milliseconds. */
const LOOK_EVERY_MS = 15_000;
/** How long such a look may take on the island's clock, in milliseconds. */
const LOOK_MS = 1_000;
/** How long the server's own handlers (dispatch, settlement) may take on the island's clock before it waits for them. */
export const HANDLERS_MS = 1_000;

/** What the server does by itself, on the island's clock. */
export class Housekeeping {
  readonly #clock: VirtualClock;
  #server: IslandServer | null = null;
  #isSettling = false;
  #hasNews = false;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  begin(server: IslandServer): void {
    this.#server = server;
    this.#lookLater();
  }

  end(): void {
    this.#server = null;
  }

  /** Something was committed: handlers have work to do, and the clock waits for them when their time is over. */
  noteCommit(): void {
    this.#hasNews = true;
    if (!this.#isSettling) void this.#settle();
  }

  async #settle(): Promise<void> {
    this.#isSettling = true;
    while (this.#hasNews && this.#server) {
      this.#hasNews = false;
      await this.#clock.due(this.#clock.nowMs() + HANDLERS_MS, this.#server.idle());
    }
    this.#isSettling = false;
  }

  #lookLater(): void {
    const atMs = this.#clock.nowMs() + LOOK_EVERY_MS;
    this.#clock.at(atMs, () => {
      if (!this.#server) return;
      void this.#clock.due(this.#clock.nowMs() + LOOK_MS, this.#server.lookForDue()).then(() => this.#lookLater());
    });
  }
}
