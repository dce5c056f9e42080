/**
 * Random trips and random tariffs from a seed. No imports but the phone's door: it runs in Node and in a browser alike.
 */
import type { QuoteRequest, Tariff } from '#pricing/client';

/** A generator of numbers in [0, 1): mulberry32, whole-number arithmetic only, the same on every engine. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Point = { readonly lat: number; readonly lon: number };

const MICRODEGREES = 1_000_000;
const JITTER_DEGREES = 0.02;

/** A whole number from 0 up to, but not including, `below`. */
export function below(next: () => number, limit: number): number {
  return Math.floor(next() * limit);
}

function near(next: () => number, places: readonly Point[]): Point {
  const { lat, lon } = places[below(next, places.length)] ?? { lat: 13.1, lon: -59.6 };
  const moved = (degrees: number) =>
    Math.round((degrees + (next() - 0.5) * JITTER_DEGREES) * MICRODEGREES) / MICRODEGREES;
  return { lat: moved(lat), lon: moved(lon) };
}

/** A trip near some places, some of it at sea or at nobody's time. */
export function randomRequest(next: () => number, places: readonly Point[]): QuoteRequest {
  return {
    pickup: near(next, places),
    dropoff: near(next, places),
    ...(next() < 0.1 ? { stops: [near(next, places)] } : {}),
    ...(next() < 0.3 ? { vehicleClass: 'ZM' } : {}),
    atMs: 1_750_000_000_000 + below(next, 60_000_000) * 1000,
    ...(next() < 0.2 ? { waitingMs: below(next, 7_200_000) } : {}),
    ...(next() < 0.2 ? { discountId: 'promo' } : {}),
  };
}

/** The tariff with surcharges, fees and a discount beside what the law allows: as greedy as it can be. */
export function greedyTariff(tariff: Tariff, next: () => number): Tariff {
  const all = { hours: null, fromMs: null, toMs: null };
  const night = { hours: { fromMinute: 1320, toMinute: 300, bufferMinutes: 10 }, fromMs: null, toMs: null };
  const common = { basis: 'Invented for a test', assumed: true };
  return {
    ...tariff,
    version: 'v-greedy',
    lines: [
      ...tariff.lines,
      {
        kind: 'flat',
        lineId: 'booking',
        label: 'Booking',
        inCap: false,
        cents: below(next, 2000),
        when: null,
        replacedByZoneFare: false,
        ...common,
      },
      {
        kind: 'percent',
        lineId: 'surge',
        label: 'Surge',
        inCap: false,
        basisPoints: below(next, 30_000),
        of: ['base', 'distance'],
        when: all,
        ...common,
      },
      {
        kind: 'percent',
        lineId: 'night',
        label: 'Night',
        inCap: next() < 0.5,
        basisPoints: below(next, 5000),
        of: ['distance'],
        when: night,
        ...common,
      },
    ],
    discounts: [
      {
        discountId: 'promo',
        label: 'Promotion',
        cents: below(next, 1500),
        basisPoints: below(next, 6000),
        fromMs: null,
        toMs: null,
        basis: 'Invented',
      },
    ],
    platformFees: [
      {
        fromMs: 0,
        payer: next() < 0.5 ? 'rider' : 'driver',
        cents: below(next, 500),
        basisPoints: below(next, 2000),
        ...common,
      },
    ],
  };
}

/** The same things in another order. */
export function shuffled<T>(items: readonly T[], next: () => number): T[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = below(next, index + 1);
    const [a, b] = [result[index], result[other]];
    if (a === undefined || b === undefined) continue;
    result[index] = b;
    result[other] = a;
  }
  return result;
}
