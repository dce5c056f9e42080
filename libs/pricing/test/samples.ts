/** Samples for the specs of pricing, and the stage on which they are played. */
import { rideKind, rides, type Ride } from '#rides/client';
import { sampleRide } from '#rides/testing';
import { prepareMap, routing, type RoadMap } from '#routing/client';
import { canonicalJson, sha256Hex, sync, SYSTEM_ACTOR, type Actor, type Change, type Verdict } from '#sync/client';
import { changed, stageOf } from '#sync/testing';
import { shippedMap } from '#api/testing/shipped-map';
import { pricing } from '../src/module.ts';
import { settleRide } from '../src/mutations/settle-ride.ts';
import { SETTLEMENT_EDITION, type RideFacts } from '../src/rules/settle/settlement.ts';
import type { Tariff } from '../src/rules/tariff.ts';
import type { TariffInBook } from '../src/rules/quote/quote.ts';
import { SHIPPED_TARIFFS, TARIFF_2023 } from '../src/shipped-tariffs.ts';
import type { Fare, TariffCalendar, TariffRecord } from '../src/state.ts';
import { tariffCalendarKind, tariffKind } from '../src/views.ts';

export const RIDE_ID = '019a0000-0000-7000-8000-000000000001';
export const OTHER_ID = '019a0000-0000-7000-8000-000000000002';
export const NOW_MS = Date.UTC(2026, 10, 23, 15);
export const DAY_MS = 86_400_000;

export const RIDER: Actor = { subject: 'rider-a', roles: ['rider'] };
export const DRIVER: Actor = { subject: 'driver-a', roles: ['driver'] };
export const OTHER_DRIVER: Actor = { subject: 'driver-b', roles: ['driver'] };
export const PRICER: Actor = { subject: 'pricer-a', roles: ['pricing'] };
export const OTHER_PRICER: Actor = { subject: 'pricer-b', roles: ['pricing'] };
export const SUPPORT: Actor = { subject: 'support-a', roles: ['support'] };
export const SYSTEM = SYSTEM_ACTOR;

export const MAP: RoadMap = prepareMap(shippedMap());
const MICRODEGREES = 1_000_000;

/** A place of the shipped map. */
export function place(id: string): { lat: number; lon: number } {
  const found = MAP.page.places.find((one) => one.id === id);
  if (!found) throw new Error(`no place ${id}`);
  return { lat: found.latMicrodegrees / MICRODEGREES, lon: found.lonMicrodegrees / MICRODEGREES };
}

/** A tariff as a page of the book has it. */
export function inBook(tariff: Tariff = TARIFF_2023): TariffInBook {
  return { tariff, effectiveToMs: null, validToMs: NOW_MS + 30 * DAY_MS, honouredUntilMs: NOW_MS + 37 * DAY_MS };
}

/** A tariff as its row, published. */
export function published(tariff: Tariff, overrides: Partial<TariffRecord> = {}): TariffRecord {
  return {
    version: tariff.version,
    status: 'published',
    document: tariff,
    documentHash: sha256Hex(canonicalJson(tariff)),
    proposedBy: 'system',
    proposedAtMs: 1,
    approvedBy: 'system',
    approvedAtMs: 1,
    effectiveFromMs: tariff.effectiveFromMs,
    effectiveToMs: null,
    honouredUntilMs: NOW_MS + 37 * DAY_MS,
    ...overrides,
  };
}

/** A tariff as its row, proposed by PRICER. */
export function proposed(tariff: Tariff): TariffRecord {
  const nobody = { approvedBy: null, approvedAtMs: null, honouredUntilMs: 0 };
  return published(tariff, { status: 'proposed', proposedBy: PRICER.subject, ...nobody });
}

/** A tariff for next month, and the hash of its document. */
export const NEXT_TARIFF: Tariff = { ...TARIFF_2023, version: 'v2027-01-01', effectiveFromMs: NOW_MS + 30 * DAY_MS };
export const NEXT_HASH = sha256Hex(canonicalJson(NEXT_TARIFF));

export const CALENDAR: TariffCalendar = {
  calendarId: 'tariffs',
  entries: SHIPPED_TARIFFS.map(({ version, effectiveFromMs }) => ({ version, effectiveFromMs })),
};

/** The shipped tariffs, published, and their calendar. */
export const TARIFF_ROWS: readonly Change[] = [
  tariffCalendarKind.put(CALENDAR),
  ...SHIPPED_TARIFFS.map((tariff) => tariffKind.put(published(tariff))),
];

const leg = (distanceMeters: number) => ({ distanceMeters, toleranceMeters: 100, isEstimate: false });

/** A ride of 10 km as booked and as driven: BBD 49.38 by the tariff of 2023. */
export function facts(
  overrides: Partial<RideFacts> & { bookedMeters?: number; drivenMeters?: number } = {},
): RideFacts {
  const { bookedMeters = 10_000, drivenMeters = bookedMeters, ...rest } = overrides;
  return {
    pickup: place('oistins'),
    dropoff: place('bathsheba'),
    stops: [],
    endedAt: null,
    bookedLegs: [leg(bookedMeters)],
    drivenLegs: [leg(drivenMeters)],
    waitingMs: 0,
    tripAtMs: NOW_MS,
    quotedFareCents: 4938,
    pin: {
      tariffVersion: TARIFF_2023.version,
      mapVersion: MAP.page.mapVersion,
      vehicleClass: 'Z',
      discountId: null,
      quotedForMs: NOW_MS,
    },
    mapVersion: MAP.page.mapVersion,
    graphVersion: MAP.page.graphVersion,
    attribution: MAP.page.attribution,
    edition: SETTLEMENT_EDITION,
    ...rest,
  };
}

/** Decides as a server does that has routing, rides and pricing. */
export const play = stageOf({ modules: [sync, routing, rides, pricing], nowMs: NOW_MS });

/** The fare in a verdict. */
export function fareIn(verdict: Verdict): Fare {
  const fare = changed<Fare>(verdict, 'fare');
  if (!fare) throw new Error(`no fare: ${verdict.outcome} ${verdict.code}`);
  return fare;
}

/** The ride of `facts`, as rides keeps it: over, driven by DRIVER. */
export function endedRide(overrides: Partial<Ride> = {}): Change {
  const ends = { pickup: place('oistins'), dropoff: place('bathsheba'), quotedFareCents: 4938 };
  return rideKind.put(sampleRide('ended', NOW_MS, { ...ends, ...overrides }));
}

/** The fare of that ride, settled. */
export function sampleFare(): Fare {
  const args = { rideId: RIDE_ID, riderId: RIDER.subject, driverId: DRIVER.subject, facts: facts() };
  return fareIn(play(settleRide, { args, actor: SYSTEM, rows: TARIFF_ROWS }));
}
