/** What a driver does next on a ride, as one button. Pure. */
import type { BimrideClient } from '@bimride/client';
import { accept, arrive, end, start, type RideStatus } from '@bimride/client/rides';
import type { LatLon } from '@bimride/client/routing';

export type DriversAct = 'accept' | 'arrive' | 'start' | 'end';

const NEXT: Partial<Record<RideStatus, DriversAct>> = {
  offered: 'accept',
  accepted: 'arrive',
  arrived: 'start',
  started: 'end',
};

/** Null: there is nothing for the driver to do. */
export const driversNext = (status: RideStatus): DriversAct | null => NEXT[status] ?? null;

/** Does it. Resolves when it is durable on this phone, network or not. */
export function doNext(
  client: Pick<BimrideClient, 'mutate'>,
  act: DriversAct,
  { rideId, pin, position }: { readonly rideId: string; readonly pin: string; readonly position: LatLon },
) {
  if (act === 'accept') return client.mutate(accept, { rideId });
  if (act === 'arrive') return client.mutate(arrive, { rideId, position });
  if (act === 'start') return client.mutate(start, { rideId, pin });
  return client.mutate(end, { rideId, position });
}
