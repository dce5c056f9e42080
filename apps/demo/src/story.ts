import type { Ride } from '#rides/client';
import type { People } from './people.ts';
import { bookWithoutNetwork } from './scenes/booking.ts';
import { driveWithoutNetwork, findDriver } from './scenes/driving.ts';
import { loseTheAnswer } from './scenes/lost-answer.ts';
import { readReceipt } from './scenes/receipt.ts';
import { must } from './story-broken.ts';
import type { Narrator } from './narrator.ts';

/** What the story leaves behind, for whoever checks it. */
export interface Narrated {
  readonly cancelledRideId: string;
  readonly riddenRideId: string;
}

/** Plays the whole story against the server. @throws StoryBroken */
export async function playStory(people: People, telling: Narrator): Promise<Narrated> {
  const { rider, driver, otherDriver, dispatcher } = people;
  const { cancelled, booked } = await bookWithoutNetwork(rider, telling);
  await loseTheAnswer(rider, telling);
  for (const { phone } of [rider, driver, otherDriver, dispatcher]) phone.goLive();
  await findDriver(people, booked, telling);
  await seenByAll(people, { rideId: booked.rideId, status: 'accepted' }, telling);
  await driveWithoutNetwork(people, booked, telling);
  await seenByAll(people, { rideId: booked.rideId, status: 'ended' }, telling);
  await readReceipt(rider, booked, telling);
  return { cancelledRideId: cancelled.rideId, riddenRideId: booked.rideId };
}

/** Rider, driver, dispatcher and the server's own list agree on where the ride stands. */
async function seenByAll(
  { rider, driver, dispatcher }: People,
  { rideId, status }: Pick<Ride, 'rideId' | 'status'>,
  telling: Narrator,
): Promise<void> {
  // The dispatcher's board holds open rides only.
  const onBoard = status === 'ended' ? undefined : status;
  const shown = [
    { name: rider.name, phone: rider.phone, is: status },
    { name: driver.name, phone: driver.phone, is: status },
    { name: dispatcher.name, phone: dispatcher.phone, is: onBoard },
  ];
  for (const { name, phone, is } of shown) {
    await phone.until(`${name} sees: ${is}`, () => phone.ride(rideId)?.status === is || undefined);
  }
  const { rides } = await dispatcher.phone.get<{ rides: readonly Ride[] }>('/v1/ops/rides?riderId=rider&limit=20');
  must(rides.find((ride) => ride.rideId === rideId)?.status === status, `the list of rides says: ${status}`);
  const names = `${rider.name}, ${driver.name} and ${dispatcher.name}`;
  const where = onBoard === undefined ? 'off the board' : 'on the board';
  telling.say('everybody', `${names} see: ${status}`, `${where}, and listed so`);
}
