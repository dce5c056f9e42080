/** How the device stands, as an app is shown it: status, queue, and whether there is anything to show yet. */
import { isRevoked, type Device, type OpenState } from './device/device.ts';
import type { Clock } from './clock.ts';
import { inspectQueue, isSameQueue, type QueueInspection } from './queue/inspect.ts';
import type { ClientStatus } from './sync/drainer.ts';
import type { DrainReport } from './sync/drain-report.ts';
import type { ClientStorage } from './storage/storage.ts';
import { isSame } from './views/same.ts';
import { isNoContact } from './wire/read-reply.ts';

export class Standing {
  readonly #device: Device;
  readonly #clock: Clock;
  readonly #onStatus: () => void;
  #status: ClientStatus;
  #queue: { readonly of: OpenState; readonly told: QueueInspection } | null = null;
  #reported = false;
  #endFirstLook: () => void = () => undefined;
  #firstLook: Promise<void> | null = new Promise((resolve) => {
    this.#endFirstLook = resolve;
  });

  /** `onStatus` hears when the status says something else. */
  constructor(device: Device, clock: Clock, onStatus: () => void) {
    this.#device = device;
    this.#clock = clock;
    this.#onStatus = onStatus;
    const hindrance = isRevoked(device.state) ? 'revoked' : null;
    const unknown = { lastContactAtMs: null, pokesArrive: null, persistent: null };
    this.#status = { storage: 'durable', hindrance, driftedScopes: [], ...unknown };
    this.changed();
  }

  get status(): ClientStatus {
    return this.#status;
  }

  /** The same object until something in it changes, so that ages are those of the last change. */
  get queue(): QueueInspection {
    const { state } = this.#device;
    this.#queue ??= { of: state, told: inspectQueue(state, this.#clock.nowMs()) };
    return this.#queue.told;
  }

  /** Null: the first rows are here, or the first look has come to nothing. */
  get firstLook(): Promise<void> | null {
    return this.#firstLook;
  }

  /** Null: nothing was tried yet, so the server goes by how late it arrives. */
  get isOffline(): boolean | null {
    return this.#reported ? isNoContact(this.#status.hindrance) : null;
  }

  /** What the device holds has changed. */
  changed(): void {
    const { state } = this.#device;
    if (this.#queue && !isSameQueue(this.#queue.of, state)) this.#queue = null;
    if (state.view.cookie !== null) this.#looked();
  }

  /** A drain is over. */
  drained({ why, driftedScopes }: DrainReport): void {
    this.#reported = true;
    this.#looked();
    const answered = !isNoContact(why) && why !== 'deadline';
    const contact = answered ? { lastContactAtMs: this.#clock.nowMs() } : {};
    this.update({ hindrance: why, driftedScopes, ...contact });
  }

  /** Asks the platform to keep the storage when room is short, where it can be asked. */
  async askToPersist(storage: ClientStorage): Promise<void> {
    this.update({ persistent: (await storage.persist?.()) ?? null });
  }

  update(change: Partial<ClientStatus>): void {
    const next = { ...this.#status, ...change };
    if (isSame(next, this.#status)) return;
    this.#status = next;
    this.#onStatus();
  }

  #looked(): void {
    this.#firstLook = null;
    this.#endFirstLook();
  }
}
