/**
 * A slow line that all connections of a phone share: one packet after the other, the connections in turns. It knows no sockets and
 * no clock of its own, so that its arithmetic can be checked without waiting.
 */
export interface Timer {
  nowMs(): number;
  after(ms: number, run: () => void): void;
}

interface Waiting {
  readonly bytes: number;
  readonly carried: () => void;
}

export class SharedLine {
  readonly #timer: Timer;
  readonly #bytesPerSecond: number | null;
  /** A map keeps its order: who has just been served goes to the end. */
  readonly #queues = new Map<object, Waiting[]>();
  #busyUntilMs = 0;
  #serving = false;

  /** @param bytesPerSecond null: as fast as can be */
  constructor(timer: Timer, bytesPerSecond: number | null) {
    this.#timer = timer;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Puts a packet behind the others of its connection; `carried` is called when the line has carried the last bit of it. */
  send(connection: object, bytes: number, carried: () => void): void {
    const queue = this.#queues.get(connection) ?? [];
    queue.push({ bytes, carried });
    this.#queues.set(connection, queue);
    if (!this.#serving) this.#serve();
  }

  /** How many packets of a connection wait. */
  waiting(connection: object): number {
    return this.#queues.get(connection)?.length ?? 0;
  }

  /** Forgets what waits of a connection that is gone. */
  drop(connection: object): void {
    this.#queues.delete(connection);
  }

  #serve(): void {
    const [next] = this.#queues;
    const [connection, queue] = next ?? [];
    const packet = queue?.shift();
    this.#serving = packet !== undefined;
    if (!connection || !queue || !packet) return;
    this.#queues.delete(connection);
    if (queue.length > 0) this.#queues.set(connection, queue);
    this.#carry(packet);
  }

  // Counted on from when the line was last busy, so that late timers do not add up.
  #carry({ bytes, carried }: Waiting): void {
    const nowMs = this.#timer.nowMs();
    const takesMs = this.#bytesPerSecond === null ? 0 : (bytes / this.#bytesPerSecond) * 1_000;
    this.#busyUntilMs = Math.max(nowMs, this.#busyUntilMs) + takesMs;
    this.#timer.after(this.#busyUntilMs - nowMs, () => {
      carried();
      this.#serve();
    });
  }
}
