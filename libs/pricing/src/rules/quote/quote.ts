/**
 * The quote: the same cents on a phone without a network and on the server.
 *
 * Invariants: pure; whole numbers in everything that becomes money; no sine, no cosine, no logarithm; the answer depends
 * on the signed pages and the request alone.
 */
import { quoteStandsUntilMs, VEHICLE_CLASSES, type VehicleClass } from '#rides/contracts';
import { noPickupAt, roadDistance, type DistanceMethod, type RoadMap, type RoutingCode } from '#routing/client';
import { SYNC_LIMITS } from '#sync/client';
import { PRICING_LIMITS } from '../../limits.ts';
import type { QuoteCode } from '../codes.ts';
import type { FareLine } from '../fare-line.ts';
import type { LegalCap } from './legal-cap.ts';
import { localText } from '../local-time.ts';
import { cashCents } from '../money.ts';
import { price, type PlatformFee, type Priced } from './price.ts';
import { type Assumption, type Tariff } from '../tariff.ts';
import { tripMeters, tripToleranceMeters, type Leg, type Point, type Trip } from './trip.ts';

/** A tariff with the dates of its signed page. */
export type TariffInBook = {
  readonly tariff: Tariff;
  /** When the next tariff takes over, as far as it was known; null: not known. */
  readonly effectiveToMs: number | null;
  /** Until when quotes may be made from the page. */
  readonly validToMs: number;
  /** Until when a booking with such a quote stands. */
  readonly honouredUntilMs: number;
};

export type QuoteRequest = {
  readonly pickup: Point;
  readonly dropoff: Point;
  /** Onward destinations after `dropoff`. */
  readonly stops?: readonly Point[];
  readonly vehicleClass?: VehicleClass;
  /** The time of the trip. */
  readonly atMs: number;
  /** By a monotonic clock. */
  readonly waitingMs?: number;
  /** What the driver would like to charge for, beside the ride: `luggage`. */
  readonly extras?: readonly string[];
  readonly discountId?: string;
};

/** Why there is no quote. `basis` is the law or the decision behind it, if there is one. */
export type QuoteRefusal = { readonly code: QuoteCode | RoutingCode; readonly basis?: string };

export type Quote = {
  readonly currency: 'BBD';
  /** What the rider pays by card. */
  readonly fareCents: number;
  /** What the rider pays in cash: to 5 cents, never above the legal cap. */
  readonly cashDueCents: number;
  readonly lines: readonly FareLine[];
  readonly legalCapCents: number;
  readonly legalCap: LegalCap;
  /** The regulated fare, before discounts and fees. */
  readonly meterFareCents: number;
  readonly driverPayCents: number;
  readonly discountCents: number;
  readonly platformFee: PlatformFee;
  /** The most by which the fare can rise if the rider changes the ride, and what it would be then. */
  readonly upwardCapCents: number;
  readonly fareCentsMax: number;
  readonly tariffVersion: string;
  readonly mapVersion: string;
  readonly graphVersion: string;
  readonly distanceMeters: number;
  readonly toleranceMeters: number;
  readonly distanceMethod: DistanceMethod;
  readonly vehicleClass: VehicleClass;
  readonly discountId: string | null;
  readonly atMs: number;
  /** The same moment as people on the island read it. */
  readonly atLocal: string;
  readonly validUntilMs: number;
  readonly honouredUntilMs: number;
  /** What no source confirms: shown to whoever pays. */
  readonly assumptions: readonly Assumption[];
  readonly attribution: string;
};

/** Quotes a fare. @returns the quote, or the code of why there is none */
export function quote(book: TariffInBook, map: RoadMap, request: QuoteRequest): Quote | QuoteRefusal {
  const refusal = refusalOf(book, request) ?? pickupRefusal(map, request);
  if (refusal !== null) return refusal;
  const measured = measure(map, [request.pickup, request.dropoff, ...(request.stops ?? NO_STOPS)]);
  if ('code' in measured) return measured;
  const trip: Trip = {
    vehicleClass: request.vehicleClass ?? 'Z',
    pickup: request.pickup,
    dropoff: request.dropoff,
    legs: measured.legs,
    waitingMs: request.waitingMs ?? 0,
    atMs: request.atMs,
    discountId: request.discountId ?? null,
  };
  const priced = price(book.tariff, trip);
  return 'code' in priced ? priced : answer({ book, map, measured, trip, priced });
}

const NO_STOPS: readonly Point[] = [];
const NO_EXTRAS: readonly string[] = [];

export type Measured = { readonly legs: readonly Leg[]; readonly method: DistanceMethod };

/** The legs of a way through some points, by road. */
export function measure(map: RoadMap, points: readonly Point[]): Measured | { readonly code: RoutingCode } {
  const legs: Leg[] = [];
  let method: DistanceMethod = 'matrix';
  for (let index = 1; index < points.length; index += 1) {
    const [from, to] = [points[index - 1], points[index]];
    if (from === undefined || to === undefined) continue;
    const leg = roadDistance(map, from, to);
    if (leg.kind === 'unanswered') return { code: leg.code };
    if (leg.method !== 'matrix') method = leg.method;
    legs.push({ distanceMeters: leg.distanceMeters, toleranceMeters: leg.toleranceMeters, isEstimate: false });
  }
  return { legs, method };
}

const isWhole = (value: number, most: number): boolean => Number.isInteger(value) && value >= 0 && value <= most;

// A phone may hand over anything: each input that cannot be priced is named before anything is computed.
function refusalOf(book: TariffInBook, request: QuoteRequest): QuoteRefusal | null {
  const { atMs, waitingMs = 0, vehicleClass = 'Z', stops = NO_STOPS, extras = NO_EXTRAS } = request;
  if (!isWhole(atMs, SYNC_LIMITS.timeMsMax)) return { code: 'trip_time_invalid' };
  if (!isWhole(waitingMs, PRICING_LIMITS.waitingMsMax)) return { code: 'waiting_invalid' };
  if (!VEHICLE_CLASSES.includes(vehicleClass)) return { code: 'vehicle_class_unknown' };
  if (stops.length > PRICING_LIMITS.stopsMax) return { code: 'too_many_stops' };
  for (const extra of extras) return extraRefusal(book.tariff, extra);
  return isInForce(book, atMs) ? null : { code: 'tariff_not_in_force' };
}

function pickupRefusal(map: RoadMap, { pickup, atMs }: QuoteRequest): QuoteRefusal | null {
  const zone = noPickupAt(map, pickup, atMs);
  return zone && { code: 'pickup_not_allowed', basis: `${zone.name}: ${zone.reason}` };
}

function extraRefusal({ refusedExtras }: Tariff, extra: string): QuoteRefusal {
  const row = refusedExtras.find((refused) => refused.extra === extra);
  return row ? { code: 'extra_not_allowed', basis: row.basis } : { code: 'extra_unknown' };
}

function isInForce({ tariff, effectiveToMs }: TariffInBook, atMs: number): boolean {
  return atMs >= tariff.effectiveFromMs && (effectiveToMs === null || atMs < effectiveToMs);
}

interface Found {
  readonly book: TariffInBook;
  readonly map: RoadMap;
  readonly measured: Measured;
  readonly trip: Trip;
  readonly priced: Priced;
}

function answer({ book, map, measured, trip, priced }: Found): Quote {
  const { tariff } = book;
  const { fareCents, lines, legalCap, meterFareCents, driverPayCents, discountCents, platformFee } = priced;
  const { upwardCapCents } = tariff.settlement;
  return {
    currency: 'BBD',
    fareCents,
    cashDueCents: cashCents(fareCents, legalCap.capCents),
    lines,
    legalCapCents: legalCap.capCents,
    legalCap,
    meterFareCents,
    driverPayCents,
    discountCents,
    platformFee,
    upwardCapCents,
    fareCentsMax: fareCents + upwardCapCents,
    tariffVersion: tariff.version,
    mapVersion: map.page.mapVersion,
    graphVersion: map.page.graphVersion,
    distanceMeters: tripMeters(trip),
    toleranceMeters: tripToleranceMeters(trip),
    distanceMethod: measured.method,
    vehicleClass: trip.vehicleClass,
    discountId: trip.discountId,
    atMs: trip.atMs,
    atLocal: localText(trip.atMs),
    validUntilMs: book.validToMs,
    honouredUntilMs: quoteStandsUntilMs(trip.atMs, book.honouredUntilMs),
    assumptions: tariff.assumptions,
    attribution: map.page.attribution,
  };
}
