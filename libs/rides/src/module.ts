/** What rides brings into the pipeline. The same on phone and server. */
import { defineModule, publishReading, type MutationDefinition } from '#sync/client';
import { ridesEvents } from './contracts.ts';
import { RIDE_LIMITS } from './limits.ts';
import { accept } from './mutations/accept.ts';
import { arrive } from './mutations/arrive.ts';
import { book } from './mutations/book.ts';
import { cancel } from './mutations/cancel.ts';
import { confirm } from './mutations/confirm.ts';
import { decline } from './mutations/decline.ts';
import { end } from './mutations/end.ts';
import { expireOffer } from './mutations/expire-offer.ts';
import { giveUp } from './mutations/give-up.ts';
import { goOffline } from './mutations/go-offline.ts';
import { goOnline } from './mutations/go-online.ts';
import { noShow } from './mutations/no-show.ts';
import { offer } from './mutations/offer.ts';
import { renewPin } from './mutations/renew-pin.ts';
import { setComms } from './mutations/set-comms.ts';
import { start } from './mutations/start.ts';
import { dispatch, driverKind, drivers, rideKind, rideOfPayment, riderKind, riders } from './views.ts';

/** Every mutation of rides. Names are never taken off this list. */
export const ridesMutations: readonly MutationDefinition[] = [
  book,
  confirm,
  cancel,
  renewPin,
  offer,
  expireOffer,
  giveUp,
  accept,
  decline,
  arrive,
  noShow,
  start,
  end,
  setComms,
  goOnline,
  goOffline,
];

export const rides = defineModule({
  name: 'rides',
  mutations: ridesMutations,
  kinds: [rideKind, driverKind, riderKind],
  events: ridesEvents,
  scopes: [riders, drivers, dispatch],
  readings: [publishReading(rideKind, rideOfPayment)],
  limits: RIDE_LIMITS,
  permissions: {
    'rides:read-own': ['rider', 'driver'],
    // Dispatchers book and cancel for callers, so that a person without a smartphone gets a ride too.
    'rides:book': ['rider', 'dispatcher'],
    'rides:cancel': ['rider', 'dispatcher'],
    'ops:rides:read': ['dispatcher', 'support', 'safety', 'auditor'],
    'sms:deliver': ['gateway'],
  },
});
