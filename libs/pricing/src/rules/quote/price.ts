/**
 * The price of a measured trip under one tariff.
 *
 * Invariants: whole cents; lines sum to the fare; no surcharge, extra, fee or rounding passes the legal cap; a discount
 * lowers what the rider pays and never what the driver gets; the order of the tariff's lines changes nothing.
 */
import { amountsOf, type Amount } from './amounts.ts';
import { inOrder, type FareLine } from '../fare-line.ts';
import { capFrom, hasDistanceRule, type LegalCap } from './legal-cap.ts';
import { dividedDown, shareDown, shareNearest, splitInclusive, sumCents, BASIS_POINTS } from '../money.ts';
import { LINE_IDS, rowAt, type PlatformFeeRow, type Tariff, type TaxRow } from '../tariff.ts';
import type { Trip } from './trip.ts';
import { zoneFaresOf } from './zone-fares.ts';

/** What Bimride's service costs, and who pays it. */
export type PlatformFee = {
  readonly payer: 'rider' | 'driver';
  readonly netCents: number;
  readonly taxCents: number;
  readonly grossCents: number;
  readonly treatment: 'exempt' | 'standard';
  readonly taxBasisPoints: number;
  readonly basis: string;
  readonly assumed: boolean;
};

export type Priced = {
  /** What the rider pays. */
  readonly fareCents: number;
  readonly lines: readonly FareLine[];
  readonly legalCap: LegalCap;
  /** What the tariff says for the trip, before discounts and fees: the regulated fare, within the cap. */
  readonly meterFareCents: number;
  /** What the driver gets for the ride: never less than the regulated fare, whatever discount the rider has. */
  readonly driverPayCents: number;
  readonly discountCents: number;
  readonly platformFee: PlatformFee;
  /** How VAT treats the ride itself. */
  readonly rideTax: {
    readonly treatment: 'exempt' | 'standard';
    readonly basisPoints: number;
    readonly assumed: boolean;
  };
};

export type PriceRefusal = { readonly code: 'fare_not_in_table' | 'discount_unknown' };

/** Prices a trip. The tariff need not be in force: a quote may stand after it. */
export function price(tariff: Tariff, trip: Trip): Priced | PriceRefusal {
  const zones = zoneFaresOf(tariff, trip);
  if (zones.fare === null && !hasDistanceRule(tariff)) return { code: 'fare_not_in_table' };
  const { percent, capPercent } = tariff.classes[trip.vehicleClass];
  const amounts = amountsOf({ tariff, trip, percent, zoneFare: zones.fare });
  const mostAmounts =
    percent === capPercent ? amounts : amountsOf({ tariff, trip, percent: capPercent, zoneFare: zones.fare });
  const cap = capFrom({ tariff, trip, zones, amounts: mostAmounts });
  const tax = taxAt(tariff.vat.ride, trip.atMs);
  const metered = meteredLines(amounts, cap, tax);
  const meterFareCents = sumCents(metered);
  const discount = discountLine(tariff, trip, meterFareCents, tax);
  if (discount === 'discount_unknown') return { code: discount };
  const discountCents = discount === null ? 0 : 0 - discount.amountCents;
  const room = cap.capCents - (meterFareCents - discountCents);
  const platformFee = feeOf(tariff, { atMs: trip.atMs, meterFareCents, room });
  const feeLine = platformFee.payer === 'rider' && platformFee.grossCents > 0 ? [lineOfFee(platformFee)] : [];
  const lines = [...metered, ...(discount === null ? [] : [discount]), ...feeLine];
  return {
    fareCents: sumCents(lines),
    lines,
    legalCap: cap,
    meterFareCents,
    driverPayCents: meterFareCents,
    discountCents,
    platformFee,
    rideTax: { treatment: tax.treatment, basisPoints: tax.basisPoints, assumed: tax.assumed },
  };
}

/** The tariff's lines, in order, and the line that brings them down to the legal cap if they pass it. */
function meteredLines(amounts: readonly Amount[], cap: LegalCap, tax: TaxRow): FareLine[] {
  const lines = inOrder(amounts).map((amount) => rideLine(amount, tax));
  const excess = sumCents(lines) - cap.capCents;
  if (excess > 0) lines.push(capLine(cap, excess, tax));
  return lines;
}

function rideLine({ lineId, kind, label, basis, assumed, quantity, cents }: Amount, tax: TaxRow): FareLine {
  return { lineId, kind, label, basis, assumed, quantity, ...parts(cents, tax), amountCents: cents };
}

/** The line that takes away what is above the legal cap. */
export function capLine(cap: LegalCap, excessCents: number, tax: Pick<TaxRow, 'treatment' | 'basisPoints'>): FareLine {
  const basis =
    cap.publishedRowId === null ? `The tariff ${cap.tariffVersion} in force` : `Published fare ${cap.publishedRowId}`;
  return {
    lineId: LINE_IDS.cap,
    kind: 'cap',
    label: 'Down to the legal fare',
    basis,
    assumed: cap.assumed,
    quantity: null,
    ...parts(0 - excessCents, tax),
    amountCents: 0 - excessCents,
  };
}

/** An amount of the ride, split as VAT has it. */
export function parts(
  cents: number,
  tax: Pick<TaxRow, 'treatment' | 'basisPoints'>,
): { netCents: number; taxCents: number } {
  return tax.treatment === 'exempt' ? { netCents: cents, taxCents: 0 } : splitInclusive(cents, tax.basisPoints);
}

const NO_TAX: TaxRow = { fromMs: 0, treatment: 'exempt', basisPoints: 0, basis: 'none', assumed: true };

function taxAt(rows: readonly TaxRow[], atMs: number): TaxRow {
  return rowAt(rows, atMs) ?? NO_TAX;
}

function discountLine(
  tariff: Tariff,
  trip: Trip,
  meterFareCents: number,
  tax: TaxRow,
): FareLine | 'discount_unknown' | null {
  if (trip.discountId === null) return null;
  const found = tariff.discounts.find(({ discountId }) => discountId === trip.discountId);
  if (!found) return 'discount_unknown';
  if ((found.fromMs !== null && trip.atMs < found.fromMs) || (found.toMs !== null && trip.atMs >= found.toMs)) {
    return 'discount_unknown';
  }
  const wanted = found.cents + shareDown(meterFareCents, found.basisPoints);
  const cents = wanted < meterFareCents ? wanted : meterFareCents;
  const { discountId: lineId, label, basis } = found;
  const amountCents = 0 - cents;
  return {
    lineId,
    kind: 'discount',
    label,
    basis,
    assumed: false,
    quantity: null,
    ...parts(amountCents, tax),
    amountCents,
  };
}

const NO_FEE: PlatformFeeRow = { fromMs: 0, payer: 'driver', cents: 0, basisPoints: 0, basis: 'none', assumed: true };

interface FeeInput {
  readonly atMs: number;
  readonly meterFareCents: number;
  /** What the legal cap leaves for a fee that the rider pays. */
  readonly room: number;
}

function feeOf(tariff: Tariff, { atMs, meterFareCents, room }: FeeInput): PlatformFee {
  const row = rowAt(tariff.platformFees, atMs) ?? NO_FEE;
  const tax = taxAt(tariff.vat.platformFee, atMs);
  const rate = tax.treatment === 'exempt' ? 0 : tax.basisPoints;
  const wantedNet = row.cents + shareDown(meterFareCents, row.basisPoints);
  const wantedGross = wantedNet + shareNearest(wantedNet, rate);
  const mustShrink = row.payer === 'rider' && wantedGross > room;
  const grossCents = mustShrink ? (room > 0 ? room : 0) : wantedGross;
  const netCents = mustShrink ? dividedDown(grossCents * BASIS_POINTS, BASIS_POINTS + rate) : wantedNet;
  return {
    payer: row.payer,
    netCents,
    taxCents: grossCents - netCents,
    grossCents,
    treatment: tax.treatment,
    taxBasisPoints: rate,
    basis: row.basis,
    assumed: row.assumed || tax.assumed,
  };
}

function lineOfFee({ basis, assumed, netCents, taxCents, grossCents }: PlatformFee): FareLine {
  const label = 'Platform service fee';
  const lineId = LINE_IDS.platformFee;
  return {
    lineId,
    kind: 'platform_fee',
    label,
    basis,
    assumed,
    quantity: null,
    netCents,
    taxCents,
    amountCents: grossCents,
  };
}
