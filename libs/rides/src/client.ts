/**
 * The phone's door to rides: what a device needs to decide, to make and check a PIN, and to read its views. Pure.
 */
export { RIDE_LIMITS } from './limits.ts';
export { accept } from './mutations/accept.ts';
export { rideIdSchema } from './mutations/arguments.ts';
export { arrive } from './mutations/arrive.ts';
export { book } from './mutations/book.ts';
export { cancel } from './mutations/cancel.ts';
export { confirm } from './mutations/confirm.ts';
export { decline } from './mutations/decline.ts';
export { end } from './mutations/end.ts';
export { goOffline } from './mutations/go-offline.ts';
export { goOnline } from './mutations/go-online.ts';
export { noShow } from './mutations/no-show.ts';
export { renewPin } from './mutations/renew-pin.ts';
export { start } from './mutations/start.ts';
export { positionSchema, type Position } from './rules/position.ts';
export { rides, ridesMutations } from './module.ts';
export { quotePinSchema, VEHICLE_CLASSES, type QuotePages, type QuotePin, type VehicleClass } from './rules/quote.ts';
export { RIDE_CODES, type RideCode } from './rules/codes.ts';
export { straightLineMeters } from './rules/distance.ts';
export { LEGAL_MOVES, MOVE_ACTORS } from './rules/moves.ts';
export { pinHash, pinHashSchema, pinSaltSchema, pinSchema, pinTriesLeft } from './rules/pin.ts';
export {
  encodeSms,
  openSms,
  readSms,
  smsEncoder,
  SMS_CHARS_MAX,
  SMS_CODES,
  type OpenedSms,
  type SmsCode,
  type SmsMutation,
  type SmsSender,
  type SmsSos,
} from './rules/sms/sms.ts';
export { bookingForSms, onSmsGrid } from './rules/sms/sms-args.ts';
export { isOpen, isTerminal } from './rules/status.ts';
export { waitEndsAtMs } from './rules/wait/wait-end.ts';
export { CANCEL_REASONS, LAPSE_REASONS, OFFLINE_BOOKINGS, RIDE_STATUSES } from './state.ts';
export type { CancelReason, Driver, NoShowProof, Ride, Rider, RideStatus } from './state.ts';
export {
  driverKind,
  OPS_SCOPE,
  rideKind,
  riderKind,
  opsRideKind,
  type OpsRide,
  type RideForDriver,
  type RideForRider,
} from './views.ts';
export { RIDES_ENGLISH } from './rules/words/english.ts';
export { RIDES_SPANISH } from './rules/words/spanish.ts';
