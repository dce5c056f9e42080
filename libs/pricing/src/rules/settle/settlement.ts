/**
 * Settlement: what an ended ride costs.
 *
 * The written rule. A quote counts if the server gets the same cents from the pages it was made of, and their tariff had
 * begun by the time of the trip and by the time it was quoted for. It stands, unless
 * the ride as it was differs by more than the stated bound. Then the rider pays the lower of quote and recomputation. Only
 * what the rider asked for on the way can raise the fare above the quote: onward destinations, and waiting by what the
 * tariff asks for the waiting alone; by no more than the cap on upward change, one number that was shown before the ride.
 * Metres that nobody asked for raise nothing, whatever else happened on the way. Whatever comes out is at most what the
 * tariff in force at the time of the trip allows. The difference is recorded.
 *
 * Without a quote the tariff in force decides, by the same rule: what the ride as it was booked comes to stands in for the
 * quote where the ride as it was is dearer, so that nobody but the rider raises that fare either. Rides that were settled
 * before this was so (facts without an edition) cost what the ride as it was cost.
 *
 * Invariants: pure; whole cents; lines sum to the fare; run again years later from what is stored, it gives the same.
 */
import type { QuotePin } from '#rides/contracts';

import { inOrder, type FareLine } from '../fare-line.ts';
import { legalCap, type LegalCap } from '../quote/legal-cap.ts';
import { shareDown, sumCents } from '../money.ts';
import { capLine, parts, price, type Priced } from '../quote/price.ts';
import { LINE_IDS, type Tariff, type TaxTreatment } from '../tariff.ts';
import type { Leg, Point, Trip } from '../quote/trip.ts';

/** All that settling a ride needs to know of it. Kept with the fare, so that it can be run again. */
export type RideFacts = {
  readonly pickup: Point;
  readonly dropoff: Point;
  /** Onward destinations that the rider asked for on the way. */
  readonly stops: readonly Point[];
  /** Where the ride ended; null: the phone did not know, and it ended where it was to end. */
  readonly endedAt: Point | null;
  /** From pickup to dropoff by road, as it was to be. */
  readonly bookedLegs: readonly Leg[];
  /** From pickup by way of all destinations to where it ended. */
  readonly drivenLegs: readonly Leg[];
  readonly waitingMs: number;
  readonly tripAtMs: number;
  readonly quotedFareCents: number | null;
  readonly pin: QuotePin | null;
  /** The map that all legs were measured on, what it was made from, and who has to be named for it. */
  readonly mapVersion: string;
  readonly graphVersion: string;
  readonly attribution: string;
  /** By which edition of the written rule the ride is settled; absent: the first, which did not bound rides without a quote. */
  readonly edition?: typeof SETTLEMENT_EDITION | undefined;
};

/** The edition of the written rule by which rides are settled today. */
export const SETTLEMENT_EDITION = 2;

/** How the fare came about. */
export const SETTLEMENTS = [
  /** The quote stands: the ride was as quoted, within the bound. */
  'quote_stands',
  /** The ride would cost more, but the rider asked for nothing more: the quote is the lower. */
  'quote_is_lower',
  /** The ride was shorter: the recomputation is the lower. */
  'recomputed_lower',
  /** The rider asked for more on the way: recomputed, within the cap on upward change. */
  'raised_for_changes',
  /** There was no quote that the server could reproduce: the tariff decides, and nobody but the rider raises the fare of what was booked. */
  'no_quote',
] as const;
export type SettlementRule = (typeof SETTLEMENTS)[number];

export type Settlement = {
  readonly rule: SettlementRule;
  readonly fareCents: number;
  readonly lines: readonly FareLine[];
  /** The quote as the server computes it; null: there was none to compute. */
  readonly reproducedQuoteCents: number | null;
  /** The ride as it was, by the same tariff. */
  readonly recomputedFareCents: number;
  /** What the distance on the fare was measured over: as booked, or as driven. */
  readonly legs: readonly Leg[];
  /** The recomputation less the quote; null without a quote. */
  readonly differenceCents: number | null;
  /** Differences up to this change nothing. */
  readonly boundCents: number;
  readonly upwardCapCents: number;
  /** What the tariff says for the ride as it was, before discounts and fees. */
  readonly meterFareCents: number;
  readonly legalCap: LegalCap;
  readonly driverPayCents: number;
  readonly discountCents: number;
  readonly rideTaxCents: number;
  readonly rideTaxTreatment: TaxTreatment;
  readonly platformFee: Priced['platformFee'];
};

export type SettlementRefusal = { readonly code: 'fare_not_in_table' | 'discount_unknown' };

export interface SettlementInput {
  readonly facts: RideFacts;
  /** The tariff of the quote; null: none, or one that nobody knows. */
  readonly quotedTariff: Tariff | null;
  /** The tariff in force at the time of the trip. */
  readonly tariffInForce: Tariff;
}

/** Settles a ride. */
export function settle(input: SettlementInput): Settlement | SettlementRefusal {
  const { facts, tariffInForce } = input;
  const quoted = reproducedQuote(input);
  const tariff = quoted === null || input.quotedTariff === null ? tariffInForce : input.quotedTariff;
  const pin = quoted === null ? null : facts.pin;
  const trip = tripOf(facts, pin, facts.drivenLegs);
  const recomputed = withoutDeadDiscount(tariff, trip);
  if ('code' in recomputed) return recomputed;
  const booked = bookedOf(input, quoted !== null);
  const reference = quoted ?? booked(0);
  const bound = boundOf(tariff, reference ?? recomputed);
  const upward = tariff.settlement.upwardCapCents;
  const asked = reference === null ? recomputed : askedFor(facts, { reference, recomputed, booked });
  const chosen = choose({ quoted, reference, recomputed, asked, bound, upward });
  // What is priced as booked is measured as booked, and so is what the law allows for it.
  const legs = chosen.basis === recomputed ? facts.drivenLegs : facts.bookedLegs;
  const cap = legalCap(tariffInForce, tripOf(facts, pin, legs)) ?? chosen.basis.legalCap;
  return finish({ ...chosen, quoted, recomputed, legs, cap, bound, tariff });
}

/** What the ride that was booked costs with some waiting; null: nobody can tell. */
type Booked = (waitingMs: number) => Priced | null;

function bookedOf({ facts, quotedTariff, tariffInForce }: SettlementInput, isQuoted: boolean): Booked {
  const { pin, edition } = facts;
  if (isQuoted && pin !== null && quotedTariff !== null)
    return (waitingMs) => asBooked(facts, { pin, tariff: quotedTariff, waitingMs });
  if (edition === undefined) return () => null;
  return (waitingMs) => {
    const priced = price(tariffInForce, { ...tripOf(facts, null, facts.bookedLegs), waitingMs });
    return 'code' in priced ? null : priced;
  };
}

interface Compared {
  readonly reference: Priced;
  readonly recomputed: Priced;
  readonly booked: Booked;
}

/** What the ride costs with what the rider asked for on the way, and without metres that nobody asked for. */
function askedFor({ stops, waitingMs }: RideFacts, { reference, recomputed, booked }: Compared): Priced {
  if (stops.length > 0) return recomputed;
  const waited = booked(waitingMs);
  if (waited === null) return reference;
  return waited.fareCents < recomputed.fareCents ? waited : recomputed;
}

// A discount that has ended meanwhile does not keep a ride from being settled.
function withoutDeadDiscount(tariff: Tariff, trip: Trip): Priced | SettlementRefusal {
  const priced = price(tariff, trip);
  return 'code' in priced && priced.code === 'discount_unknown' ? price(tariff, { ...trip, discountId: null }) : priced;
}

/** The quote, if the pages it names give the cents it names. */
function reproducedQuote({ facts, quotedTariff }: SettlementInput): Priced | null {
  const { pin, quotedFareCents, mapVersion } = facts;
  if (pin === null || quotedTariff === null || quotedFareCents === null || pin.mapVersion !== mapVersion) return null;
  // A tariff that is still to come says nothing of this trip.
  if (quotedTariff.effectiveFromMs > pin.quotedForMs || quotedTariff.effectiveFromMs > facts.tripAtMs) return null;
  const priced = asBooked(facts, { pin, tariff: quotedTariff, waitingMs: 0 });
  return priced?.fareCents === quotedFareCents ? priced : null;
}

interface Booking {
  readonly pin: QuotePin;
  readonly tariff: Tariff;
  readonly waitingMs: number;
}

/** The ride that was booked, with some waiting. */
function asBooked(facts: RideFacts, { pin, tariff, waitingMs }: Booking): Priced | null {
  const priced = price(tariff, { ...tripOf(facts, pin, facts.bookedLegs), waitingMs, atMs: pin.quotedForMs });
  return 'code' in priced ? null : priced;
}

function tripOf(facts: RideFacts, pin: QuotePin | null, legs: readonly Leg[]): Trip {
  const { pickup, dropoff, waitingMs, tripAtMs } = facts;
  return {
    vehicleClass: pin?.vehicleClass ?? facts.pin?.vehicleClass ?? 'Z',
    pickup,
    // What fares from area to area go by: where the first leg ended.
    dropoff: legs === facts.drivenLegs && facts.stops.length === 0 ? (facts.endedAt ?? dropoff) : dropoff,
    legs,
    waitingMs,
    atMs: tripAtMs,
    discountId: pin === null ? null : pin.discountId,
  };
}

function boundOf({ settlement }: Tariff, { fareCents }: Priced): number {
  const share = shareDown(fareCents, settlement.boundBasisPoints);
  return share > settlement.boundCents ? share : settlement.boundCents;
}

interface Choice {
  readonly rule: SettlementRule;
  readonly basis: Priced;
  /** The most that the rule lets it come to. */
  readonly mostCents: number | null;
}

interface Candidates {
  readonly quoted: Priced | null;
  /** The quote, or what stands in for it; null: there is neither. */
  readonly reference: Priced | null;
  readonly recomputed: Priced;
  readonly asked: Priced;
  readonly bound: number;
  readonly upward: number;
}

function choose({ quoted, reference, recomputed, asked, bound, upward }: Candidates): Choice {
  if (quoted === null) return { rule: 'no_quote', ...unquoted({ reference, recomputed, asked, upward }) };
  const difference = recomputed.fareCents - quoted.fareCents;
  if (difference <= bound && difference >= -bound) return { rule: 'quote_stands', basis: quoted, mostCents: null };
  if (difference < 0) return { rule: 'recomputed_lower', basis: recomputed, mostCents: null };
  if (asked.fareCents - quoted.fareCents <= bound) return { rule: 'quote_is_lower', basis: quoted, mostCents: null };
  return { rule: 'raised_for_changes', basis: asked, mostCents: quoted.fareCents + upward };
}

// No figure was shown before, so the ride as it was decides to the cent where it is not dearer than the one that was booked.
function unquoted({
  reference,
  recomputed,
  asked,
  upward,
}: Pick<Candidates, 'reference' | 'recomputed' | 'asked' | 'upward'>): Omit<Choice, 'rule'> {
  if (reference === null || recomputed.fareCents <= reference.fareCents) return { basis: recomputed, mostCents: null };
  return { basis: asked, mostCents: reference.fareCents + upward };
}

interface Outcome extends Choice {
  readonly quoted: Priced | null;
  readonly recomputed: Priced;
  readonly legs: readonly Leg[];
  readonly cap: LegalCap;
  readonly bound: number;
  readonly tariff: Tariff;
}

function finish({ rule, basis, mostCents, quoted, recomputed, legs, cap, bound, tariff }: Outcome): Settlement {
  const lines = [...basis.lines];
  const overMost = mostCents === null ? 0 : sumCents(lines) - mostCents;
  if (overMost > 0) lines.push(riseLine(overMost, quoted === null ? 'booking' : 'quote', { basis, tariff }));
  const overLaw = sumCents(lines) - cap.capCents;
  const ordered = inOrder(overLaw > 0 ? withLaw(lines, cap, overLaw, basis) : lines);
  const fareCents = sumCents(ordered);
  const riderFeeCents = basis.platformFee.payer === 'rider' ? basis.platformFee.grossCents : 0;
  return {
    rule,
    fareCents,
    lines: ordered,
    reproducedQuoteCents: quoted === null ? null : quoted.fareCents,
    recomputedFareCents: recomputed.fareCents,
    legs,
    differenceCents: quoted === null ? null : recomputed.fareCents - quoted.fareCents,
    boundCents: bound,
    upwardCapCents: tariff.settlement.upwardCapCents,
    meterFareCents: recomputed.meterFareCents,
    legalCap: cap,
    driverPayCents: fareCents + basis.discountCents - riderFeeCents,
    discountCents: basis.discountCents,
    rideTaxCents: rideTax(ordered),
    rideTaxTreatment: basis.rideTax.treatment,
    platformFee: basis.platformFee,
  };
}

function rideTax(lines: readonly FareLine[]): number {
  let sum = 0;
  for (const { kind, taxCents } of lines) if (kind !== 'platform_fee') sum += taxCents;
  return sum;
}

function riseLine(
  overCents: number,
  after: 'booking' | 'quote',
  { basis: { rideTax: tax }, tariff: { settlement, version } }: { readonly basis: Priced; readonly tariff: Tariff },
): FareLine {
  const amountCents = 0 - overCents;
  return {
    lineId: LINE_IDS.rise,
    kind: 'rise',
    label: `Down to the most by which a fare can rise after the ${after}`,
    basis: `Settlement rule of the tariff ${version}`,
    assumed: settlement.assumed,
    quantity: null,
    ...parts(amountCents, tax),
    amountCents,
  };
}

// The pages of the quote have a cap of their own; of two lines for it the one that the law in force asks for is left.
function withLaw(lines: readonly FareLine[], cap: LegalCap, overCents: number, { rideTax: tax }: Priced): FareLine[] {
  const own = lines.find(({ lineId }) => lineId === LINE_IDS.cap);
  const rest = lines.filter((line) => line !== own);
  return [...rest, capLine(cap, overCents - (own?.amountCents ?? 0), tax)];
}
