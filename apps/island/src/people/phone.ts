import {
  NotSaved,
  openClient,
  type BimrideClient,
  type ClientOptions,
  type MutateOptions,
  type SavedMutation,
  type TypedMutation,
} from '#client';
import { pricingMutations } from '#pricing/client';
import { ridesMutations } from '#rides/client';
import type { z } from 'zod';
import { DeviceClock } from '../clock/device-clock.ts';
import { DrainWitness, type DrainRow } from '../evidence/drain-witness.ts';
import { claimOf, claimRows, groupIdOf, hasUnconfirmed, type Claim, type ClaimRow } from '../evidence/recorder.ts';
import type { LinkFaults } from '../link/link-faults.ts';
import { MobileLink } from '../link/mobile-link.ts';
import type { Random } from '../random.ts';
import type { Operator } from '../world/coverage.ts';
import type { Span } from '../world/outages.ts';
import type { Place } from '../world/places.ts';
import { Contact } from './contact.ts';
import type { IslandWorld } from './island-world.ts';
import { PHONE_FAULTS, type PhoneFaults } from './phone-faults.ts';
import { PhoneStorage } from './phone-storage.ts';

export interface PhoneOptions {
  readonly subject: string;
  readonly role: 'rider' | 'driver';
  readonly operator: Operator;
  readonly place: Place;
  readonly faults: PhoneFaults;
  readonly random: Random;
}

/** Pokes come, so the timer is there for those that got lost only. */
const LOOK_EVERY_MS = 30 * 60_000;
const REBOOT_MS = 60_000;
/** A radio needs a moment after coverage is back. */
const NOTICE_MS_MIN = 500;
const NOTICE_MS_MAX = 3_000;
/** How long pokes are gathered, and travel: a driver must hear of an offer, a rider's screen is refreshed now and then. */
const POKE_MS = { driver: 600, rider: 10_000 } as const;
const BUSY_MS = 300;
const GOOD_LINK: LinkFaults = { halfOpenShare: 0, duplicateShare: 0 };

/** A phone: the real client on a disk of its own, with the network of where it is. */
export class Phone {
  readonly options: PhoneOptions;
  readonly contact: Contact;
  readonly claims: Claim[] = [];
  readonly #world: IslandWorld;
  readonly #disk = new Map<string, string>();
  readonly #clock: DeviceClock;
  readonly #drains = new DrainWitness();
  #opened: { readonly client: BimrideClient; readonly link: MobileLink; readonly storage: PhoneStorage } | null = null;
  #isFull = false;
  #token: string | null = null;
  #changed: (() => void)[] = [];

  constructor(world: IslandWorld, options: PhoneOptions) {
    this.#world = world;
    this.options = options;
    const { clock, coverage } = world;
    const { faults, operator, place, random } = options;
    this.#clock = new DeviceClock({ clock, random, skewMs: faults.skewMs });
    this.contact = new Contact({
      clock,
      coverage,
      operator,
      place,
      onBack: () => this.#backInCoverage(),
      onLost: () => this.#drains.cut(),
      onOutage: (outage) => this.#drains.afterOutage(outage),
    });
  }

  get isOpen(): boolean {
    return this.#opened !== null;
  }

  /** @throws Error while the app is closed */
  get client(): BimrideClient {
    if (!this.#opened) throw new Error(`the app of ${this.options.subject} is closed`);
    return this.#opened.client;
  }

  /** The device's clock. */
  nowMs(): number {
    return this.#clock.nowMs();
  }

  /** When the phone had no contact, while its app was open. */
  outages(): readonly Span[] {
    return this.contact.outages();
  }

  /** Opens the app. What was saved before is still there. */
  async open(): Promise<void> {
    if (this.#opened) return;
    const app = this.#app();
    this.#drains.begin(this.#disk);
    const client = await openClient(app.options);
    this.#opened = { ...app, client };
    client.watchAll(() => {
      for (const look of this.#changed.splice(0)) look();
    });
    this.contact.begin();
    client.start();
  }

  /** Closes the app. What waits, waits. */
  async close(): Promise<void> {
    const opened = this.#opened;
    if (!opened) return;
    this.#opened = null;
    this.#drains.cut();
    this.contact.end();
    opened.link.cut();
    await opened.client.close();
  }

  /** Goes off without a warning, and on again. Nothing that was durable is lost. */
  async reboot(): Promise<void> {
    this.#opened?.storage.die();
    this.#opened?.link.cut();
    const { client } = this;
    this.#opened = null;
    this.contact.end();
    // The process is gone; only this simulator still holds it, and lets it go when it may.
    void client.close().catch(() => undefined);
    await this.#world.clock.sleep(REBOOT_MS);
    await this.open();
  }

  setClockBack(): void {
    this.#clock.skewMs -= PHONE_FAULTS.setBackMs;
  }

  fillStorage(isFull: boolean): void {
    this.#isFull = isFull;
  }

  /** From now on the server will refuse the token that the phone holds. */
  letTokenExpire(): void {
    this.#token = this.#world.token(this.options, 'expired');
  }

  /** Does something as its person would. Null: the phone said that it could not be saved. */
  async act<Z extends z.ZodType>(
    definition: TypedMutation<Z>,
    args: z.input<Z>,
    options: MutateOptions = {},
  ): Promise<SavedMutation | null> {
    try {
      const saved = await this.client.mutate(definition, args, options);
      this.#note(saved);
      return saved;
    } catch (error) {
      if (error instanceof NotSaved) return null;
      throw error;
    }
  }

  /** Resolves with true as soon as it is so, and with false after so long. The app may be closed and opened meanwhile. */
  async sees(isSo: (client: BimrideClient) => boolean, forMs: number): Promise<boolean> {
    const { clock } = this.#world;
    const endMs = clock.nowMs() + forMs;
    for (;;) {
      if (this.#opened && isSo(this.#opened.client)) return true;
      if (clock.nowMs() >= endMs) return false;
      await new Promise<void>((wake) => {
        const callOff = clock.at(endMs, wake);
        this.#changed.push(() => {
          callOff();
          wake();
        });
      });
    }
  }

  /** The server has something new up to this cookie order: told to a phone that can be reached. */
  async poke(order: number): Promise<void> {
    const { clock } = this.#world;
    await clock.sleep(POKE_MS[this.options.role]);
    while (this.#opened?.link.isBusy === true) await clock.sleep(BUSY_MS);
    if (!this.#opened || !this.contact.isOn() || this.#opened.link.seenOrder >= order) return;
    this.#opened.client.trigger('poke');
  }

  /** The install; null: the app was never opened. */
  get groupId(): string | null {
    return groupIdOf(this.#disk);
  }

  /** Whether the device holds anything that the server has not confirmed. */
  get hasUnconfirmed(): boolean {
    return hasUnconfirmed(this.#disk);
  }

  /** What the device says of everything it said was saved. */
  testify(): readonly ClaimRow[] {
    return claimRows(this.#disk, this.claims);
  }

  /** How its queue emptied after outages. At the end of a run: what is under way counts as unfinished. */
  drains(): readonly DrainRow[] {
    this.#drains.cut();
    return this.groupId === null ? [] : this.#drains.rows(this.groupId);
  }

  #app(): { readonly link: MobileLink; readonly storage: PhoneStorage; readonly options: ClientOptions } {
    const { clock, onError, sender, storageOf } = this.#world;
    const { faults, random, role, subject } = this.options;
    const isOn = (): boolean => this.contact.isOn();
    const linkFaults = (): LinkFaults => (this.contact.hasWifi ? GOOD_LINK : faults.link);
    const onServed = (leftAtMs: number): void => this.#drains.served(leftAtMs, this.contact.place);
    const onHeard = (leftAtMs: number): void => this.#drains.observed(leftAtMs);
    const link = new MobileLink({ clock, sender, random, faults: linkFaults, isOn, onServed, onAnswer: onHeard });
    const storage = storageOf(subject, this.#disk, () => this.#isFull);
    storage.onStored = (writes) => this.#drains.stored(writes, clock.nowMs());
    const options = {
      person: { subject, roles: [role] },
      storage,
      transport: link,
      token: async ({ rejected }: { readonly rejected: string | null }) => this.#tokenFor(rejected),
      mutations: [...ridesMutations, ...pricingMutations],
      schemaVersion: faults.schemaVersion,
      clock: this.#clock,
      lookEveryMs: LOOK_EVERY_MS,
      newId: () => random.uuidv7(this.nowMs()),
      onError,
    };
    return { link, storage, options };
  }

  #note({ ref }: SavedMutation): void {
    if (ref === null) return;
    const claimedAtMs = this.#world.clock.nowMs();
    this.claims.push(claimOf(this.#disk, { ref, subject: this.options.subject, claimedAtMs }));
  }

  #tokenFor(rejected: string | null): string {
    if (this.#token === null || this.#token === rejected) this.#token = this.#world.token(this.options, 'good');
    return this.#token;
  }

  #backInCoverage(): void {
    const { clock } = this.#world;
    const { random } = this.options;
    clock.at(clock.nowMs() + random.between(NOTICE_MS_MIN, NOTICE_MS_MAX), () => {
      if (this.contact.isOn()) this.#opened?.client.trigger('online');
    });
  }
}
