import { pinHash, rideForDriver, rideForOps, rideForRider, RidesStore, type OpsRide, type Ride } from '#rides';
import type { Json } from '#sync';
import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.ts';
import { KeyedIds, type KeyedWrite } from '../keyed-ids.ts';
import { Writes, type Written } from '../rest/writes.service.ts';
import type { BookBody } from './ride-schemas.ts';
import { rideNotFound } from './rides-problems.ts';

/** A write that a route asks for, under the caller's key. */
export interface RideWrite {
  readonly principal: Principal;
  readonly key: string;
  readonly name: 'rides.book' | 'rides.cancel';
  readonly args: Readonly<Record<string, Json>> & { readonly rideId: string };
  readonly validUntilMs?: number | undefined;
}

/** How it ended, and the ride as the caller sees it now; null while the write is parked. */
export interface RideWritten extends Written {
  readonly ride: OpsRide | null;
}

/** Writes and single reads of rides, for people who come by REST: through the same door as everybody. */
@Injectable()
export class RideWrites {
  readonly #writes: Writes;
  readonly #store: RidesStore;
  readonly #ids: KeyedIds;

  constructor(writes: Writes, store: RidesStore, ids: KeyedIds) {
    this.#ids = ids;
    this.#writes = writes;
    this.#store = store;
  }

  /** Asks the pipeline. @throws Problem when a rule refuses it, or the key was used for something else. */
  async write(write: RideWrite): Promise<RideWritten> {
    const written = await this.#writes.perform(write);
    const isParked = written.outcome.outcome === 'parked';
    return { ...written, ride: isParked ? null : await this.#seen(write.args.rideId, write.principal) };
  }

  /** The arguments of `rides.book` for a booking by REST: what the caller did not bring is made from their key. */
  async bookingArgs(body: BookBody, write: KeyedWrite): Promise<RideWrite['args']> {
    const { pickup, dropoff, riderId, newRider } = body;
    const rideId = body.rideId ?? (await this.#ids.uuid(write));
    const pinArgs = await this.#pinArgs(body, rideId, write);
    const forWhom = { ...(riderId !== undefined && { riderId }), ...(newRider !== undefined && { newRider }) };
    return { rideId, pickup, dropoff, ...pinArgs, ...quoteOf(body), ...forWhom };
  }

  // The body has either the PIN, or salt and hash: its schema sees to that.
  async #pinArgs({ pin, pinSalt = '', pinHash: hash = '' }: BookBody, rideId: string, write: KeyedWrite) {
    if (pin === undefined) return { pinSalt, pinHash: hash };
    const salt = await this.#ids.salt(write);
    return { pinSalt: salt, pinHash: pinHash(rideId, salt, pin) };
  }

  /** A ride as one of its own parties sees it. @throws Problem for anybody else, as if there were none. */
  async ownRide(rideId: string, principal: Principal): Promise<OpsRide> {
    const ride = await this.#store.ride(rideId);
    const seen = ride && asParty(ride, principal);
    if (!seen) throw rideNotFound();
    return seen;
  }

  async #seen(rideId: string, principal: Principal): Promise<OpsRide | null> {
    const ride = await this.#store.ride(rideId);
    if (!ride) return null;
    return asParty(ride, principal) ?? (principal.roles.includes('dispatcher') ? rideForOps(ride) : null);
  }
}

/** The ride in the eyes of its rider or its driver; null if the caller is neither. */
function asParty(ride: Ride, { subject, roles }: Principal): OpsRide | null {
  if (ride.riderId === subject && roles.includes('rider')) return withoutPin(rideForRider(ride));
  return ride.driverId === subject && roles.includes('driver') ? withoutPin(rideForDriver(ride)) : null;
}

/** A ride without salt and hash of its PIN: whoever has them can try all PINs. Only phones that must check one without a network hold them. */
export function withoutPin({ pinSalt: _salt, pinHash: _hash, ...ride }: Ride): OpsRide {
  return ride;
}

// What the caller said of the quote.
function quoteOf(body: BookBody) {
  const { quotedFareCents, tariffVersion, mapVersion, vehicleClass, discountId, quotedForMs } = body;
  const quote = { quotedFareCents, tariffVersion, mapVersion, vehicleClass, discountId, quotedForMs };
  return Object.fromEntries(Object.entries(quote).filter(([, value]) => value !== undefined && value !== null));
}
