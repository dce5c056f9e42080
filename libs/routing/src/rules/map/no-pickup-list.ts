/**
 * The one row with all areas where nobody is picked up. Invariants: whatever sets or ends such a zone changes the row in the
 * same commit; what is over leaves it at the next change; the border of an area belongs to it, as on the map page.
 */
import { ROUTING_LIMITS } from '../../limits.ts';
import type { NoPickupList, NoPickupZone, Zone } from '../../state.ts';
import { isIn, prepareArea } from './areas.ts';
import { isInForce } from './locate.ts';
import type { LatLon } from './map-page.ts';
import { pointToPlane } from './metric.ts';

export const NO_PICKUP_LIST_ID = 'island';

/** The list with these zones as they are now; zones of another kind are not for it. Null: it stays as it is. */
export function listWith(list: NoPickupList | undefined, zones: readonly Zone[], nowMs: number): NoPickupList | null {
  const known = list?.zones ?? [];
  const told = zones.filter(({ kind, zoneId }) => kind === 'no_pickup' || known.some((one) => one.zoneId === zoneId));
  if (told.length === 0) return null;
  const others = known.filter(({ zoneId }) => !told.some((one) => one.zoneId === zoneId));
  const now = told.filter(({ kind }) => kind === 'no_pickup').map(toListed);
  const zonesNow = [...others, ...now].filter(({ fromMs, toMs }) => toMs === null || (toMs > nowMs && toMs > fromMs));
  return { listId: NO_PICKUP_LIST_ID, zones: zonesNow.sort((a, b) => (a.zoneId < b.zoneId ? -1 : 1)) };
}

/** Whether it has more zones than a booking may have to look through. */
export function isTooLong(list: NoPickupList | null): boolean {
  return (list?.zones.length ?? 0) > ROUTING_LIMITS.noPickupZonesMax;
}

/** The zone that forbids to pick somebody up here at this time; null when none does, or when the list is not there. */
export function noPickupBy(list: NoPickupList | undefined, pickup: LatLon, atMs: number): NoPickupZone | null {
  const point = pointToPlane(pickup);
  return list?.zones.find((zone) => isInForce(zone, atMs) && isIn(prepareArea(zone.rings), point)) ?? null;
}

function toListed({ zoneId, name, reason, rings, fromMs, toMs }: Zone): NoPickupZone {
  return { zoneId, name, reason, rings, fromMs, toMs };
}
