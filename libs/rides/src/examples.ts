import { pinHash } from './rules/pin.ts';

const RIDE_ID = '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e55';
const PIN = '4821';
const PIN_SALT = '9f2c6f0a51d84b7e';
const OISTINS = { lat: 13.06319, lon: -59.54224 };
const BATHSHEBA = { lat: 13.21294, lon: -59.52272 };
const THREE_MINUTES_MS = 180_000;
const FIVE_MINUTES_MS = 300_000;

const plain = { rideId: RIDE_ID };
const pin = { pinSalt: PIN_SALT, pinHash: pinHash(RIDE_ID, PIN_SALT, PIN) };

/** Arguments of each mutation of rides that people may ask for, as the documents show them: one ride from Oistins to Bathsheba. */
export const ridesExamples = {
  'rides.book': { ...plain, pickup: OISTINS, dropoff: BATHSHEBA, ...pin },
  'rides.confirm': plain,
  'rides.cancel': { ...plain, reason: 'waited_too_long' },
  'rides.renewPin': { ...plain, ...pin },
  'rides.accept': plain,
  'rides.decline': plain,
  'rides.arrive': { ...plain, position: OISTINS },
  'rides.noShow': { ...plain, position: OISTINS, waitedMs: FIVE_MINUTES_MS },
  'rides.start': { ...plain, pin: PIN },
  'rides.end': { ...plain, position: BATHSHEBA, waitingMs: THREE_MINUTES_MS },
  'drivers.goOnline': { position: OISTINS },
  'drivers.goOffline': {},
} as const;
