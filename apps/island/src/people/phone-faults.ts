import { DUPLICATE_SHARE, HALF_OPEN_SHARES, HALF_OPEN_WEIGHTS, type LinkFaults } from '../link/link-faults.ts';
import type { Random } from '../random.ts';

/** Assumed: what is wrong with phones, as shares of all phones unless it says otherwise. */
export const PHONE_FAULTS = {
  /** Every clock is off by some seconds; a few by hours. */
  skewSigmaMs: 30_000,
  skewByHoursShare: 0.01,
  skewHoursMax: 12,
  /** Somebody sets it back by hand, some time in the day. */
  setBackShare: 0.005,
  setBackMs: 3_600_000,
  /** Goes off and on again in a ride: ten times as often as is assumed of real phones, for a day to have some. */
  rebootPerRideShare: 0.01,
  secondPhoneShare: 0.02,
  oldAppShare: 0.15,
  /** Its storage is full from the opening of the app until the booking. */
  storageFullShare: 0.005,
  /** Before each trip the token that it holds runs out, and it does not know. */
  tokenExpiresShare: 0.05,
} as const;

const MS_PER_HOUR = 3_600_000;
/**
 * What the app calls the form of its mutations: today's, and three names before it. No form of a rider's or a driver's
 * mutation has changed yet, so a phone with an older name sends the same; what is tried is that the name does not matter.
 */
const APP_RELEASES = ['4', '3', '2', '1'] as const;

/** One phone's own faults. */
export interface PhoneFaults {
  readonly link: LinkFaults;
  readonly skewMs: number;
  readonly setsClockBack: boolean;
  readonly schemaVersion: string;
  readonly storageIsFull: boolean;
  readonly tokenExpires: boolean;
}

/** Draws what is wrong with a phone. `halfOpenOfAll` is the share of every phone's exchanges, if one is swept. */
export function drawPhoneFaults(random: Random, halfOpenOfAll: number | null = null): PhoneFaults {
  const drawnShare = HALF_OPEN_SHARES[random.weighted(HALF_OPEN_WEIGHTS)] ?? 0;
  const halfOpenShare = halfOpenOfAll ?? drawnShare;
  const { oldAppShare, setBackShare, skewByHoursShare, skewHoursMax, skewSigmaMs } = PHONE_FAULTS;
  const isOld = random.chance(oldAppShare);
  const isFarOff = random.chance(skewByHoursShare);
  const skewMs = isFarOff
    ? Math.round(random.between(-skewHoursMax, skewHoursMax)) * MS_PER_HOUR
    : Math.round(random.normal() * skewSigmaMs);
  return {
    link: { halfOpenShare, duplicateShare: DUPLICATE_SHARE },
    skewMs,
    setsClockBack: random.chance(setBackShare),
    schemaVersion: isOld ? random.pick(APP_RELEASES.slice(1)) : APP_RELEASES[0],
    storageIsFull: random.chance(PHONE_FAULTS.storageFullShare),
    tokenExpires: random.chance(PHONE_FAULTS.tokenExpiresShare),
  };
}

/** A healthy phone on a good link. */
export const NO_FAULTS: PhoneFaults = {
  link: { halfOpenShare: 0, duplicateShare: 0 },
  skewMs: 0,
  setsClockBack: false,
  schemaVersion: APP_RELEASES[0],
  storageIsFull: false,
  tokenExpires: false,
};
