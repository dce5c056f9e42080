/**
 * Taking what is new: pages are kept aside until the last one is there, then all of it is one commit.
 */
import { PULL_VERSION, type Cookie, type PatchOperation, type PullResponse, type PullWish } from '#sync/client';
import { CLIENT_LIMITS } from '../limits.ts';
import { driftedScopes } from '../views/confirmed-rows.ts';
import { newsOf, takePull } from '../views/take-pull.ts';
import { exchange } from '../wire/exchange.ts';
import { readPullReply, type Reading } from '../wire/read-reply.ts';
import type { Leave } from '../within-time.ts';
import type { Hindrance, PullAlong, PushParts } from './push.ts';

interface Pages {
  readonly patch: readonly PatchOperation[];
  readonly cookie: Cookie | null;
  /** The server turned out to be older than this device: everything is taken anew. */
  readonly restored: boolean;
}

export class Puller implements PullAlong {
  readonly #parts: PushParts;
  /** Pages of a pull that broke off: it goes on where it was. */
  #pages: Pages | null = null;
  #startedAt: Cookie | null = null;
  #drifted: readonly string[] = [];
  /** A push brought all that was new. */
  #isFresh = false;

  constructor(parts: PushParts) {
    this.#parts = parts;
  }

  /** Scopes whose rows here did not have the server's digest at the last pull. */
  get drifted(): readonly string[] {
    return this.#drifted;
  }

  /** Pulls until the view is whole, and once more for a snapshot if its digest does not fit. @throws StorageFull */
  async pullAll(leave: Leave): Promise<Hindrance | null> {
    const hindered = this.#isFresh ? null : await this.#pullOnce(leave);
    this.#isFresh = false;
    if (hindered || this.#drifted.length === 0) return hindered;
    return this.#pullOnce(leave);
  }

  wish({ isLast }: { readonly isLast: boolean }): PullWish | null {
    this.#isFresh = false;
    if (!isLast) return null;
    this.#begin();
    if (this.#pages || this.#drifted.length > 0) return null;
    return { cookie: this.#startedAt, pageRows: CLIENT_LIMITS.pullPageRowsWithPush };
  }

  async take(response: PullResponse): Promise<void> {
    const { cookie } = this.#parts.device.state.view;
    this.#isFresh = await this.#page({ patch: [], cookie, restored: false }, response);
  }

  async #pullOnce(leave: Leave): Promise<Hindrance | null> {
    this.#begin();
    for (;;) {
      const pages = this.#pages ?? { patch: [], cookie: this.#parts.device.state.view.cookie, restored: false };
      if (this.#parts.clock.monotonicMs() >= leave.deadlineAtMs) return { why: 'deadline', retryAfterMs: null };
      const reading = await this.#ask(pages, leave);
      if (reading.kind === 'none') return reading;
      if (reading.kind === 'refused') return { why: 'update_needed', retryAfterMs: null };
      if (reading.kind === 'cookie_ahead') this.#pages = { patch: [], cookie: null, restored: true };
      else if (await this.#page(pages, reading.answer)) return null;
    }
  }

  /** Pages continue a pull only if nobody (another tab) moved the view meanwhile. */
  #begin(): void {
    const { cookie } = this.#parts.device.state.view;
    if (this.#startedAt?.order !== cookie?.order) this.#pages = null;
    this.#startedAt = cookie;
  }

  /** True when it was the last page. */
  async #page(pages: Pages, page: PullResponse): Promise<boolean> {
    const patch = [...pages.patch, ...page.patch];
    if (page.more) {
      this.#pages = { ...pages, patch, cookie: page.cookie };
      return false;
    }
    const { device, clock } = this.#parts;
    const { newId } = device.options;
    const pulled = { patch, last: page, restored: pages.restored, nowMs: clock.nowMs(), newId };
    await device.change((state) => newsOf(state, takePull(state, pulled)));
    this.#pages = null;
    this.#drifted = driftedScopes(device.state.rows, page.scopes);
    return true;
  }

  #ask({ cookie }: Pages, leave: Leave): Promise<Reading<PullResponse>> {
    const { groupID } = this.#parts.device.state.head;
    const body = JSON.stringify({
      pullVersion: PULL_VERSION,
      schemaVersion: this.#parts.schemaVersion,
      profileID: groupID,
      clientGroupID: groupID,
      cookie,
      pageRows: CLIENT_LIMITS.pullPageRows,
      ...(this.#drifted.length > 0 && this.#pages === null ? { driftedScopes: this.#drifted.slice(0, 16) } : {}),
    });
    return exchange(this.#parts, { path: '/v1/sync/pull', body, read: readPullReply, ...leave });
  }
}
