import type { Actor, PullRequest, PullResponse, PushRequest, PushResponse, WireMutation } from '#sync';
import { baseOf, DEFINITIONS, shownRows, type ShownRows } from '../../../demo/src/deciding.ts';
import { ConfirmedViews } from '../../../demo/src/phone-views.ts';
import type { Random } from './random.ts';
import type { Recorder } from './recorder.ts';
import type { SimReply } from './sim-server.ts';

const PAGE_ROWS_SMALL = 3;
const PAGE_ROWS_LARGE = 1_000;

/** What a phone does beside naming and arguments. */
export interface Act {
  readonly name: string;
  readonly args: WireMutation['args'];
  /** How long it is wanted, after it was done. */
  readonly validForMs?: number;
  readonly lane?: string;
}

/**
 * One device. It may lose its memory of what is under way at any time (a restart), never what it has stored: its queue,
 * its confirmed rows and its cookie.
 */
export class SimPhone {
  readonly actor: Actor;
  readonly name: string;
  views = new ConfirmedViews();
  /** How far this device's clock is off. */
  skewMs = 0;
  dark = false;
  /** Operations in all patches it was sent. */
  patchedCount = 0;
  /** Counts restarts: an answer to an earlier session finds nobody. */
  session = 0;
  groupId: string;
  readonly #recorder: Recorder;
  readonly #random: Random;
  #queue: WireMutation[] = [];
  #made = new Map<string, number>();
  #answered = new Map<string, number>();
  #drifted: readonly string[] = [];

  constructor(parts: { actor: Actor; name: string; recorder: Recorder; random: Random }) {
    this.actor = parts.actor;
    this.name = parts.name;
    this.#recorder = parts.recorder;
    this.#random = parts.random;
    this.groupId = this.#newGroup();
  }

  get waiting(): readonly WireMutation[] {
    return this.#queue;
  }

  rows(): ShownRows {
    return shownRows(this.views, this.#queue, this.actor);
  }

  act({ name, args, validForMs, lane }: Act, nowMs: number): void {
    const claimedAt = Math.max(0, nowMs + this.skewMs);
    const clientID = `${this.groupId}-${DEFINITIONS.get(name)?.priority ?? 'general'}`;
    const id = (this.#made.get(clientID) ?? 0) + 1;
    this.#made.set(clientID, id);
    const base = baseOf({ name, args }, { rows: this.rows(), actor: this.actor, views: this.views });
    const mutation: WireMutation = {
      clientID,
      id,
      name,
      args,
      timestamp: 0,
      claimedAt,
      base,
      ...(validForMs === undefined ? {} : { validUntil: claimedAt + validForMs }),
      // Every second one says that it was made without contact; of the others the server judges by their age.
      ...(id % 2 === 0 ? { offline: true } : {}),
      ...(lane === undefined ? {} : { lane }),
    };
    this.#queue.push(mutation);
    this.#recorder.make({ actor: this.actor, groupId: this.groupId, mutation });
  }

  /** What has no answer yet: all of it, only a part, or (`skip`) a part whose beginning travels in another push. */
  composePush(how: 'all' | 'part' | 'skip'): PushRequest | null {
    const open = this.#queue.filter(({ clientID, id }) => id > (this.#answered.get(clientID) ?? 0));
    if (open.length === 0) return null;
    const from = how === 'skip' ? this.#random.int(open.length) : 0;
    const to = how === 'part' ? 1 + this.#random.int(open.length) : open.length;
    return this.#pushOf(open.slice(from, to));
  }

  /** An id that has been used, for something else: what only a broken phone does. */
  composeReuse(): PushRequest | null {
    const used = this.#queue.find(({ clientID, id }) => id <= (this.#answered.get(clientID) ?? 0));
    return used ? this.#pushOf([{ ...used, name: 'rides.cancel', args: { rideId: this.#random.uuidv7(0) } }]) : null;
  }

  composePull(): PullRequest {
    const small = this.#random.chance(0.5);
    return {
      pullVersion: 1,
      schemaVersion: 'sim',
      profileID: this.name,
      clientGroupID: this.groupId,
      cookie: this.views.cookie,
      pageRows: small ? PAGE_ROWS_SMALL : PAGE_ROWS_LARGE,
      ...(this.#drifted.length > 0 ? { driftedScopes: [...this.#drifted] } : {}),
    };
  }

  takePushReply({ status, text }: SimReply): void {
    if (status !== 200 && status !== 409) return this.#unexpected('push', { status, text });
    const { mutations } = JSON.parse(text) as PushResponse;
    if (status === 200 && JSON.stringify(JSON.parse(text)) !== text)
      this.#recorder.flaws.push('a push was not answered in plain JSON');
    for (const item of mutations) {
      this.#recorder.answer(item);
      const { clientID, id } = item.id;
      if ('outcome' in item.result) this.#answered.set(clientID, Math.max(id, this.#answered.get(clientID) ?? 0));
      else if (item.result.error === 'gap') this.#gap(clientID, item.result.expectedId);
      else this.#recorder.count('ids reused');
    }
  }

  takePullReply(request: PullRequest, { status, text }: SimReply): void {
    if (status !== 200) return this.#unexpected('pull', { status, text });
    const page = JSON.parse(text) as PullResponse;
    this.#recorder.receive(this.actor, page.patch);
    this.patchedCount += page.patch.length;
    // Another pull has been faster: what this one says is about a state this phone has left.
    if (
      JSON.stringify(request.cookie) !== JSON.stringify(this.views.cookie) ||
      request.clientGroupID !== this.groupId
    ) {
      return this.#recorder.count('stale pulls ignored');
    }
    this.#apply(page);
  }

  /** Forgets what is under way. */
  restart(): void {
    this.session += 1;
    this.#answered = new Map();
    this.#recorder.count('restarts');
  }

  /** A new installation. `fork`: it inherits rows and cookie of the old one, as a second tab or a copied store does. */
  reinstall(fork: boolean): void {
    this.session += 1;
    if (!fork) this.views = new ConfirmedViews();
    this.views.lastIds.clear();
    this.#queue = [];
    this.#made = new Map();
    this.#answered = new Map();
    this.#drifted = [];
    this.groupId = this.#newGroup();
    this.#recorder.count('reinstalls');
  }

  #apply(page: PullResponse): void {
    const before = this.views.cookie?.order ?? 0;
    if (page.cookie.order < before) this.#recorder.flaws.push(`${this.name}: a cookie ran backwards`);
    this.views.apply(page);
    if (page.more) return this.#recorder.count('pages');
    this.#queue = this.#queue.filter(({ clientID, id }) => id > (this.views.lastIds.get(clientID) ?? 0));
    this.#drifted = this.views.driftedScopes(page.scopes);
    for (const scope of this.#drifted) this.#recorder.flaws.push(`${this.name}: the digest of ${scope} does not fit`);
  }

  #gap(clientID: string, expectedId: number): void {
    this.#recorder.count('gaps');
    this.#answered.set(clientID, Math.min(expectedId - 1, this.#answered.get(clientID) ?? 0));
  }

  #pushOf(mutations: WireMutation[]): PushRequest {
    return { pushVersion: 1, schemaVersion: 'sim', profileID: this.name, clientGroupID: this.groupId, mutations };
  }

  #newGroup(): string {
    return `${this.name}-${this.#random.hex(8)}`;
  }

  #unexpected(what: string, { status, text }: SimReply): void {
    this.#recorder.flaws.push(`${this.name}: a ${what} was answered with ${status} ${text}`);
  }
}
