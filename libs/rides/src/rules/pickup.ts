import { noPickupBy, routeFault, type AreaRow, type NoPickupList } from '#routing/contracts';
import { refused } from '#sync/client';
import type { Position } from './position.ts';

/**
 * Why no car may be sent to a pickup now; null when one may. A phone and the server ask the same row; a phone that does not
 * hold it cannot tell, the server can.
 */
export function pickupRefusal(list: NoPickupList | undefined, pickup: Position, nowMs: number) {
  const zone = noPickupBy(list, pickup, nowMs);
  return zone && refused('pickup_not_allowed', { zoneId: zone.zoneId, name: zone.name, reason: zone.reason });
}

/**
 * Why no car can drive from a pickup to a dropoff, by the same words as a quote for them; null when one can. As above: a phone that does not hold the area
 * cannot tell land from sea, the server can.
 */
export function tripRefusal(
  area: AreaRow | undefined,
  trip: { readonly pickup: Position; readonly dropoff: Position },
) {
  const fault = routeFault(area, [trip.pickup, trip.dropoff]);
  return fault && refused(fault.code, { at: fault.at === 0 ? 'pickup' : 'dropoff' });
}
