/**
 * The phone's door to rides: what a device needs to decide, to make and check a PIN, and to read its views. Pure.
 */
export { RIDE_LIMITS } from './limits.ts';
export { rideIdSchema, subjectSchema } from './mutations/arguments.ts';
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
