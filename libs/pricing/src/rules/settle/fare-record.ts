/** A settled fare as it is kept, and as it is posted. */
import { localText, utcText } from '../local-time.ts';
import type { LedgerEntry } from './posting.ts';
import { chargeLines } from './posting.ts';
import type { CalledOff } from './fees.ts';
import type { RideFacts, Settlement } from './settlement.ts';
import { rowAt, type FeeRow, type Tariff } from '../tariff.ts';
import { tripMeters, tripToleranceMeters } from '../quote/trip.ts';
import { parts, type PlatformFee } from '../quote/price.ts';
import type { Fare } from '../../state.ts';

/** Who rode, who drove, and when it was settled. */
export interface FareParties {
  readonly rideId: string;
  readonly riderId: string;
  readonly driverId: string | null;
  readonly settledAtMs: number;
}

export interface RideFareInput {
  readonly parties: FareParties;
  readonly facts: RideFacts;
  readonly settlement: Settlement;
  /** Whose rates were charged, and the hash of its document. */
  readonly tariff: Tariff;
  readonly tariffHash: string;
}

/** The fare of a ride that has ended. */
export function rideFare({ parties, facts, settlement, tariff, tariffHash }: RideFareInput): Fare {
  const { rule, fareCents, lines, meterFareCents, driverPayCents, discountCents } = settlement;
  const { reproducedQuoteCents, recomputedFareCents, differenceCents, boundCents, upwardCapCents } = settlement;
  const { rideTaxCents, rideTaxTreatment } = settlement;
  const { legs } = settlement;
  return {
    ...parties,
    kind: 'ride',
    rule,
    fareCents,
    lines,
    meterFareCents,
    driverPayCents,
    discountCents,
    rideTaxCents,
    rideTaxTreatment,
    reproducedQuoteCents,
    recomputedFareCents,
    differenceCents,
    boundCents,
    upwardCapCents,
    legalCapCents: settlement.legalCap.capCents,
    legalCap: settlement.legalCap,
    platformFee: settlement.platformFee,
    quotedFareCents: facts.quotedFareCents,
    vehicleClass: facts.pin?.vehicleClass ?? 'Z',
    tariffVersion: tariff.version,
    tariffHash,
    tariffInForceVersion: settlement.legalCap.tariffVersion,
    mapVersion: facts.mapVersion,
    feeRowId: null,
    distanceMeters: tripMeters({ legs }),
    toleranceMeters: tripToleranceMeters({ legs }),
    ...timesOf(facts.tripAtMs),
    facts,
    calledOff: null,
    assumptions: tariff.assumptions,
    refundedCents: 0,
  };
}

export interface FeeFareInput {
  readonly parties: FareParties;
  readonly calledOff: CalledOff;
  readonly row: FeeRow;
  readonly tariff: Tariff;
  readonly tariffHash: string;
  readonly atMs: number;
}

/** The fee for a ride that was called off. A driver who was on the way gets it; otherwise it is not charged at all. */
export function feeFare({ parties, calledOff, row, tariff, tariffHash, atMs }: FeeFareInput): Fare {
  const tax = rowAt(tariff.vat.ride, atMs) ?? { treatment: 'exempt' as const, basisPoints: 0 };
  const split = parts(row.cents, tax);
  const { rowId: lineId, basis, assumed, cents } = row;
  const label = calledOff.outcome === 'no_show' ? 'Nobody came' : 'Cancelled';
  return {
    ...parties,
    kind: 'cancellation',
    rule: 'cancellation_fee',
    fareCents: cents,
    lines: [{ lineId, kind: 'cancellation', label, basis, assumed, quantity: null, ...split, amountCents: cents }],
    meterFareCents: cents,
    legalCapCents: cents,
    legalCap: null,
    driverPayCents: cents,
    discountCents: 0,
    rideTaxCents: split.taxCents,
    rideTaxTreatment: tax.treatment,
    platformFee: noFee(),
    ...NO_QUOTE,
    vehicleClass: calledOff.vehicleClass,
    tariffVersion: tariff.version,
    tariffHash,
    tariffInForceVersion: tariff.version,
    feeRowId: row.rowId,
    ...timesOf(atMs),
    calledOff,
    assumptions: tariff.assumptions,
    refundedCents: 0,
  };
}

const NO_QUOTE = {
  quotedFareCents: null,
  reproducedQuoteCents: null,
  recomputedFareCents: null,
  differenceCents: null,
  boundCents: null,
  upwardCapCents: null,
  mapVersion: null,
  distanceMeters: null,
  toleranceMeters: null,
  facts: null,
} as const;

function noFee(): PlatformFee {
  const nothing = { netCents: 0, taxCents: 0, grossCents: 0, treatment: 'exempt', taxBasisPoints: 0 } as const;
  return { payer: 'driver', ...nothing, basis: 'none', assumed: false };
}

function timesOf(tripAtMs: number) {
  return { tripAtMs, tripAtUtc: utcText(tripAtMs), tripAtLocal: localText(tripAtMs) };
}

/** The ledger's entry for a fare or fee. */
export function fareEntry(fare: Fare): LedgerEntry {
  const { rideId, driverId, kind, platformFee: fee, settledAtMs } = fare;
  const nothing = { netCents: 0, taxCents: 0 };
  const lines = chargeLines({
    chargedCents: fare.fareCents,
    driverPayCents: fare.driverPayCents,
    discountCents: fare.discountCents,
    rideTaxCents: fare.rideTaxCents,
    riderFee: fee.payer === 'rider' ? fee : nothing,
    driverFee: fee.payer === 'driver' ? fee : nothing,
  });
  const reason = kind === 'ride' ? 'fare' : 'cancellation';
  return { entryId: fareEntryId(rideId), reason, rideId, driverId, lines, postedAtMs: settledAtMs };
}

/** The id of the entry of a ride's fare or fee. */
export function fareEntryId(rideId: string): string {
  return `fare:${rideId}`;
}
