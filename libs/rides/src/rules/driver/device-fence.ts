/**
 * One driver, two devices: a shift is on one of them, and only that one acts for the driver.
 *
 * The written rule: who goes online takes the shift over, and with it the ride that is not over yet; the number of the
 * shift goes up. What another device did for that ride and brings later is refused, its cash too, and stays in the
 * ledger. A ride that was over before stays with the device that drove it. No device's clock has a say in it. Who comes
 * without a device (a call by REST) is not the device that the shift is on, and takes over nothing.
 */
import type { Actor } from '#sync/client';
import type { Driver, Ride } from '../../state.ts';

/** Whether this is the ride of another device of the same driver. */
export function isOnOtherDevice(ride: Pick<Ride, 'driverDevice'>, actor: Actor): boolean {
  return isOther(ride.driverDevice, actor);
}

/** Whether the shift is on another device. */
export function isShiftElsewhere(driver: Pick<Driver, 'device'>, actor: Actor): boolean {
  return isOther(driver.device, actor);
}

// A phone may hold a row from before there were devices: it has no such property.
function isOther(device: string | null | undefined, actor: Actor): boolean {
  return typeof device === 'string' && actor.device !== device;
}

/** Whose shift it is once this actor has gone online. */
export function shiftOf(driver: Driver | undefined, { device }: Actor): Pick<Driver, 'device' | 'shiftEpoch'> {
  const [before, shiftEpoch] = [driver?.device ?? null, driver?.shiftEpoch ?? 0];
  const isTaken = device !== undefined && device !== before;
  return isTaken ? { device, shiftEpoch: shiftEpoch + 1 } : { device: before, shiftEpoch };
}
