/** A ride for specs, whatever they are about. */
import type { Ride, RideStatus } from '../state.ts';

const OISTINS = { lat: 13.06319, lon: -59.54224 } as const;
const BATHSHEBA = { lat: 13.21294, lon: -59.52272 } as const;

const ORDER: readonly RideStatus[] = ['requested', 'offered', 'accepted', 'arrived', 'started', 'ended'];
/** Whether a ride that stands in `status` has been in `mark`, by the usual way. */
export const hasReached = (status: RideStatus, mark: RideStatus): boolean =>
  ORDER.indexOf(status) >= ORDER.indexOf(mark);

/**
 * A ride as it stands in some status `atMs`, from Oistins to Bathsheba, between `rider-a` and `driver-a`, with a PIN that nobody knows. A cancelled one
 * was cancelled while accepted.
 */
export function sampleRide(status: RideStatus, atMs: number, overrides: Partial<Ride> = {}): Ride {
  const path: RideStatus = status === 'cancelled' ? 'accepted' : status;
  const since = (mark: RideStatus): number | null => (hasReached(path, mark) ? atMs - 1000 : null);
  const isCancelled = status === 'cancelled';
  return {
    rideId: '019a0000-0000-7000-8000-000000000001',
    riderId: 'rider-a',
    bookedBy: 'rider',
    status,
    pickup: OISTINS,
    dropoff: BATHSHEBA,
    quotedFareCents: 10_750,
    quotePin: null,
    pinSalt: '00'.repeat(16),
    pinHash: '00'.repeat(32),
    pinFailures: 0,
    driverId: hasReached(path, 'offered') ? 'driver-a' : null,
    driverDevice: null,
    offerCount: hasReached(path, 'offered') ? 1 : 0,
    offeredAtMs: status === 'offered' ? atMs - 1000 : null,
    offerExpiresAtMs: status === 'offered' ? atMs + 29_000 : null,
    declinedDriverIds: [],
    missedDriverIds: [],
    requestedAtMs: atMs - 60_000,
    requestedClaimedAtMs: atMs - 61_000,
    wantedUntilMs: atMs + 600_000,
    lapseReason: status === 'lapsed' ? 'booking_lapsed' : null,
    offlineBooking: null,
    queuedAtMs: status === 'requested' || status === 'offered' ? atMs - 60_000 : null,
    acceptedAtMs: since('accepted'),
    acceptedClaimedAtMs: since('accepted'),
    arrivedAtMs: since('arrived'),
    arrivedClaimedAtMs: since('arrived'),
    arrivedPosition: hasReached(path, 'arrived') ? OISTINS : null,
    startedAtMs: since('started'),
    startedClaimedAtMs: since('started'),
    endedAtMs: since('ended'),
    endedClaimedAtMs: since('ended'),
    cancelledAtMs: isCancelled ? atMs - 500 : null,
    cancelledClaimedAtMs: isCancelled ? atMs - 600 : null,
    cancelledBy: isCancelled ? 'rider' : null,
    cancelledFromStatus: isCancelled ? 'accepted' : null,
    cancelReason: null,
    noShow: null,
    commsLost: false,
    commsChangedAtMs: null,
    ...overrides,
  };
}
