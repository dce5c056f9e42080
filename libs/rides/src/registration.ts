/** What rides brings into the pipeline: its mutations, and the scopes of its roles. The same on phone and server. */
import type { MutationDefinition } from '#sync/client';
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
import { driverScope, OPS_SCOPE, riderScope } from './views.ts';

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

/** Which scopes a role brings. */
export const ridesScopesByRole = {
  rider: (subject: string) => [riderScope(subject)],
  driver: (subject: string) => [driverScope(subject)],
  dispatcher: () => [OPS_SCOPE],
} as const;
