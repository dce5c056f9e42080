import { isOpen, type Driver, type Ride } from '#rides/client';
import { DEMO_DRIVERS, DEMO_RIDERS, type People, type Person } from './people.ts';
import { HOLETOWN } from './places.ts';
import type { Telling } from './telling.ts';

/** Puts in order what an earlier story left behind, by the same actions that everybody has. */
export async function tidyUp(people: People, telling: Telling): Promise<void> {
  const cancelled = await cancelOpenRides(people.dispatcher);
  const shifts = [await endShift(people.driver), await endShift(people.otherDriver)].filter(Boolean).length;
  if (cancelled + shifts > 0) {
    telling.say('', `put in order first: ${cancelled} open rides cancelled, ${shifts} shifts ended`);
  }
}

async function cancelOpenRides({ phone }: Person): Promise<number> {
  await phone.pull();
  const open = phone.rowsOf<Ride>('ride').filter((ride) => isOpen(ride.status) && isOfTheDemo(ride));
  for (const { rideId } of open) phone.act('rides.cancel', { rideId, reason: 'other' });
  await phone.sync();
  return open.length;
}

function isOfTheDemo({ riderId, driverId }: Ride): boolean {
  return DEMO_RIDERS.includes(riderId) || (driverId !== null && DEMO_DRIVERS.includes(driverId));
}

/** Whether there was a shift to end. */
export async function endShift({ phone }: Person): Promise<boolean> {
  await phone.pull();
  const shift = phone.rowsOf<Driver>('driver').find(({ online }) => online);
  if (shift) {
    // It may be on the phone of an earlier story, and only the phone that it is on ends it.
    phone.act('drivers.goOnline', { position: shift.position ?? HOLETOWN.at });
    phone.act('drivers.goOffline', {});
  }
  await phone.sync();
  return shift !== undefined;
}
