import { cancel, driverKind, goOffline, goOnline, isOpen, type Ride } from '#rides/client';
import { DEMO_DRIVERS, DEMO_RIDERS, type People, type Person } from './people.ts';
import type { Narrator } from './narrator.ts';

/** Puts in order what an earlier story left behind, by the same actions that everybody has. */
export async function tidyUp(people: People, telling: Narrator): Promise<void> {
  const cancelled = await cancelOpenRides(people.dispatcher);
  const shifts = [await endShift(people.driver), await endShift(people.otherDriver)].filter(Boolean).length;
  if (cancelled + shifts > 0) {
    telling.say('', `put in order first: ${cancelled} open rides cancelled, ${shifts} shifts ended`);
  }
}

async function cancelOpenRides({ phone }: Person): Promise<number> {
  const open = phone.rides().filter((ride) => isOpen(ride.status) && isOfTheDemo(ride));
  for (const { rideId } of open) await phone.act(cancel, { rideId, reason: 'other' });
  await phone.sync();
  return open.length;
}

function isOfTheDemo({ riderId, driverId }: Ride): boolean {
  return DEMO_RIDERS.includes(riderId) || (driverId !== null && DEMO_DRIVERS.includes(driverId));
}

/** Whether there was a shift to end. */
export async function endShift({ phone }: Person): Promise<boolean> {
  await phone.sync();
  const shift = phone.client.scan(driverKind).find(({ value }) => value.online)?.value;
  if (shift) {
    // It may be on the phone of an earlier story, and only the phone that it is on ends it.
    await phone.act(goOnline, { position: shift.position ?? phone.place('holetown').at });
    await phone.act(goOffline, {});
  }
  await phone.sync();
  return shift !== undefined;
}
