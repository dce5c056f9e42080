import { connect, type Socket } from 'node:net';
import { DelayLine } from './delay-line.ts';
import type { Loss } from './fate.ts';
import type { LinkSettings } from './link-settings.ts';
import type { SharedLine, Timer } from './shared-line.ts';

/** What one packet carries of a byte stream: 1,500 bytes of Ethernet less the headers of IP and TCP with timestamps. */
const PACKET_BYTES = 1_448;
/** Until TCP sends a lost packet again: the round trip of 300 ms and the 200 ms that Linux adds at least (RFC 6298). */
const SENT_AGAIN_AFTER_MS = 500;

/** What all connections have in common. */
export interface Carrier {
  readonly settings: LinkSettings;
  readonly timer: Timer;
  readonly line: SharedLine;
  /** Decides about the next packet, request or reply, and counts it. */
  isLost(loss: Loss): boolean;
  countUp(bytes: number): void;
  countDown(bytes: number): void;
}

/** One connection of the client, and its other half to the server. */
export class LinkConnection {
  readonly #link: Carrier;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #up: DelayLine;
  readonly #down: DelayLine;
  #turn: 'client' | 'server' = 'server';
  #swallowing = false;
  #isCut = false;

  constructor(link: Carrier, client: Socket, targetPort: number) {
    this.#link = link;
    this.#client = client;
    this.#up = new DelayLine(link.timer);
    this.#down = new DelayLine(link.timer);
    this.#server = connect(targetPort, '127.0.0.1');
    for (const socket of [client, this.#server]) socket.setNoDelay(true);
    client.on('data', (bytes: Buffer) => this.#fromClient(bytes));
    client.on('close', () => this.#leave());
    this.#server.on('data', (bytes: Buffer) => this.#fromServer(bytes));
    this.#server.on('error', () => undefined);
    this.#server.on('close', () => this.#down.send(this.#oneWayMs, () => client.end()));
  }

  /** Both ends are gone, and whatever was under way. */
  cut(): void {
    this.#isCut = true;
    this.#link.line.drop(this);
    this.#client.resetAndDestroy();
    this.#server.destroy();
  }

  get #oneWayMs(): number {
    return this.#link.settings.rttMs / 2;
  }

  #fromClient(bytes: Buffer): void {
    if (this.#turn === 'server') {
      this.#turn = 'client';
      this.#swallowing = this.#link.isLost('lost_request');
    }
    for (let at = 0; at < bytes.length; at += PACKET_BYTES) this.#packet(bytes.subarray(at, at + PACKET_BYTES));
  }

  #packet(bytes: Buffer): void {
    const isLate = this.#link.isLost('late_packet');
    // A packet that is sent again takes the line twice.
    const lineBytes = isLate ? bytes.length * 2 : bytes.length;
    this.#link.line.send(this, lineBytes, () => {
      if (this.#isCut) return;
      this.#link.countUp(lineBytes);
      this.#up.send(this.#oneWayMs + (isLate ? SENT_AGAIN_AFTER_MS : 0), () => this.#arrive(bytes));
    });
  }

  #arrive(bytes: Buffer): void {
    if (this.#isCut) return;
    if (!this.#swallowing) this.#server.write(bytes);
    // All of it was sent for nothing; the client hears of it when the news is back.
    else if (this.#link.line.waiting(this) === 0) this.#cutAfterOneWay();
  }

  #fromServer(bytes: Buffer): void {
    if (this.#turn === 'client') {
      this.#turn = 'server';
      if (this.#link.isLost('lost_reply')) {
        this.#swallowing = true;
        this.#cutAfterOneWay();
      }
    }
    if (this.#swallowing) return;
    for (let at = 0; at < bytes.length; at += PACKET_BYTES) this.#back(bytes.subarray(at, at + PACKET_BYTES));
  }

  #back(bytes: Buffer): void {
    const isLate = this.#link.isLost('late_packet');
    this.#down.send(this.#oneWayMs + (isLate ? SENT_AGAIN_AFTER_MS : 0), () => {
      if (this.#isCut) return;
      this.#link.countDown(bytes.length);
      this.#client.write(bytes);
    });
  }

  #cutAfterOneWay(): void {
    this.#down.send(this.#oneWayMs, () => this.cut());
  }

  // The client has hung up: what it had not sent yet never leaves.
  #leave(): void {
    this.#link.line.drop(this);
    this.#up.send(this.#oneWayMs, () => this.#server.destroy());
  }
}
