import type { Actor, PullRequest, PushRequest } from '#sync';
import type { Random } from '../harness/random.ts';
import type { Recorder } from './recorder.ts';
import type { SimPhone } from './sim-phone.ts';
import type { SimReply, SimServer } from './sim-server.ts';

/** A request on its way. */
export type Flight = (
  { readonly kind: 'push'; readonly body: PushRequest } | { readonly kind: 'pull'; readonly body: PullRequest }
) & {
  readonly phone: SimPhone;
  readonly session: number;
  /** Who the token says it is, if it is not the phone's person. */
  readonly stranger?: Actor;
};

interface Returning {
  readonly flight: Flight;
  readonly reply: SimReply;
}

const ARRIVE_TOGETHER_MAX = 4;

/** The network between all phones and the server: it drops, doubles, reorders and loses, as the seed says. */
export class Network {
  readonly #server: SimServer;
  readonly #recorder: Recorder;
  readonly #random: Random;
  #requests: Flight[] = [];
  #replies: Returning[] = [];

  constructor(parts: { server: SimServer; recorder: Recorder; random: Random }) {
    this.#server = parts.server;
    this.#recorder = parts.recorder;
    this.#random = parts.random;
  }

  send(flight: Flight): void {
    const isPushOfSame = (other: Flight) => other.kind === 'push' && other.phone === flight.phone;
    if (flight.kind === 'push' && this.#requests.some(isPushOfSame)) this.#recorder.count('pushes crossing');
    this.#requests.push(flight);
  }

  /** Some requests arrive, at the same moment and in any order; or are dropped, or arrive now and once more later. */
  async arrive(): Promise<void> {
    const arriving = Array.from({ length: 1 + this.#random.int(ARRIVE_TOGETHER_MAX) }, () => this.#takeRequest());
    const flights = arriving.filter((flight) => flight !== undefined).filter((flight) => this.#survives(flight));
    await this.#exchange(flights, 0.15);
  }

  /** One reply is received, not always the oldest. */
  receive(): void {
    const at = this.#random.int(this.#replies.length);
    if (at > 0) this.#recorder.count('replies reordered');
    const [returning] = this.#replies.splice(at, 1);
    if (returning) this.#hand(returning);
  }

  /** Whatever is still under way comes in at last: late pushes too, and in any order. */
  async drain(): Promise<void> {
    while (this.#requests.length > 0) {
      const flight = this.#takeRequest();
      if (flight) await this.#exchange([flight], 0.3);
    }
    while (this.#replies.length > 0) this.receive();
  }

  /** An exchange on a network without faults. */
  async exchangeNow(flight: Flight): Promise<void> {
    await this.#exchange([flight], 0);
    while (this.#replies.length > 0) this.receive();
  }

  #takeRequest(): Flight | undefined {
    const at = this.#random.int(this.#requests.length);
    if (at > 0) this.#recorder.count('requests reordered');
    return this.#requests.splice(at, 1)[0];
  }

  #survives(flight: Flight): boolean {
    if (flight.phone.dark || this.#random.chance(0.15)) {
      this.#recorder.count('requests dropped');
      return false;
    }
    if (this.#random.chance(0.15)) {
      this.#requests.push(flight);
      this.#recorder.count('requests doubled');
    }
    return true;
  }

  async #exchange(flights: readonly Flight[], lossProbability: number): Promise<void> {
    const requests = flights.map(({ kind, phone, stranger, body }) => ({ kind, actor: stranger ?? phone.actor, body }));
    const replies = await this.#server.deliver(requests);
    for (const [index, reply] of replies.entries()) {
      const flight = flights[index];
      if (!flight) continue;
      if (this.#random.chance(lossProbability)) this.#recorder.count('replies lost');
      else this.#replies.push({ flight, reply });
    }
  }

  #hand({ flight, reply }: Returning): void {
    if (flight.stranger) return this.#turnedAway(reply);
    // Overload and a database that is away: nothing of it was applied, the phone keeps what it has.
    if (reply.status === 429 || reply.status === 503) return;
    if (flight.session !== flight.phone.session) return this.#recorder.count('replies lost');
    if (flight.kind === 'push') flight.phone.takePushReply(reply);
    else flight.phone.takePullReply(flight.body, reply);
  }

  #turnedAway({ status, text }: SimReply): void {
    this.#recorder.count('strangers turned away');
    if (status !== 404) this.#recorder.flaws.push(`a stranger was answered with ${status} ${text}`);
  }
}
