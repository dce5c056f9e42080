import { uuidv7 } from '#client';
import { bbdText, changeFor, recordCash, type Quote } from '#pricing/client';
import { accept, arrive, decline, end, goOnline, start } from '#rides/client';
import type { People, Person } from '../people.ts';
import { must } from '../story-broken.ts';
import { onThePhone, type Narrator } from '../narrator.ts';
import type { Booking } from './booking.ts';

/** Two drivers are asked: the first declines, the second takes the ride. @throws StoryBroken */
export async function findDriver(
  { driver, otherDriver }: People,
  { rideId, from }: Booking,
  telling: Narrator,
): Promise<void> {
  telling.chapter('Who drives?');
  await goOnlineAt(otherDriver, 'holetown', telling);
  await offered(otherDriver, rideId);
  telling.say(otherDriver.name, 'is poked, pulls, and sees the offer', 'she is on her way home');
  await otherDriver.phone.outcomes(await otherDriver.phone.act(decline, { rideId }));
  must(otherDriver.phone.ride(rideId) === undefined, 'who declined no longer sees the ride');
  telling.say(otherDriver.name, 'declines', 'the ride waits again, and leaves her phone');
  await goOnlineAt(driver, 'oistins', telling);
  await offered(driver, rideId);
  telling.say(driver.name, 'is poked, pulls, and sees the offer');
  const [accepted] = await driver.phone.outcomes(await driver.phone.act(accept, { rideId }));
  must(accepted?.outcome === 'applied', 'the driver has the ride');
  // Only who has accepted is given it: with it he needs no network to check the PIN.
  await driver.phone.until('the hash of the PIN', () => driver.phone.ride(rideId)?.pinHash ?? undefined);
  telling.say(driver.name, `accepts and sets off for ${from.name}`);
}

async function goOnlineAt({ name, phone }: Person, placeId: string, telling: Narrator): Promise<void> {
  const place = phone.place(placeId);
  await phone.outcomes(await phone.act(goOnline, { position: place.at }));
  telling.say(name, `goes online at ${place.name}`);
}

/** Waits for the offer of this ride; another rider's, who waited longer, is declined. */
async function offered({ name, phone }: Person, rideId: string): Promise<void> {
  for (;;) {
    const isOffer = () => phone.rides().find(({ status }) => status === 'offered');
    const ride = await phone.until(`an offer to ${name}`, isOffer);
    if (ride.rideId === rideId) return;
    await phone.outcomes(await phone.act(decline, { rideId: ride.rideId }));
  }
}

/** From the pickup to the cash, all of it out of coverage. @throws StoryBroken */
export async function driveWithoutNetwork(
  { rider, driver }: People,
  booking: Booking,
  telling: Narrator,
): Promise<void> {
  const { rideId, pin, from, to, quote } = booking;
  const { phone, name } = driver;
  telling.chapter('The whole ride without a network');
  phone.link.goDark();
  await phone.syncInVain();
  telling.say(name, 'has no network any more');
  const arrived = await phone.act(arrive, { rideId, position: from.at });
  telling.say(name, `arrives at ${from.name}`, onThePhone(phone));
  const misheard = await phone.act(start, { rideId, pin: pin === '0000' ? '0001' : '0000' });
  must(misheard.expected?.code === 'pin_wrong', 'the phone itself knows that the PIN is wrong');
  const pins = misheard.expected?.details as { readonly triesLeft: number } | undefined;
  telling.say(name, 'mishears the PIN: his phone refuses it on the spot', `${pins?.triesLeft} tries left`);
  const started = await phone.act(start, { rideId, pin });
  must(phone.ride(rideId)?.status === 'started', 'the right PIN starts the ride');
  telling.say(name, `types what ${rider.name} says, and the ride starts`, onThePhone(phone));
  const ended = await phone.act(end, { rideId });
  telling.say(name, `ends the ride at ${to.name}`, onThePhone(phone));
  const cash = cashFor(rideId, quote);
  const paid = await phone.act(recordCash, cash);
  const given = `${bbdText(cash.tenderedCents)} and gives ${bbdText(cash.changeCents)} back`;
  telling.say(name, `is paid in cash: takes ${given}`, onThePhone(phone));
  must(rider.phone.ride(rideId)?.status === 'accepted', 'the rider’s phone knows of nothing yet');
  telling.say(rider.name, 'sees on her phone: accepted', 'nobody else knows yet');
  phone.link.comeBack();
  phone.client.trigger('online');
  const acts = [arrived, misheard, started, ended, paid];
  const outcomes = await phone.outcomes(...acts);
  must(
    outcomes.every(
      ({ outcome, code }, at) => outcome === acts[at]?.expected?.outcome && code === acts[at]?.expected?.code,
    ),
    'the server decides as the phone did',
  );
  must(outcomes.at(-1)?.code === undefined, 'the cash is what was due');
  telling.say(name, 'comes back: five actions are sent and decided', 'all of them applied');
}

/** A note of a hundred dollars. */
const NOTE_CENTS = 10_000;

function cashFor(rideId: string, { fareCents, cashDueCents }: Quote) {
  const tender = { currency: 'BBD', tenderedCents: NOTE_CENTS } as const;
  const changeCents = changeFor(tender, cashDueCents);
  return { paymentId: uuidv7(Date.now()), rideId, ...tender, changeCents, fareCents, cashDueCents };
}
