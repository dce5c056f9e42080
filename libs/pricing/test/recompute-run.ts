/** Settles many random rides, stores them as JSON, and runs each again from what is stored. */
import { prepareMap, type MapPage } from '#routing/client';
import { fareEntry, feeFare, rideFare } from '../src/rules/settle/fare-record.ts';
import { feeFor, type CalledOff } from '../src/rules/settle/fees.ts';
import { price } from '../src/rules/quote/price.ts';
import { recomputeFare, type RecomputeSources, type StoredTariff } from '../src/rules/settle/recompute.ts';
import { legsThrough } from '../src/rules/settle/ride-facts.ts';
import { settle, type RideFacts } from '../src/rules/settle/settlement.ts';
import type { Tariff } from '../src/rules/tariff.ts';
import type { Fare } from '../src/state.ts';
import { below, greedyTariff, random, randomRequest } from './random-trips.ts';

export interface RecomputeRunInput {
  readonly seed: number;
  readonly count: number;
  readonly tariff: Tariff;
  readonly map: MapPage;
}

export interface RecomputeRun {
  readonly recomputed: number;
  readonly rules: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
  /** Fares of maxi-taxis, and fares with a discount. */
  readonly maxi: number;
  readonly discounted: number;
  /** Fares that were changed by a cent after they were settled, and of those, found. */
  readonly planted: number;
  readonly found: number;
}

const MICRODEGREES = 1_000_000;
const TARIFFS = 32;
const PLANT_EVERY = 50;

const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Settles and replays. */
export function runRecomputations({ seed, count, tariff, map: page }: RecomputeRunInput): RecomputeRun {
  const next = random(seed);
  const map = prepareMap(page);
  const places = page.places.map(({ latMicrodegrees, lonMicrodegrees }) => {
    return { lat: latMicrodegrees / MICRODEGREES, lon: lonMicrodegrees / MICRODEGREES };
  });
  const tariffs: StoredTariff[] = Array.from({ length: TARIFFS }, (_none, index) => {
    return { tariff: index === 0 ? tariff : greedyTariff(tariff, next), hash: `hash-${index}` };
  });
  const pick = (): StoredTariff => tariffs[below(next, TARIFFS)] ?? { tariff, hash: 'hash-0' };
  const rules: Record<string, number> = {};
  const faults: string[] = [];
  let [planted, found, maxi, discounted] = [0, 0, 0, 0];
  for (let index = 0; index < count; index += 1) {
    const [quotedTariff, tariffInForce] = [pick(), pick()];
    const fare = index % 10 === 0 ? cancelled(next, tariffInForce) : settled(facts(), quotedTariff, tariffInForce);
    if (fare === null) continue;
    rules[fare.rule] = (rules[fare.rule] ?? 0) + 1;
    if (fare.vehicleClass === 'ZM') maxi += 1;
    if (fare.discountCents > 0) discounted += 1;
    const sources: RecomputeSources = stored({ quotedTariff, tariffInForce, map: null, entry: fareEntry(fare) });
    const again = recomputeFare(stored(fare), { ...sources, map });
    if (!again.same || again.recomputedFareCents !== fare.fareCents)
      faults.push(`${index}: ${again.differences.join(' ')}`);
    if (index % PLANT_EVERY !== 0) continue;
    planted += 1;
    if (!recomputeFare(stored({ ...fare, fareCents: fare.fareCents + 1 }), { ...sources, map }).same) found += 1;
  }
  const replayed = Object.values(rules).reduce((sum, some) => sum + some, 0);
  return { recomputed: replayed, rules, faults, maxi, discounted, planted, found };

  function facts(): RideFacts {
    const { pickup, dropoff, stops = [], atMs, waitingMs = 0 } = randomRequest(next, places);
    const { dropoff: elsewhere } = randomRequest(next, places);
    const endedAt = next() < 0.5 ? null : next() < 0.5 ? dropoff : elsewhere;
    const destinations = [dropoff, ...stops];
    const driven = endedAt === null ? destinations : [...destinations.slice(0, -1), endedAt];
    return {
      pickup,
      dropoff,
      stops,
      endedAt,
      bookedLegs: legsThrough(map, [pickup, dropoff]),
      drivenLegs: legsThrough(map, [pickup, ...driven]),
      waitingMs,
      tripAtMs: atMs,
      quotedFareCents: null,
      pin: null,
      mapVersion: page.mapVersion,
      graphVersion: page.graphVersion,
      attribution: page.attribution,
    };
  }

  // Most rides were quoted as the pages say, some were not.
  function settled(ride: RideFacts, quotedTariff: StoredTariff, tariffInForce: StoredTariff): Fare | null {
    const vehicleClass = next() < 0.4 ? 'ZM' : 'Z';
    const discountId = next() < 0.5 ? (quotedTariff.tariff.discounts[0]?.discountId ?? null) : null;
    const { pickup, dropoff, bookedLegs: legs, tripAtMs: atMs } = ride;
    const plain = price(quotedTariff.tariff, { vehicleClass, discountId, pickup, dropoff, legs, atMs, waitingMs: 0 });
    if ('code' in plain) return null;
    const pin = {
      tariffVersion: 'v',
      mapVersion: page.mapVersion,
      vehicleClass,
      discountId,
      quotedForMs: atMs,
    } as const;
    const quotedFareCents = next() < 0.1 ? below(next, 10_000) : plain.fareCents;
    const known = next() < 0.1 ? ride : { ...ride, pin, quotedFareCents };
    const settlement = settle({ facts: known, quotedTariff: quotedTariff.tariff, tariffInForce: tariffInForce.tariff });
    if ('code' in settlement) return null;
    const charged = settlement.rule === 'no_quote' ? tariffInForce : quotedTariff;
    const parties = { rideId: 'ride', riderId: 'rider', driverId: 'driver', settledAtMs: 1 };
    return rideFare({ parties, facts: known, settlement, tariff: charged.tariff, tariffHash: charged.hash });
  }
}

function cancelled(next: () => number, { tariff, hash }: StoredTariff): Fare | null {
  const atMs = 1_750_000_000_000 + below(next, 60_000_000) * 1000;
  const fromStatus = next() < 0.5 ? 'accepted' : 'arrived';
  const calledOff: CalledOff = {
    outcome: 'cancelled',
    by: 'rider',
    fromStatus,
    vehicleClass: next() < 0.4 ? 'ZM' : 'Z',
    reason: null,
    acceptedForMs: below(next, 900_000),
    arrivedForMs: fromStatus === 'arrived' ? below(next, 900_000) : null,
  };
  const row = feeFor(tariff.fees, calledOff);
  const parties = { rideId: 'ride', riderId: 'rider', driverId: 'driver', settledAtMs: 1 };
  return row === null ? null : feeFare({ parties, calledOff, row, tariff, tariffHash: hash, atMs });
}
