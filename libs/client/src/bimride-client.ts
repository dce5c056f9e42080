/**
 * The client: what an app on a phone, in a browser or in Node does and sees.
 *
 * Invariants: `mutate` resolves when the mutation is durable on the device (or, without room, decided by the server), and
 * never before; what was taken ends only with a stored outcome of the server; nothing here throws because of the network.
 */
import { acknowledgeOutcome, type CredentialCode, type Json, type RowKind } from '#sync/client';
import type { z } from 'zod';
import { exportQueue, importQueue } from './backup/carry-queue.ts';
import { isRevoked } from './device/device.ts';
import type { ClientOptions } from './client-options.ts';
import { clientParts, type ClientParts } from './client-parts.ts';
import type { WhatWaits } from './device/forget.ts';
import { forgetPerson } from './forget-person.ts';
import { CLIENT_LIMITS } from './limits.ts';
import { keep } from './keep.ts';
import {
  attemptOf,
  checkedArgs,
  laneOf,
  type MutateOptions,
  type MutationState,
  type TypedMutation,
} from './mutate.ts';
import { NotSaved } from './not-saved.ts';
import type { Waiting } from './not-confirmed.ts';
import { asAnswer, type Expected } from './outcomes/answer.ts';
import { isKeptByServer } from './outcomes/inbox.ts';
import type { InboxItem } from './outcomes/item.ts';
import { ShownInbox } from './outcomes/shown-inbox.ts';
import type { QueueInspection } from './queue/inspect.ts';
import { isUrgent, type QueuedMutation } from './queue/entry.ts';
import { savedMutation, stateOfRef, type SavedMutation } from './saved-mutation.ts';
import { Standing } from './standing.ts';
import { asSms, type SmsEncoder } from './sync/as-sms.ts';
import { DirectSends } from './sync/direct.ts';
import type { KeptCredential } from './device/kept-credential.ts';
import type { ClientStatus, DrainOptions } from './sync/drainer.ts';
import type { DrainReport } from './sync/drain-report.ts';
import { Poked } from './sync/poked.ts';
import type { TabMessage, TabReason } from './sync/tabs.ts';
import { Scheduler, type Trigger } from './sync/scheduler.ts';
import { cashLeftOffline, whyHeldOffline } from './why-held-offline.ts';
import { prefixOf, Shown, type Rows, type ShownRow } from './views/shown.ts';
import type { Leave } from './within-time.ts';

export class BimrideClient {
  /** Whose client this is: the `sub` of their tokens. */
  readonly subject: string;
  readonly #parts: ClientParts;
  readonly #options: ClientOptions;
  readonly #scheduler: Scheduler;
  readonly #waiting: Waiting;
  readonly #directly: DirectSends;
  readonly #shown: Shown;
  readonly #poked: Poked;
  readonly #inbox: ShownInbox;
  readonly #standing: Standing;
  readonly #closed = new AbortController();

  constructor(options: ClientOptions, parts: ClientParts) {
    this.subject = options.person.subject;
    this.#options = options;
    this.#parts = parts;
    const { device, tabs, clock } = parts;
    this.#waiting = { clock, hindrance: () => this.#standing.status.hindrance, closed: this.#closed.signal };
    this.#directly = new DirectSends(parts, this.#waiting);
    this.#standing = new Standing(device, clock, () => this.#shown.notifyAll());
    // First: who is told of a change below must not read what was true before it.
    device.listen(() => {
      this.#inbox.forget();
      this.#standing.changed();
    });
    this.#shown = new Shown(device, parts.onError);
    this.#inbox = new ShownInbox(parts, options, this.#shown);
    this.#scheduler = new Scheduler({
      clock,
      lookEveryMs: options.lookEveryMs ?? CLIENT_LIMITS.lookEveryMs,
      drain: (signal) => this.#drain(Number.POSITIVE_INFINITY, signal),
      onPokes: (pokesArrive) => this.#standing.update({ pokesArrive }),
      onError: parts.onError,
    });
    const cookie = () => device.state.view.cookie;
    this.#poked = new Poked({ cookie, look: () => this.#scheduler.trigger('poke') });
    tabs.listen((message) => void this.#observe(message).catch(parts.onError));
  }

  /** Begins to sync in the background. Without it only `drainOnce` does. */
  start(): void {
    void this.#standing.askToPersist(this.#options.storage).catch(this.#parts.onError);
    this.#scheduler.start();
    this.#scheduler.trigger('foreground');
  }

  /** Ends the background work and closes the storage. What waits, waits; who waits for its word is told that it does not come here. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#scheduler.stop();
    this.#parts.tabs.close();
    this.#parts.letGo();
    await this.#parts.device.whenWritten();
    await this.#options.storage.close();
  }

  /**
   * At sign-out: takes away everything that the device keeps of this person, and closes the client, in every tab. While something waits
   * that Bimride does not have, it refuses, unless told what becomes of that: `keep` leaves it on the device (for when the same person signs
   * in again), `drop` loses it.
   * @throws StillWaits: nothing was taken away, and the client goes on
   */
  async forget({ whatWaits = 'refuse' }: { readonly whatWaits?: WhatWaits } = {}): Promise<void> {
    await forgetPerson(this.#parts, whatWaits);
    await this.close();
  }

  /**
   * Does something, network or not. Resolves when it is durable on this device.
   *
   * @throws ArgsInvalid for arguments of another form; NotSaved when there is neither room nor contact, or the client was closed; NotSure when there
   * was no room and the server's answer did not come.
   */
  async mutate<Z extends z.ZodType>(
    definition: TypedMutation<Z>,
    args: z.input<Z>,
    options: MutateOptions = {},
  ): Promise<SavedMutation> {
    if (this.#closed.signal.aborted) throw new NotSaved('closed');
    const { device, clock, schemaVersion } = this.#parts;
    const nowMs = clock.nowMs();
    const wish = {
      definition,
      args: checkedArgs(definition, args),
      options,
      nowMs,
      offline: this.#standing.isOffline,
      schemaVersion,
    };
    const lane = laneOf(definition, wish.args, device.options.person);
    const again = await this.#directly.again({ name: definition.name, args: wish.args, lane }, this.#directly.leave());
    if (again) return again;
    const decided = device.overlay.decide(attemptOf(device.state, wish));
    const expected = decided && asAnswer(decided, definition);
    const mayBeHeldFor = wish.offline === true ? whyHeldOffline(this.#parts, definition, wish.args) : null;
    const onLate = (): void => this.#standing.update({ storage: 'storage_late' });
    const { entry, lacks } = await keep(this.#parts, wish, onLate);
    this.#standing.update({ storage: lacks ?? 'durable' });
    if (lacks) {
      const drain = (deadlineMs: number) => this.drainOnce({ deadlineMs });
      // To take what it changed; or to ask for it again.
      const onSent = (): void => this.#scheduler.trigger('mutation');
      return this.#directly.instead(entry, lacks, { expected, drain, onSent });
    }
    this.#parts.drainer.pusher.clockWatch.made(entry.seq);
    this.#announce(entry);
    return savedMutation(device, entry.seq, { expected, mayBeHeldFor, ...this.#waiting });
  }

  /** What the server would be expected to decide now; undefined when this phone cannot tell. Nothing is kept. */
  preview<Z extends z.ZodType>(definition: TypedMutation<Z>, args: z.input<Z>): Expected | undefined {
    const { device, clock } = this.#parts;
    const wish = {
      definition,
      args: args as Json,
      options: {},
      nowMs: clock.nowMs(),
      offline: this.#standing.isOffline,
    };
    const decided = device.overlay.decide(attemptOf(device.state, wish));
    return decided && asAnswer(decided, definition);
  }

  /** Whether the server may hold this for staff if it is done now without contact, and why; null: it is within the credential. */
  mayActOffline<Z extends z.ZodType>(definition: TypedMutation<Z>, args: z.input<Z>): CredentialCode | null {
    return whyHeldOffline(this.#parts, definition, args as Json);
  }

  /** What still waits, as the text of an SMS. Null: it waits no more, or an SMS cannot say it. @throws StorageFull */
  asSms(ref: number, encode: SmsEncoder): Promise<string | null> {
    return asSms(this.#parts.device, ref, encode);
  }

  /** This install's names, for `POST /v1/devices/credential`. */
  install(): { readonly clientGroupID: string; readonly smsStream: string } {
    const { groupID, streams } = this.#parts.device.state.head;
    return { clientGroupID: groupID, smsStream: streams.ride.clientID };
  }

  /** The offline credential that this install has, with `keepCredential`; null: none yet. */
  credential(): KeptCredential | null {
    return this.#parts.device.state.credential;
  }

  /** Cash that may still be taken without contact, in cents, by the credential that is kept; null: there is none. */
  cashLeftOffline(): number | null {
    return cashLeftOffline(this.#parts);
  }

  /** How a mutation stands, by the `ref` that `mutate` gave. */
  stateOf(ref: number): MutationState {
    return stateOfRef(this.#parts.device, ref);
  }

  /** A row as its person sees it: confirmed, with what waits on top. By its kind and primary key, or by its key as text. */
  get<Row>(kind: RowKind<Row>, id: string): Row | undefined;
  get<T = Json>(key: string): T | undefined;
  get(rows: Rows, id = ''): unknown {
    return this.#shown.get(prefixOf(rows) + id);
  }

  /** All rows of a kind, or whose key begins so, by key. The same array until one of them changes. */
  scan<Row>(kind: RowKind<Row>): readonly ShownRow<Row>[];
  scan<T = Json>(prefix: string): readonly ShownRow<T>[];
  scan(rows: Rows): readonly ShownRow[] {
    return this.#shown.scan(prefixOf(rows));
  }

  /** Calls the listener whenever a row of a kind, or whose key begins so, changes. Returns how to stop. */
  watch(rows: Rows, listener: () => void): () => void {
    return this.#shown.watch(prefixOf(rows), listener);
  }

  /** Calls the listener whenever anything changes: rows, the queue, the inbox, the status. */
  watchAll(listener: () => void): () => void {
    return this.#shown.watchAll(listener);
  }

  /** Outcomes the person must hear of, oldest first. The same array until something changes. */
  inbox(): readonly InboxItem[] {
    return this.#inbox.items();
  }

  /** The person has seen it: it goes here at once, and at the server when there is contact. */
  async acknowledge({ ref, clientID, id, kind }: Pick<InboxItem, 'ref' | 'clientID' | 'id' | 'kind'>): Promise<void> {
    await this.#parts.device.change(({ notes }) => (notes.has(ref) ? { notes: new Map([[ref, null]]) } : null));
    // The server keeps no row of what took effect, and of an install out of service it would hold this one too.
    if (!isKeptByServer(kind) || isRevoked(this.#parts.device.state)) return;
    await this.mutate(acknowledgeOutcome, { clientID, id });
  }

  /** What waits on this device. The same object until something changes, so that ages are those of the last change. */
  queue(): QueueInspection {
    return this.#standing.queue;
  }

  status(): ClientStatus {
    return this.#standing.status;
  }

  /** Resolves when the first rows are here, or the first look has come to nothing; null: that is so. The same promise until then. */
  firstLook(): Promise<void> | null {
    return this.#standing.firstLook;
  }

  /** Says that there is a reason to look now: the app came to the foreground, the network came back, a poke came. */
  trigger(why: Exclude<Trigger, 'mutation' | 'emergency' | 'tab'>): void {
    this.#scheduler.trigger(why);
  }

  /**
   * The server told of news up to this order of cookies: looks, unless it is here already or on its way. `scopes`: what the poke
   * says of whom it is for; a view that was pulled under others is looked at anew.
   */
  poke(order: number, scopes: string | null = null): void {
    this.#poked.hear(order, scopes);
  }

  /** Says whether the server's pokes arrive just now: while they do, the timer looks rarely. */
  expectPokes(arriving: boolean): void {
    this.#scheduler.expectPokes(arriving);
    this.#tell(arriving ? 'pokes_arrive' : 'pokes_stop');
  }

  /** Sends and takes once, within a time: for a platform's background task. Never throws because of the network. */
  async drainOnce({ deadlineMs }: DrainOptions): Promise<DrainReport> {
    return this.#drain(this.#parts.clock.monotonicMs() + deadlineMs, new AbortController().signal);
  }

  /** All that waits, as a file encrypted under a passphrase of 8 characters or more: the last resort. */
  async exportQueue(passphrase: string): Promise<string> {
    return exportQueue(this.#parts, passphrase);
  }

  /** Takes in a queue file of the same person. What both devices send is done once. @throws QueueFileUnreadable */
  async importQueue(file: string, passphrase: string): Promise<void> {
    await importQueue(this.#parts.device, file, passphrase);
    this.#tell('drain');
    this.#scheduler.trigger('mutation');
  }

  async #drain(deadlineAtMs: number, signal: AbortSignal): Promise<DrainReport> {
    const report = await this.#poked.during(() => this.#drained({ deadlineAtMs, signal }));
    if (report.kind === 'elsewhere') return report;
    this.#standing.drained(report);
    this.#tell('looked', report);
    this.#inbox.tellOverdue();
    return report;
  }

  async #drained(leave: Leave): Promise<DrainReport> {
    await this.#directly.askAgain(leave);
    return this.#directly.countedIn(await this.#parts.drainer.drain(leave));
  }

  /** Of what is durable: nothing that goes wrong here makes it undone. */
  #announce(entry: QueuedMutation): void {
    const [isEmergency, { pusher }] = [isUrgent(entry), this.#parts.drainer];
    try {
      if (isEmergency) pusher.makeWay();
      if (isEmergency && this.#scheduler.runs)
        pusher.pushEmergencies(this.#directly.leave()).catch((error: unknown) => this.#parts.onError(error));
      if (entry.stream === 'telemetry') {
        this.#scheduler.soon(this.#options.telemetryEveryMs ?? CLIENT_LIMITS.telemetryEveryMs);
        return this.#tell('changed');
      }
      this.#scheduler.trigger(isEmergency ? 'emergency' : 'mutation');
      this.#tell(isEmergency ? 'emergency' : 'drain');
    } catch (error) {
      this.#parts.onError(error);
    }
  }

  /** Tells the other tabs. */
  #tell(why: TabReason, report?: DrainReport): void {
    if (this.#parts.tabs.shared) this.#parts.tabs.post({ why, ...(report ? { report } : {}) });
  }

  async #observe({ why, news, report }: TabMessage): Promise<void> {
    const { device, drainer } = this.#parts;
    if (why === 'forgotten') {
      device.leave();
      return this.close();
    }
    if (why === 'emergency') {
      drainer.pusher.makeWay();
      this.#scheduler.trigger('tab');
    }
    if (report) {
      this.#standing.drained(report);
      this.#scheduler.looked();
    }
    if (why === 'pokes_arrive' || why === 'pokes_stop') return this.#scheduler.expectPokes(why === 'pokes_arrive');
    if (why === 'looked') return;
    await (news ? device.catchUp(news) : device.catchUpQueue());
    // Most often the tab that did it has sent it meanwhile.
    if (why === 'drain' && drainer.pusher.waiting().length > 0) this.#scheduler.trigger('tab');
  }
}

/** Opens what this device holds of a person. Call `start()` to sync. */
export async function openClient(options: ClientOptions): Promise<BimrideClient> {
  return new BimrideClient(options, await clientParts(options));
}
