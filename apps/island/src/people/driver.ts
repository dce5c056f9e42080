import { uuidv7 } from '#client';
import { changeFor, recordCash } from '#pricing/client';
import { accept, arrive, decline, end, goOffline, goOnline, noShow, rideKind, start, type Ride } from '#rides/client';
import type { Random } from '../random.ts';
import type { Span } from '../world/outages.ts';
import type { Place } from '../world/places.ts';
import { driveMs } from '../world/travel.ts';
import type { IslandWorld } from './island-world.ts';
import type { Phone } from './phone.ts';
import type { Meeting } from './street.ts';

const MINUTE_MS = 60_000;
/** Assumed, all of it. */
export const DRIVING = {
  declineShare: 0.04,
  thinksMsMin: 2_000,
  thinksMsMax: 12_000,
  /** How long they wait for the server's word on a ride they took. */
  confirmMsMax: 120 * MINUTE_MS,
  /** Without a ride a driver says again where they are. */
  idleMs: 60 * MINUTE_MS,
  /** When the first of two phones, left behind, tries to end the shift that is on the other one. */
  firstPhoneAfterMs: 10 * MINUTE_MS,
  boardingMsMin: MINUTE_MS,
  boardingMsMax: 3 * MINUTE_MS,
  /** How long they wait for somebody who does not come. */
  noShowWaitMs: 6 * MINUTE_MS,
  /** Share of idle hours that end parked in a dead spot, and how long: log-normal around an hour and a half. */
  deadSpotShare: 0.02,
  deadSpotMedianMs: 90 * MINUTE_MS,
  deadSpotMsMin: 30 * MINUTE_MS,
  deadSpotMsMax: 240 * MINUTE_MS,
  deadSpotSigma: 0.5,
} as const;
const NOTE_CENTS = 1_000;
const CASH_STEP_CENTS = 5;

export interface DriverParts {
  readonly world: IslandWorld;
  readonly phone: Phone;
  /** Their other phone, to which the shift goes over half-way. */
  readonly otherPhone: Phone | null;
  readonly random: Random;
}

/** Plays one shift. */
export async function workShift(parts: DriverParts, shift: Span): Promise<void> {
  await new Shift(parts).work(shift);
}

class Shift {
  readonly #parts: DriverParts;
  #phone: Phone;

  constructor(parts: DriverParts) {
    this.#parts = parts;
    this.#phone = parts.phone;
  }

  async work({ fromMs, toMs }: Span): Promise<void> {
    const { otherPhone, world } = this.#parts;
    await this.#phone.open();
    await this.#sayWhere();
    while (world.clock.nowMs() < toMs) {
      const left = Math.min(DRIVING.idleMs, toMs - world.clock.nowMs());
      if (await this.#phone.sees(() => this.#offered() !== undefined, left)) await this.#answer();
      else if (world.clock.nowMs() < toMs) await this.#idle();
      if (otherPhone && this.#phone !== otherPhone && world.clock.nowMs() > (fromMs + toMs) / 2)
        await this.#change(otherPhone);
    }
    await this.#phone.act(goOffline, {});
    await world.clock.sleep(DRIVING.noShowWaitMs);
    await this.#parts.phone.close();
    await otherPhone?.close();
  }

  get #place(): Place {
    return this.#phone.contact.place;
  }

  #ride(rideId: string): Ride | undefined {
    return this.#phone.isOpen ? this.#phone.client.get(rideKind, rideId) : undefined;
  }

  #offered(): Ride | undefined {
    const rides = this.#phone.client.scan(rideKind).map(({ value }) => value);
    return rides.find(({ status }) => status === 'offered');
  }

  // On the server a ride that went to somebody else leaves this driver's phone.
  #isMine(rideId: string): boolean {
    const status = this.#ride(rideId)?.status;
    return status === 'accepted' || status === 'arrived' || status === 'started';
  }

  async #sayWhere(): Promise<void> {
    await this.#phone.act(goOnline, { position: this.#place.at });
  }

  async #idle(): Promise<void> {
    const { random } = this.#parts;
    await this.#sayWhere();
    if (!random.chance(DRIVING.deadSpotShare)) return;
    const lastsMs = DRIVING.deadSpotMedianMs * Math.exp(DRIVING.deadSpotSigma * random.normal());
    this.#phone.contact.goDark(Math.min(DRIVING.deadSpotMsMax, Math.max(DRIVING.deadSpotMsMin, lastsMs)));
  }

  /** The shift goes on with the other phone. The first one stays on, and once tries to end the shift: it is told off. */
  async #change(phone: Phone): Promise<void> {
    phone.contact.moveTo(this.#place);
    await phone.open();
    const first = this.#phone;
    this.#phone = phone;
    await this.#sayWhere();
    const { world } = this.#parts;
    world.clock.at(world.clock.nowMs() + DRIVING.firstPhoneAfterMs, () => {
      if (first.isOpen) void first.act(goOffline, {}).catch(world.onError);
    });
  }

  async #answer(): Promise<void> {
    const { random, world } = this.#parts;
    const rideId = this.#offered()?.rideId;
    await world.clock.sleep(random.between(DRIVING.thinksMsMin, DRIVING.thinksMsMax));
    if (rideId === undefined || this.#ride(rideId)?.status !== 'offered') return;
    if (random.chance(DRIVING.declineShare)) {
      await this.#phone.act(decline, { rideId });
      return;
    }
    const accepted = await this.#phone.act(accept, { rideId });
    // Without the server's word the ride may be somebody else's by now: the driver does not set off.
    const isDecided = (): boolean => accepted?.state().stage === 'confirmed';
    await this.#phone.sees(() => isDecided() || !this.#isMine(rideId), DRIVING.confirmMsMax);
    if (isDecided() && this.#isMine(rideId)) await this.#serve(rideId);
  }

  async #serve(rideId: string): Promise<void> {
    const { random, world } = this.#parts;
    const meeting = world.street.get(rideId);
    if (random.chance(world.rebootShare)) await this.#phone.reboot();
    if (meeting) await this.#driveTo(meeting.trip.from);
    if (!this.#isMine(rideId)) return this.#sayWhere();
    const arrivedAtMs = world.clock.nowMs();
    await this.#phone.act(arrive, { rideId, position: this.#place.at });
    await world.clock.sleep(random.between(DRIVING.boardingMsMin, DRIVING.boardingMsMax));
    if (meeting?.isGone === false) return this.#carry(rideId, meeting);
    await this.#phone.sees(() => !this.#isMine(rideId), DRIVING.noShowWaitMs - (world.clock.nowMs() - arrivedAtMs));
    if (!this.#isMine(rideId)) return this.#sayWhere();
    const waitedMs = Math.round(world.clock.nowMs() - arrivedAtMs);
    await this.#phone.act(noShow, { rideId, position: this.#place.at, waitedMs });
  }

  async #carry(rideId: string, meeting: Meeting): Promise<void> {
    await this.#phone.act(start, { rideId, pin: meeting.pin });
    meeting.onCar('leaves');
    await this.#driveTo(meeting.trip.to);
    meeting.onCar('arrives');
    const fareCents = this.#ride(rideId)?.quotedFareCents ?? null;
    await this.#phone.act(end, { rideId });
    if (meeting.trip.paysCash && fareCents !== null) await this.#takeCash(rideId, fareCents);
  }

  async #takeCash(rideId: string, fareCents: number): Promise<void> {
    const { random } = this.#parts;
    const cashDueCents = Math.floor(fareCents / CASH_STEP_CENTS) * CASH_STEP_CENTS;
    const tenderedCents = Math.ceil(cashDueCents / NOTE_CENTS) * NOTE_CENTS;
    const currency = 'BBD';
    await this.#phone.act(recordCash, {
      paymentId: uuidv7(this.#phone.nowMs(), (length) => Uint8Array.from({ length }, () => random.int(256))),
      rideId,
      currency,
      tenderedCents,
      changeCents: changeFor({ currency, tenderedCents }, cashDueCents),
      fareCents,
      cashDueCents,
    });
  }

  // Half-way the car is where it goes, as far as coverage is concerned.
  async #driveTo(place: Place): Promise<void> {
    const { random, world } = this.#parts;
    const way = { from: this.#place.at, to: place.at, atMs: world.clock.nowMs() };
    const halfMs = driveMs(world.roads, way, random) / 2;
    await world.clock.sleep(halfMs);
    this.#phone.contact.moveTo(place);
    await world.clock.sleep(halfMs);
  }
}
