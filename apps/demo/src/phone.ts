import type { Ride } from '#rides/client';
import {
  type Actor,
  type PullResponse,
  type PushResponse,
  type PushResult,
  type Verdict,
  type WireMutation,
} from '#sync/client';
import { randomUUID } from 'node:crypto';
import { baseOf, decideOn, DEFINITIONS, lookupIn, shownRows, type ShownRows } from './deciding.ts';
import type { Link, Reply } from './link.ts';
import { ConfirmedViews } from './phone-views.ts';
import { pokes } from './poke.ts';

/** The server answered with a problem: nothing was lost, but the story cannot go on. */
export class ServerRefused extends Error {
  override readonly name = 'ServerRefused';
  constructor(path: string, { status, text }: Reply) {
    super(`${path} was answered with ${status}: ${text}`);
  }
}

/** What the phone waited for did not come. */
export class NotInTime extends Error {
  override readonly name = 'NotInTime';
}

/**
 * A small scripted phone: decides at once on its own views, keeps what its person did until the server has confirmed it,
 * and speaks push and pull. It keeps everything in memory, so it is a model of a phone and not a library for one.
 */
export class Phone {
  readonly actor: Actor;
  readonly link: Link;
  readonly views = new ConfirmedViews();
  /** Fresh on each start: a device the server has not met. */
  readonly groupId = `demo-${randomUUID()}`;
  #waiting: WireMutation[] = [];
  #acknowledged = new Map<string, number>();
  #made = new Map<string, number>();
  #drifted: readonly string[] = [];

  constructor(actor: Actor, link: Link) {
    this.actor = actor;
    this.link = link;
  }

  /** What its person did and the server has not confirmed. */
  get waitingCount(): number {
    return this.#waiting.length;
  }

  /** Scopes whose digest did not fit after the last pull. */
  get driftedScopes(): readonly string[] {
    return this.#drifted;
  }

  /** Does something now, network or not: decided on the phone for its person, and kept to be decided by the server. */
  act(name: string, args: unknown): Verdict {
    const rows = shownRows(this.views, this.#waiting, this.actor);
    const mutation = this.#numbered(name, args, rows);
    this.#waiting.push(mutation);
    const verdict = decideOn(rows, mutation, this.actor);
    if (!verdict) throw new Error(`${name} cannot be decided with these arguments`);
    return verdict;
  }

  /** A ride as this phone shows it: confirmed, with everything on top that still waits. */
  ride(rideId: string): Ride | undefined {
    const rows = shownRows(this.views, this.#waiting, this.actor);
    return lookupIn(rows)({ kind: 'ride', id: rideId })?.state as Ride | undefined;
  }

  /** Confirmed rows of a kind. */
  rowsOf<T>(kind: string): readonly T[] {
    const isOfKind = (key: string) => key.startsWith(`${kind}/`) || key.startsWith(`ops:dispatch/${kind}/`);
    return [...this.views.rows].filter(([key]) => isOfKind(key)).map(([, value]) => value as T);
  }

  /** Sends what has no answer yet. @throws NoNetwork, ServerRefused */
  async push(): Promise<readonly PushResult[]> {
    const mutations = this.#waiting.filter((mutation) => !this.#isAnswered(mutation));
    if (mutations.length === 0) return [];
    const body = {
      pushVersion: 1,
      schemaVersion: '1',
      profileID: this.groupId,
      clientGroupID: this.groupId,
      mutations,
    };
    const answer = await this.#post<PushResponse>('/v1/sync/push', body);
    for (const { id } of answer.mutations) this.#acknowledged.set(id.clientID, id.id);
    return answer.mutations;
  }

  /** Takes what is new, page by page. @throws NoNetwork, ServerRefused */
  async pull(): Promise<void> {
    for (let more = true; more;) more = await this.#pullPage();
    this.#waiting = this.#waiting.filter(({ clientID, id }) => id > (this.views.lastIds.get(clientID) ?? 0));
  }

  /** Pushes, then pulls. */
  async sync(): Promise<readonly PushResult[]> {
    const results = await this.push();
    await this.pull();
    return results;
  }

  /** Pulls at each poke until `found` finds something. @throws NotInTime when it has not after `waitMs` */
  async pullUntil<T>(found: () => T | undefined, what: string, waitMs = 20_000): Promise<T> {
    const leave = new AbortController();
    const deadline = setTimeout(
      () => leave.abort(new NotInTime(`${what}: not within ${waitMs / 1000} seconds`)),
      waitMs,
    );
    try {
      for await (const _order of pokes(await this.link.listen(leave.signal))) {
        await this.pull();
        const thing = found();
        if (thing !== undefined) return thing;
      }
      throw new NotInTime(`${what}: the server ended the stream of pokes`);
    } catch (error) {
      throw leave.signal.aborted ? (leave.signal.reason as Error) : error;
    } finally {
      clearTimeout(deadline);
      leave.abort();
    }
  }

  async #pullPage(): Promise<boolean> {
    const driftedScopes = this.#drifted.length > 0 ? { driftedScopes: this.#drifted } : {};
    const page = await this.#post<PullResponse>('/v1/sync/pull', {
      pullVersion: 1,
      schemaVersion: '1',
      profileID: this.groupId,
      clientGroupID: this.groupId,
      cookie: this.views.cookie,
      ...driftedScopes,
    });
    this.views.apply(page);
    this.#drifted = page.more ? [] : this.views.driftedScopes(page.scopes);
    return page.more;
  }

  async #post<T>(path: string, body: unknown): Promise<T> {
    const reply = await this.link.post(path, body);
    const answer = reply.status === 200 ? (JSON.parse(reply.text) as T & { error?: unknown }) : undefined;
    if (!answer || answer.error !== undefined) throw new ServerRefused(path, reply);
    return answer;
  }

  #isAnswered({ clientID, id }: WireMutation): boolean {
    return id <= (this.#acknowledged.get(clientID) ?? 0);
  }

  #numbered(name: string, args: unknown, rows: ShownRows): WireMutation {
    const clientID = `${this.groupId}-${DEFINITIONS.get(name)?.priority}`;
    const id = (this.#made.get(clientID) ?? 0) + 1;
    this.#made.set(clientID, id);
    const intent = { name, args: args as WireMutation['args'] };
    const base = baseOf(intent, { rows, actor: this.actor, views: this.views });
    return { clientID, id, ...intent, timestamp: 0, base, claimedAt: Date.now(), offline: this.link.isDark };
  }
}
