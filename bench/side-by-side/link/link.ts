/**
 * A phone's bad link, on loopback: a proxy between a client and a server that delays, narrows and loses.
 *
 * It counts bytes as they pass (HTTP with its headers, packets sent again included; not the headers of TCP and IP) and takes a turn from
 * answers to bytes of the client for a new request, which holds for HTTP/1.1 without pipelining. Connections count as open: what
 * TCP and TLS need to open one is not charged to anybody.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { isLost, type Loss } from './fate.ts';
import { LinkConnection, type Carrier } from './link-connection.ts';
import type { LinkSettings, LinkTally } from './link-settings.ts';
import { SharedLine, type Timer } from './shared-line.ts';

const WALL_TIMER: Timer = {
  nowMs: () => performance.now(),
  after: (ms, run) => void (ms < 0.5 ? setImmediate(run) : setTimeout(run, ms)),
};

export class Link implements Carrier {
  readonly settings: LinkSettings;
  readonly timer: Timer = WALL_TIMER;
  readonly line: SharedLine;
  /** Called when the link is back after its cut. */
  onBack: () => void = () => undefined;
  readonly #server: Server;
  readonly #connections = new Set<LinkConnection>();
  readonly #seen: Record<Loss, number> = { late_packet: 0, lost_request: 0, lost_reply: 0 };
  readonly #losses: Record<Loss, number> = { late_packet: 0, lost_request: 0, lost_reply: 0 };
  #isDown = true;
  #bytesUp = 0;
  #bytesDown = 0;
  #cuts = 0;

  private constructor(targetPort: number, settings: LinkSettings) {
    this.settings = settings;
    this.line = new SharedLine(this.timer, settings.upBytesPerSecond);
    this.#server = createServer((client) => this.#accept(client, targetPort));
  }

  /** Listens on loopback, for a server on loopback. It is down until `up()`. */
  static async start(targetPort: number, settings: LinkSettings): Promise<Link> {
    const link = new Link(targetPort, settings);
    link.#server.listen(0, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get tally(): LinkTally {
    const { lost_request: requests } = this.#seen;
    const passed = { bytesUp: this.#bytesUp, bytesDown: this.#bytesDown, requests };
    return { ...passed, losses: { ...this.#losses }, cuts: this.#cuts };
  }

  /** There is coverage. */
  up(): void {
    this.#isDown = false;
  }

  async close(): Promise<void> {
    this.#cutAll();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Decides about the next packet, request or reply, and counts it. */
  isLost(loss: Loss): boolean {
    const { seed, lossShare: share } = this.settings;
    const lost = isLost({ seed, loss, index: this.#seen[loss], share });
    this.#seen[loss] += 1;
    if (lost) this.#losses[loss] += 1;
    return lost;
  }

  countUp(bytes: number): void {
    this.#bytesUp += bytes;
    const { cutAfterBytes } = this.settings;
    if (cutAfterBytes !== null && this.#cuts === 0 && this.#bytesUp >= cutAfterBytes) this.#cutOnce();
  }

  countDown(bytes: number): void {
    this.#bytesDown += bytes;
  }

  #accept(client: Socket, targetPort: number): void {
    client.on('error', () => undefined);
    if (this.#isDown) {
      client.resetAndDestroy();
      return;
    }
    const connection = new LinkConnection(this, client, targetPort);
    this.#connections.add(connection);
    client.once('close', () => this.#connections.delete(connection));
  }

  #cutOnce(): void {
    this.#cuts += 1;
    this.#cutAll();
    this.timer.after(this.settings.cutForMs, () => {
      this.up();
      this.onBack();
    });
  }

  #cutAll(): void {
    this.#isDown = true;
    for (const connection of this.#connections) connection.cut();
  }
}
