/**
 * The phone's door to rides: what a device needs to decide, to make and check a PIN, and to read its views. Pure.
 */
export { RIDE_LIMITS } from './limits.ts';
export { accept } from './mutations/accept.ts';
export { rideIdSchema, subjectSchema } from './mutations/arguments.ts';
export { arrive } from './mutations/arrive.ts';
export { book } from './mutations/book.ts';
export { cancel } from './mutations/cancel.ts';
export { confirm } from './mutations/confirm.ts';
export { decline } from './mutations/decline.ts';
export { end } from './mutations/end.ts';
export { goOffline } from './mutations/go-offline.ts';
export { goOnline } from './mutations/go-online.ts';
export { renewPin } from './mutations/renew-pin.ts';
export { setComms } from './mutations/set-comms.ts';
export { start } from './mutations/start.ts';
export { positionSchema, type Position } from './position.ts';
export { ridesMutations, ridesScopesByRole } from './registration.ts';
export { RIDE_CODES, type RideCode } from './rules/codes.ts';
export { straightLineMeters } from './rules/distance.ts';
export { LEGAL_MOVES, MOVE_ACTORS, type LegalMove, type MoveActor } from './rules/moves.ts';
export { isPinOf, pinHash, pinHashSchema, pinSaltSchema, pinSchema, pinTriesLeft } from './rules/pin.ts';
export { isOpen, isTerminal } from './rules/status.ts';
export { CANCEL_REASONS, RIDE_STATUSES } from './state.ts';
export type { CancelReason, Driver, Ride, Rider, RideStatus } from './state.ts';
export { driverKind, driverScope, OPS_SCOPE, rideKind, riderKind, riderScope, type OpsRide } from './views.ts';
