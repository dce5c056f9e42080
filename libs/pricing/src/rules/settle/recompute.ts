/**
 * Running a fare again, from what is stored: years later, the same cents.
 * Invariants: pure; nothing is compared that was not computed anew.
 */
import type { RoadMap } from '#routing/client';
import { canonicalJson } from '#sync/client';
import type { Fare } from '../../state.ts';
import { feeFor } from './fees.ts';
import { fareEntry, feeFare, rideFare, type FareParties } from './fare-record.ts';
import type { LedgerEntry } from './posting.ts';
import { legsThrough } from './ride-facts.ts';
import { settle, type RideFacts } from './settlement.ts';
import type { Tariff } from '../tariff.ts';

/** What is stored, beside the fare itself. */
export interface RecomputeSources {
  readonly quotedTariff: StoredTariff | null;
  readonly tariffInForce: StoredTariff | null;
  /** The map the legs were measured on; null: it is not stored. */
  readonly map: RoadMap | null;
  /** What was posted for the fare. */
  readonly entry: LedgerEntry | null;
}

export interface StoredTariff {
  readonly tariff: Tariff;
  readonly hash: string;
}

export type Recomputation = {
  readonly rideId: string;
  /** Whether everything came out as it is stored. */
  readonly same: boolean;
  readonly storedFareCents: number;
  /** Null: it cannot be computed any more. */
  readonly recomputedFareCents: number | null;
  /** What came out otherwise: names of properties of the fare, `legs`, `ledger`. */
  readonly differences: readonly string[];
};

/** Runs a fare again. */
export function recomputeFare(fare: Fare, sources: RecomputeSources): Recomputation {
  const again = computed(fare, sources);
  if (again === null) return { ...head(fare), same: false, recomputedFareCents: null, differences: ['sources'] };
  const differences = [
    ...Object.keys(again).filter((key) => key !== 'refundedCents' && differs(fare, again, key as keyof Fare)),
    ...(sources.map !== null && fare.facts !== null && !hasSameLegs(fare.facts, sources.map) ? ['legs'] : []),
    ...(sources.entry !== null && canonicalJson(sources.entry) === canonicalJson(fareEntry(again)) ? [] : ['ledger']),
  ];
  return { ...head(fare), same: differences.length === 0, recomputedFareCents: again.fareCents, differences };
}

function head({ rideId, fareCents: storedFareCents }: Fare): Pick<Recomputation, 'rideId' | 'storedFareCents'> {
  return { rideId, storedFareCents };
}

function computed(fare: Fare, { quotedTariff, tariffInForce, map }: RecomputeSources): Fare | null {
  if (tariffInForce === null) return null;
  const { rideId, riderId, driverId, settledAtMs, facts, calledOff } = fare;
  const parties: FareParties = { rideId, riderId, driverId, settledAtMs };
  if (calledOff !== null) return cancelled(fare, parties, tariffInForce);
  if (facts === null || map === null) return null;
  const settlement = settle({
    facts,
    quotedTariff: quotedTariff?.tariff ?? null,
    tariffInForce: tariffInForce.tariff,
  });
  if ('code' in settlement) return null;
  const charged = settlement.rule === 'no_quote' || quotedTariff === null ? tariffInForce : quotedTariff;
  return rideFare({ parties, facts, settlement, tariff: charged.tariff, tariffHash: charged.hash });
}

function cancelled(fare: Fare, parties: FareParties, { tariff, hash }: StoredTariff): Fare | null {
  const { calledOff } = fare;
  const row = calledOff === null ? null : feeFor(tariff.fees, calledOff);
  if (row === null || calledOff === null) return null;
  return feeFare({ parties, calledOff, row, tariff, tariffHash: hash, atMs: fare.tripAtMs });
}

function differs(stored: Fare, again: Fare, key: keyof Fare): boolean {
  return canonicalJson(stored[key]) !== canonicalJson(again[key]);
}

function hasSameLegs({ pickup, dropoff, stops, endedAt, bookedLegs, drivenLegs }: RideFacts, map: RoadMap): boolean {
  const destinations = [dropoff, ...stops];
  const driven = endedAt === null ? destinations : [...destinations.slice(0, -1), endedAt];
  const again = [legsThrough(map, [pickup, dropoff]), legsThrough(map, [pickup, ...driven])];
  return canonicalJson(again) === canonicalJson([bookedLegs, drivenLegs]);
}
