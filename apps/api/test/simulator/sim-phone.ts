import type { PullRequest, PullResponse, PushRequest, PushResponse, WireMutation } from '#sync';
import { RawPhone } from '../phone/index.ts';
import type { Random } from '../harness/random.ts';
import type { Recorder } from './recorder.ts';
import { baseOf, shownRows, type Deciding, type ShownRows } from './shown-rows.ts';
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

interface SimPhoneParts extends Deciding {
  readonly name: string;
  readonly recorder: Recorder;
  readonly random: Random;
}

/**
 * A raw phone on a bad day. It may lose its memory of what is under way at any time (a restart), never what it has stored: its
 * queue, its confirmed rows and its cookie. Every promise that the server breaks to it goes to the recorder.
 */
export class SimPhone extends RawPhone {
  readonly actor: Deciding['actor'];
  readonly name: string;
  /** How far this device's clock is off. */
  skewMs = 0;
  dark = false;
  /** Operations in all patches it was sent. */
  patchedCount = 0;
  /** Counts restarts: an answer to an earlier session finds nobody. */
  session = 0;
  readonly #parts: SimPhoneParts;

  constructor(parts: SimPhoneParts) {
    super(newGroup(parts));
    this.actor = parts.actor;
    this.name = parts.name;
    this.#parts = parts;
  }

  rows(): ShownRows {
    return shownRows(this, this.#deciding);
  }

  /** Decides here as the server will: for the person, on this install. */
  get #deciding(): Deciding {
    return { ...this.#parts, actor: { ...this.actor, device: this.groupId } };
  }

  act({ name, args, validForMs, lane }: Act, nowMs: number): void {
    const claimedAt = Math.max(0, nowMs + this.skewMs);
    const stream = this.#parts.definitions.get(name)?.priority ?? 'general';
    // Every second one says that it was made without contact; of the others the server judges by their age.
    const isSaidOffline = this.lastId(stream) % 2 === 1;
    const base = baseOf({ name, args }, this, this.#deciding);
    const validUntil = validForMs === undefined ? {} : { validUntil: claimedAt + validForMs };
    const said = {
      claimedAt,
      base,
      ...validUntil,
      ...(isSaidOffline && { offline: true }),
      ...(lane !== undefined && { lane }),
    };
    const mutation = this.write(name, args, { stream, ...said });
    this.#parts.recorder.make({ actor: this.actor, groupId: this.groupId, mutation });
  }

  /** What has no answer yet: all of it, only a part, or (`skip`) a part whose beginning travels in another push. */
  composePush(how: 'all' | 'part' | 'skip'): PushRequest | null {
    const { random } = this.#parts;
    const open = this.unanswered;
    if (open.length === 0) return null;
    const from = how === 'skip' ? random.int(open.length) : 0;
    const to = how === 'part' ? 1 + random.int(open.length) : open.length;
    return this.pushOf(open.slice(from, to));
  }

  /** An id that has been used, for something else: what only a broken phone does. */
  composeReuse(): PushRequest | null {
    const [used] = this.answered;
    if (!used) return null;
    return this.pushOf([{ ...used, name: 'rides.cancel', args: { rideId: this.#parts.random.uuidv7(0) } }]);
  }

  composePull(): PullRequest {
    return this.pullOf({ pageRows: this.#parts.random.chance(0.5) ? PAGE_ROWS_SMALL : PAGE_ROWS_LARGE });
  }

  takePushReply({ status, text }: SimReply): void {
    const { recorder } = this.#parts;
    if (status !== 200 && status !== 409) return this.#unexpected('push', { status, text });
    const { mutations } = JSON.parse(text) as PushResponse;
    if (status === 200 && JSON.stringify(JSON.parse(text)) !== text)
      recorder.flaws.push('a push was not answered in plain JSON');
    for (const item of mutations) {
      recorder.answer(item);
      this.takeResult(item);
      if (!('outcome' in item.result)) recorder.count(item.result.error === 'gap' ? 'gaps' : 'ids reused');
    }
  }

  takePullReply(request: PullRequest, { status, text }: SimReply): void {
    const { recorder } = this.#parts;
    if (status !== 200) return this.#unexpected('pull', { status, text });
    const page = JSON.parse(text) as PullResponse;
    recorder.receive(this.actor, page.patch);
    this.patchedCount += page.patch.length;
    // Another pull has been faster: what this one says is about a state this phone has left.
    if (
      JSON.stringify(request.cookie) !== JSON.stringify(this.views.cookie) ||
      request.clientGroupID !== this.groupId
    ) {
      return recorder.count('stale pulls ignored');
    }
    const before = this.views.cookie?.order ?? 0;
    if (page.cookie.order < before) recorder.flaws.push(`${this.name}: a cookie ran backwards`);
    this.takePage(page);
    if (page.more) return recorder.count('pages');
    for (const scope of this.drifted) recorder.flaws.push(`${this.name}: the digest of ${scope} does not fit`);
  }

  override restart(): void {
    super.restart();
    this.session += 1;
    this.#parts.recorder.count('restarts');
  }

  override reinstall(how: { readonly fork: boolean }, groupId = newGroup(this.#parts)): void {
    super.reinstall(how, groupId);
    this.session += 1;
    this.#parts.recorder.count('reinstalls');
  }

  #unexpected(what: string, { status, text }: SimReply): void {
    this.#parts.recorder.flaws.push(`${this.name}: a ${what} was answered with ${status} ${text}`);
  }
}

function newGroup({ name, random }: Pick<SimPhoneParts, 'name' | 'random'>): string {
  return `${name}-${random.hex(8)}`;
}
