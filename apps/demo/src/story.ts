import { pinHash, straightLineMeters, type Ride } from '#rides/client';
import type { PushResult } from '#sync/client';
import { randomInt } from 'node:crypto';
import { pinSalt, uuidv7 } from './ids.ts';
import { NoNetwork } from './link.ts';
import type { People, Person } from './people.ts';
import { BATHSHEBA, BRIDGETOWN, HOLETOWN, OISTINS, type Place } from './places.ts';
import type { Telling } from './telling.ts';

/** What the story leaves behind, for whoever checks it. */
export interface Told {
  readonly cancelledRideId: string;
  readonly riddenRideId: string;
}

interface Booking {
  readonly rideId: string;
  readonly pin: string;
}

/** A promise the story makes to its reader was not kept. */
export class StoryBroken extends Error {
  override readonly name = 'StoryBroken';
}

/** Plays the whole story against the server. @throws StoryBroken, NoNetwork, ServerRefused */
export async function playStory(people: People, telling: Telling): Promise<Told> {
  const { first, second } = await bookWithoutNetwork(people.rider, telling);
  await comeBackAndLoseTheReply(people.rider, telling);
  await findDriver(people, second, telling);
  await seenByAll(people, { rideId: second.rideId, status: 'accepted' }, telling);
  await driveWithoutNetwork(people, second, telling);
  await seenByAll(people, { rideId: second.rideId, status: 'ended' }, telling);
  return { cancelledRideId: first.rideId, riddenRideId: second.rideId };
}

async function bookWithoutNetwork(rider: Person, telling: Telling): Promise<{ first: Booking; second: Booking }> {
  telling.chapter('Out of coverage at Bathsheba');
  await rider.phone.pull();
  rider.phone.link.goDark();
  telling.say(rider.name, 'has no network');
  const first = book(rider, BATHSHEBA, OISTINS);
  telling.say(rider.name, `books ${BATHSHEBA.name} to ${OISTINS.name}`, onThePhone(rider));
  rider.phone.act('rides.cancel', { rideId: first.rideId, reason: 'changed_mind' });
  telling.say(rider.name, 'changes her mind and cancels', onThePhone(rider));
  const second = book(rider, BATHSHEBA, BRIDGETOWN);
  telling.say(rider.name, `books ${BATHSHEBA.name} to ${BRIDGETOWN.name} instead`, onThePhone(rider));
  return { first, second };
}

function book({ phone }: Person, from: Place, to: Place): Booking {
  const rideId = uuidv7(Date.now());
  const pin = String(randomInt(10_000)).padStart(4, '0');
  const salt = pinSalt();
  const quotedFareCents = Math.round(straightLineMeters(from.at, to.at) / 100) * 50;
  const args = {
    rideId,
    pickup: from.at,
    dropoff: to.at,
    quotedFareCents,
    pinSalt: salt,
    pinHash: pinHash(rideId, salt, pin),
  };
  phone.act('rides.book', args);
  return { rideId, pin };
}

const onThePhone = ({ phone }: Person): string => `kept on the phone, ${phone.waitingCount} waiting`;

async function comeBackAndLoseTheReply(rider: Person, telling: Telling): Promise<void> {
  telling.chapter('Back in coverage, but the reply gets lost');
  const { link } = rider.phone;
  link.comeBack();
  link.loseNextReply();
  await rider.phone.push().catch((error: unknown) => {
    if (!(error instanceof NoNetwork)) throw error;
  });
  telling.say(rider.name, `sends ${rider.phone.waitingCount} actions and hears nothing`, 'the phone keeps them');
  const lostText = link.lostReplies.at(-1)?.text ?? '{}';
  const { mutations: lost = [] } = JSON.parse(lostText) as { mutations?: PushResult[] };
  must(lost.length === 3 && lost.every(isApplied), 'the server applied all three');
  telling.say('the server', 'had decided them: its answer went into the void', outcomes(lost));
  const again = await rider.phone.push();
  const isSame = link.lastReply?.text.replaceAll(',"replayed":true', '') === lostText;
  must(isSame && again.every(({ replayed }) => replayed === true), 'the second answer is the first one, repeated');
  telling.say(rider.name, 'sends the same again', 'the same answer, byte for byte: a replay');
  await rider.phone.pull();
  must(rider.phone.waitingCount === 0, 'nothing waits on the phone any more');
  telling.say(rider.name, 'pulls', 'one ride cancelled, one waiting for a driver');
}

const isApplied = ({ result }: PushResult): boolean => 'outcome' in result && result.outcome === 'applied';

function outcomes(results: readonly PushResult[]): string {
  return results.map(({ result }) => ('outcome' in result ? result.outcome : result.error)).join(', ');
}

async function findDriver({ driver, otherDriver }: People, { rideId }: Booking, telling: Telling): Promise<void> {
  telling.chapter('Who drives?');
  await goOnline(otherDriver, HOLETOWN, telling);
  await offered(otherDriver, rideId);
  telling.say(otherDriver.name, 'is poked, pulls, and sees the offer', 'she is on her way home');
  otherDriver.phone.act('rides.decline', { rideId });
  await otherDriver.phone.sync();
  telling.say(otherDriver.name, 'declines', 'the ride waits again, and leaves her phone');
  must(otherDriver.phone.ride(rideId) === undefined, 'who declined no longer sees the ride');
  await goOnline(driver, OISTINS, telling);
  await offered(driver, rideId);
  telling.say(driver.name, 'is poked, pulls, and sees the offer');
  driver.phone.act('rides.accept', { rideId });
  must((await driver.phone.sync()).every(isApplied), 'the driver has the ride');
  telling.say(driver.name, `accepts and sets off for ${BATHSHEBA.name}`);
}

async function goOnline({ name, phone }: Person, place: Place, telling: Telling): Promise<void> {
  phone.act('drivers.goOnline', { position: place.at });
  await phone.sync();
  telling.say(name, `goes online at ${place.name}`);
}

/** Waits for the offer of this ride; another rider's, who waited longer, is declined. */
async function offered({ name, phone }: Person, rideId: string): Promise<void> {
  const isOffered = (ride: Ride) => ride.status === 'offered';
  for (;;) {
    const ride = await phone.pullUntil(() => phone.rowsOf<Ride>('ride').find(isOffered), `an offer to ${name}`);
    if (ride.rideId === rideId) return;
    phone.act('rides.decline', { rideId: ride.rideId });
    await phone.sync();
  }
}

async function driveWithoutNetwork({ rider, driver }: People, booking: Booking, telling: Telling): Promise<void> {
  const { rideId, pin } = booking;
  const { phone, name } = driver;
  telling.chapter('The whole ride without a network');
  phone.link.goDark();
  telling.say(name, 'has no network any more');
  phone.act('rides.arrive', { rideId });
  telling.say(name, `arrives at ${BATHSHEBA.name}`, onThePhone(driver));
  const wrong = phone.act('rides.start', { rideId, pin: pin === '0000' ? '0001' : '0000' });
  must(wrong.code === 'pin_wrong', 'the phone itself knows that the PIN is wrong');
  telling.say(name, 'mishears the PIN: his phone refuses it on the spot', `${triesLeft(wrong.details)} tries left`);
  const right = phone.act('rides.start', { rideId, pin });
  must(right.code === undefined && phone.ride(rideId)?.status === 'started', 'the right PIN starts the ride');
  telling.say(name, `types what ${rider.name} says, and the ride starts`, onThePhone(driver));
  phone.act('rides.end', { rideId });
  telling.say(name, `ends the ride at ${BRIDGETOWN.name}`, onThePhone(driver));
  await rider.phone.pull();
  telling.say(rider.name, `sees on her phone: ${rider.phone.ride(rideId)?.status}`, 'nobody else knows yet');
  phone.link.comeBack();
  const results = await phone.sync();
  must(results.length === 4 && results.every(isApplied), 'the server decides as the phone did');
  telling.say(name, 'comes back: four actions are sent and decided', outcomes(results));
}

const triesLeft = (details: unknown): number => (details as { triesLeft: number }).triesLeft;

/** Rider, driver, dispatcher and the server's own list agree on where the ride stands. */
async function seenByAll(
  people: People,
  { rideId, status }: Pick<Ride, 'rideId' | 'status'>,
  telling: Telling,
): Promise<void> {
  const { rider, driver, dispatcher } = people;
  for (const { phone } of [rider, driver, dispatcher]) await phone.pull();
  must(rider.phone.ride(rideId)?.status === status, `the rider sees: ${status}`);
  must(driver.phone.ride(rideId)?.status === status, `the driver sees: ${status}`);
  // The dispatcher's board holds open rides only.
  const board = dispatcher.phone.ride(rideId)?.status;
  must(board === (status === 'ended' ? undefined : status), `the dispatcher's board says: ${status}`);
  const list = await dispatcher.phone.link.get('/v1/ops/rides?riderId=rider&limit=20');
  const { rides = [] } = JSON.parse(list.text) as { rides?: Ride[] };
  must(rides.find((ride) => ride.rideId === rideId)?.status === status, `the list of rides says: ${status}`);
  const where = board === undefined ? 'off the board' : 'on the board';
  telling.say(
    'everybody',
    `${rider.name}, ${driver.name} and ${dispatcher.name} see: ${status}`,
    `${where}, and listed so`,
  );
}

function must(isSo: boolean, promise: string): void {
  if (!isSo) throw new StoryBroken(`expected: ${promise}`);
}
