import { noPickupBy, type NoPickupList } from '#routing/contracts';
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
