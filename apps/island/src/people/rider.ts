import { randomHex, uuidv7 } from '#client';
import { bookPageKind } from '#pricing/client';
import { book, cancel, isTerminal, pinHash, rideKind, type Ride } from '#rides/client';
import type { Random } from '../random.ts';
import type { TripPlan } from '../world/demand.ts';
import type { IslandWorld } from './island-world.ts';
import type { Phone } from './phone.ts';

const MINUTE_MS = 60_000;
/** From opening the app to the tap that books. */
export const THINKS_MS = 40_000;
const LOOKS_MS = 3_000;
/** How long a rider keeps looking when the time until which they wanted a car is over. */
const LINGERS_MS = 20 * MINUTE_MS;
const RIDE_MS_MAX = 4 * 60 * MINUTE_MS;
/** The app stays open for a while when all is over. */
const LEAVES_AFTER_MS = 2 * MINUTE_MS;
const BACKGROUND_MS_MAX = 120 * MINUTE_MS;
const SALT_BYTES = 16;
const PIN_DIGITS = 4;

export interface RiderParts {
  readonly world: IslandWorld;
  readonly phone: Phone;
  /** Their other phone, which looks on and may do the cancelling. */
  readonly otherPhone: Phone | null;
  readonly random: Random;
  /** Hears of each ride that the phone thinks of. */
  readonly onRide: (rideId: string, trip: TripPlan) => void;
  /** Hears of a trip that became no booking. */
  readonly onUnmade: (why: 'not_saved' | 'not_made') => void;
}

/** Plays one trip, from the opening of the app to its closing. */
export async function takeTrip(parts: RiderParts, trip: TripPlan): Promise<void> {
  const { otherPhone, phone, random, world } = parts;
  const { faults } = phone.options;
  // Still on the trip before this one: they do not make this one.
  if (phone.isOpen) return parts.onUnmade('not_made');
  phone.contact.moveTo(trip.from);
  phone.fillStorage(faults.storageIsFull);
  if (faults.tokenExpires) phone.letTokenExpire();
  await phone.open();
  await otherPhone?.open();
  await world.clock.sleep(THINKS_MS - LOOKS_MS);
  // The booking page opens, and the app looks whether there is a network.
  phone.client.trigger('foreground');
  await world.clock.sleep(LOOKS_MS);
  const rideId = await bookRide(parts, trip);
  phone.fillStorage(false);
  if (faults.setsClockBack) phone.setClockBack();
  if (random.chance(world.rebootShare)) await phone.reboot();
  if (rideId !== null) await waitAndRide(parts, trip, rideId);
  await world.clock.sleep(LEAVES_AFTER_MS);
  // In the background the app goes on until all is sent, for as long as the platform lets it.
  await phone.sees(() => !phone.hasUnconfirmed, BACKGROUND_MS_MAX);
  await otherPhone?.close();
  await phone.close();
}

/** Null: the phone had neither room nor contact, and said so. */
async function bookRide(
  { onRide, onUnmade, phone, random, world }: RiderParts,
  trip: TripPlan,
): Promise<string | null> {
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.int(256));
  const nowMs = phone.nowMs();
  const rideId = uuidv7(nowMs, bytes);
  const [pinSalt, pin] = [randomHex(SALT_BYTES, bytes), String(random.int(10 ** PIN_DIGITS)).padStart(PIN_DIGITS, '0')];
  onRide(rideId, trip);
  const saved = await phone.act(
    book,
    {
      rideId,
      pickup: trip.from.at,
      dropoff: trip.to.at,
      pinSalt,
      pinHash: pinHash(rideId, pinSalt, pin),
      ...quoteOn(phone, world, trip),
    },
    { validUntilMs: nowMs + trip.patienceMs },
  );
  if (saved === null) {
    onUnmade('not_saved');
    return null;
  }
  world.street.set(rideId, { trip, pin, isGone: !trip.comes, onCar: () => undefined });
  return rideId;
}

// A phone whose book does not answer books without a fare: the ride is then charged by the meter.
function quoteOn(phone: Phone, { book: reader }: IslandWorld, { from, to }: TripPlan) {
  const atMs = phone.nowMs();
  const pages = phone.client.scan(bookPageKind).map(({ value }) => value.jws);
  const quoted = reader.quote(pages, { pickup: from.at, dropoff: to.at, atMs }, atMs);
  if (quoted === null || 'code' in quoted) return {};
  const { fareCents: quotedFareCents, mapVersion, tariffVersion } = quoted;
  return { quotedFareCents, mapVersion, tariffVersion, quotedForMs: atMs };
}

async function waitAndRide(parts: RiderParts, trip: TripPlan, rideId: string): Promise<void> {
  const { otherPhone, phone, world } = parts;
  const isOver = (ride: Ride | undefined): boolean =>
    ride !== undefined && (isTerminal(ride.status) || ride.status === 'lapsed');
  let isRiding = false;
  const meeting = world.street.get(rideId);
  if (meeting)
    meeting.onCar = (where) => {
      isRiding = true;
      if (where === 'arrives') phone.contact.moveTo(trip.to);
    };
  const patienceMs = trip.cancelAfterMs ?? trip.patienceMs + LINGERS_MS;
  const isSettled = await phone.sees((client) => isRiding || isOver(client.get(rideKind, rideId)), patienceMs);
  if (!isSettled && trip.cancelAfterMs !== null) {
    if (meeting) meeting.isGone = true;
    await (otherPhone ?? phone).act(cancel, { rideId, reason: 'changed_mind' });
  } else if (isRiding) await phone.sees((client) => isOver(client.get(rideKind, rideId)), RIDE_MS_MAX);
  else if (meeting) meeting.isGone = true;
}
