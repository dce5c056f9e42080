import { randomHex, uuidv7 } from '#client';
import { bbdText, type Quote } from '#pricing/client';
import { book, cancel, pinHash } from '#rides/client';
import { randomInt } from 'node:crypto';
import type { Person } from '../people.ts';
import type { Place } from '../phone.ts';
import { must } from '../story-broken.ts';
import { onThePhone, type Narrator } from '../narrator.ts';

/** A ride as its rider knows it. */
export interface Booking {
  readonly rideId: string;
  /** Told to the driver in person. */
  readonly pin: string;
  readonly from: Place;
  readonly to: Place;
  readonly quote: Quote;
}

const SALT_BYTES = 16;

/** Books, cancels and books again, all of it out of coverage and over an empty battery. @throws StoryBroken */
export async function bookWithoutNetwork(
  rider: Person,
  telling: Narrator,
): Promise<{ readonly cancelled: Booking; readonly booked: Booking }> {
  const { name, phone } = rider;
  telling.chapter('Out of coverage at Bathsheba');
  telling.say(name, 'opened the app before', 'tariff and map are on her phone, signed');
  const [bathsheba, oistins, bridgetown] = [
    phone.place('bathsheba'),
    phone.place('oistins'),
    phone.place('bridgetown'),
  ];
  phone.link.goDark();
  await phone.syncInVain();
  telling.say(name, 'has no network any more');
  const cancelled = await bookRide(rider, { from: bathsheba, to: oistins }, telling);
  await phone.act(cancel, { rideId: cancelled.rideId, reason: 'changed_mind' });
  telling.say(name, 'changes her mind and cancels', onThePhone(phone));
  const booked = await bookRide(rider, { from: bathsheba, to: bridgetown }, telling);
  await phone.dieAndComeBack();
  must(phone.waitingCount === 3, 'the phone has forgotten nothing');
  telling.say(name, 'runs out of battery, charges her phone, opens the app again', onThePhone(phone));
  return { cancelled, booked };
}

async function bookRide(
  { name, phone }: Person,
  { from, to }: Pick<Booking, 'from' | 'to'>,
  telling: Narrator,
): Promise<Booking> {
  const quote = phone.quote(from.at, to.at);
  const { fareCents: quotedFareCents, tariffVersion, mapVersion, atMs: quotedForMs } = quote;
  const rideId = uuidv7(quotedForMs);
  const pin = String(randomInt(10_000)).padStart(4, '0');
  const pinSalt = randomHex(SALT_BYTES);
  const secrets = { pinSalt, pinHash: pinHash(rideId, pinSalt, pin) };
  const fare = { quotedFareCents, tariffVersion, mapVersion, quotedForMs };
  await phone.act(book, { rideId, pickup: from.at, dropoff: to.at, ...secrets, ...fare });
  const how = `her phone computes ${bbdText(quotedFareCents)}`;
  telling.say(name, `books ${from.name} to ${to.name}: ${how}`, onThePhone(phone));
  return { rideId, pin, from, to, quote };
}
