import { isOpen, pinHash, type Driver, type Ride, type Rider } from '#rides';
import type { Json } from '#sync';
import { BATHSHEBA, BRIDGETOWN, HOLETOWN, OISTINS } from '../harness/places.ts';
import type { Random } from '../harness/random.ts';
import type { ShownRows } from './shown-rows.ts';
import type { Act, SimPhone } from './sim-phone.ts';

const PLACES = [BATHSHEBA, BRIDGETOWN, HOLETOWN, OISTINS];
const WRONG_PIN = '0000';

/** What people do next, given what their phone shows; and now and then what they should not. */
export class Playbook {
  readonly #random: Random;
  readonly #riderIds: readonly string[];
  /** The PINs that riders say aloud. */
  readonly #pins = new Map<string, string>();
  /** Rides that anybody has ever booked. */
  readonly #rideIds: string[] = [];
  /** What drivers took for a ride, as their phones recorded it. */
  readonly #payments = new Map<string, Json>();

  constructor(random: Random, riderIds: readonly string[]) {
    this.#random = random;
    this.#riderIds = riderIds;
  }

  /** The next thing this phone's person does; null when nothing comes to mind. */
  next(phone: SimPhone, nowMs: number): Act | null {
    if (this.#random.chance(0.05)) return this.#mischief(phone);
    const shown = new Shown(phone.rows());
    const outcome = shown.all<{ clientId: string; mutationId: number }>('outcome')[0];
    if (outcome && this.#random.chance(0.3)) {
      return { name: 'sync.acknowledgeOutcome', args: { clientID: outcome.clientId, id: outcome.mutationId } };
    }
    const [role] = phone.actor.roles;
    if (role === 'rider') return this.#rider(shown, nowMs);
    return role === 'driver' ? this.#driver(phone, shown) : this.#dispatcher(shown, nowMs);
  }

  /** Ends what is open, so that nothing goes on by itself. */
  closing(phone: SimPhone): readonly Act[] {
    const shown = new Shown(phone.rows());
    const [role] = phone.actor.roles;
    if (role === 'dispatcher') {
      const open = shown.all<Ride>('ride').filter(({ status }) => isOpen(status));
      return open.map(({ rideId }) => ({ name: 'rides.cancel', args: { rideId, reason: 'other' } }));
    }
    const isOnline = role === 'driver' && shown.all<Driver>('driver').some(({ online }) => online);
    return isOnline ? [{ name: 'drivers.goOffline', args: {} }] : [];
  }

  #rider(shown: Shown, nowMs: number): Act | null {
    const open = shown.all<Rider>('rider')[0]?.openRideId ?? null;
    const lapsed = shown.all<Ride>('ride').find(({ status }) => status === 'lapsed');
    if (lapsed && this.#random.chance(0.3)) {
      return { name: this.#random.pick(['rides.confirm', 'rides.cancel']), args: { rideId: lapsed.rideId } };
    }
    if (open === null) return this.#book(nowMs, {});
    const choice = this.#random.weighted({ cancel: 1, renew: 2, again: 1, wait: 10 });
    if (choice === 'cancel') return { name: 'rides.cancel', args: { rideId: open, reason: 'changed_mind' } };
    if (choice === 'renew') return { name: 'rides.renewPin', args: { rideId: open, ...this.#pinOf(open) } };
    return choice === 'again' ? this.#book(nowMs, {}) : null;
  }

  #driver(phone: SimPhone, shown: Shown): Act | null {
    const driver = shown.all<Driver>('driver')[0];
    const goOnline = { name: 'drivers.goOnline', args: { position: this.#random.pick(PLACES) } };
    const cash = this.#random.chance(0.3) ? this.#cash(phone, shown) : null;
    if (cash) return cash;
    if (!driver?.online) return goOnline;
    const rides = shown.all<Ride>('ride').filter(({ driverId }) => driverId === phone.actor.subject);
    const ride = rides.find(({ status }) => isOpen(status));
    if (ride) return this.#drive(ride);
    return this.#random.pick([goOnline, { name: 'drivers.goOffline', args: {} }, null, null, null, null]);
  }

  /** The driver takes the cash of a ride that is over: mostly once, now and then the same again, or something more. */
  #cash(phone: SimPhone, shown: Shown): Act | null {
    const over = shown
      .all<Ride>('ride')
      .filter(({ driverId, status }) => driverId === phone.actor.subject && status === 'ended');
    if (over.length === 0) return null;
    const { rideId } = this.#random.pick(over);
    const before = this.#payments.get(rideId);
    if (before !== undefined && this.#random.chance(0.8)) return null;
    const name = 'pricing.recordCash';
    if (before !== undefined && this.#random.chance(0.7)) return { name, args: before };
    const cents = 5 * this.#random.between(1, 4_000);
    const paymentId = this.#random.uuidv7(0);
    const paid = { currency: this.#random.pick(['BBD', 'USD']), tenderedCents: cents, changeCents: 0 };
    const args = { paymentId, rideId, ...paid, fareCents: cents, cashDueCents: cents };
    this.#payments.set(rideId, args);
    return { name, args };
  }

  #drive({ rideId, status }: Ride): Act {
    switch (status) {
      case 'offered':
        return this.#random.chance(0.85)
          ? { name: 'rides.accept', args: { rideId } }
          : this.#random.pick([
              { name: 'rides.decline', args: { rideId } },
              { name: 'drivers.goOffline', args: {} },
            ]);
      case 'accepted':
        return { name: 'rides.arrive', args: { rideId } };
      case 'arrived': {
        const pin = this.#random.chance(0.7) ? (this.#pins.get(rideId) ?? WRONG_PIN) : WRONG_PIN;
        return { name: 'rides.start', args: { rideId, pin } };
      }
      default:
        return { name: 'rides.end', args: { rideId } };
    }
  }

  #dispatcher(shown: Shown, nowMs: number): Act | null {
    const rides = shown.all<Ride>('ride');
    const choice = this.#random.weighted({ book: 4, cancel: rides.length > 0 ? 1 : 0, watch: 16 });
    if (choice === 'book') return this.#book(nowMs, { riderId: this.#random.pick(this.#riderIds), newRider: true });
    return choice === 'cancel' ? { name: 'rides.cancel', args: { rideId: this.#random.pick(rides).rideId } } : null;
  }

  #book(nowMs: number, forWhom: { riderId?: string; newRider?: boolean }): Act {
    const known = this.#rideIds.length > 0 && this.#random.chance(0.05);
    const rideId = known ? this.#random.pick(this.#rideIds) : this.#random.uuidv7(nowMs);
    this.#rideIds.push(rideId);
    const pickup = this.#random.pick(PLACES);
    const elsewhere = PLACES.filter((place) => place !== pickup);
    const args = {
      rideId,
      pickup,
      // Now and then a trip of no length.
      dropoff: this.#random.pick(this.#random.chance(0.05) ? [pickup] : elsewhere),
      ...this.#pinOf(rideId),
      ...forWhom,
    };
    return { name: 'rides.book', args, ...(this.#random.chance(0.2) ? { validForMs: this.#random.int(60_000) } : {}) };
  }

  #pinOf(rideId: string): { pinSalt: string; pinHash: string } {
    const pin = String(1 + this.#random.int(9_999)).padStart(4, '0');
    const pinSalt = this.#random.hex(32);
    this.#pins.set(rideId, pin);
    return { pinSalt, pinHash: pinHash(rideId, pinSalt, pin) };
  }

  /** What no proper phone sends: a newer app's mutation, broken arguments, somebody else's ride, a move out of turn. */
  #mischief(phone: SimPhone): Act {
    const rideId = this.#rideIds.length > 0 ? this.#random.pick(this.#rideIds) : this.#random.uuidv7(0);
    const kind = this.#random.weighted({ unknown: 1, broken: 2, illegal: 9 });
    if (kind === 'unknown') return { name: 'rides.teleport', args: { rideId }, lane: `ride/${rideId}` };
    if (kind === 'broken') return { name: 'rides.arrive', args: { rideId: `not an id of ${phone.name}` } };
    const name = this.#random.pick([
      'rides.cancel',
      'rides.accept',
      'rides.arrive',
      'rides.end',
      'rides.confirm',
      'rides.offer',
    ]);
    const args: Json =
      name === 'rides.offer' ? { rideId, driverId: phone.actor.subject, timeoutMs: 30_000 } : { rideId };
    return { name, args };
  }
}

/** What a phone shows, by kind. */
class Shown {
  readonly #rows: ShownRows;

  constructor(rows: ShownRows) {
    this.#rows = rows;
  }

  all<T>(kind: string): readonly T[] {
    const own = new Map<string, T>();
    for (const [key, { state }] of this.#rows) {
      const plain = key.replace(/^ops:dispatch\//, '');
      if (plain.startsWith(`${kind}/`)) own.set(plain, state as T);
    }
    return [...own.values()];
  }
}
