/**
 * What pricing knows, as plain values.
 *
 * Invariants: a property is never undefined (null says "none"); money is in whole Barbados cents; times are in
 * milliseconds since 1970, by the server's clock unless a name says `Claimed`; fares, ledger entries, payments and
 * published pages are never changed, but for what is given back of a fare and for a page's retirement.
 */
import type { VehicleClass } from '#rides/contracts';
import type { Assumption, Tariff, TaxTreatment } from './rules/tariff.ts';
import type { FareLine } from './rules/fare-line.ts';
import type { LegalCap } from './rules/quote/legal-cap.ts';
import type { PlatformFee } from './rules/quote/price.ts';
import type { RideFacts, SettlementRule } from './rules/settle/settlement.ts';
import type { CalledOff } from './rules/settle/fees.ts';
import type { TenderCurrency } from './rules/settle/cash.ts';

/** A tariff on its way to being published, or published. */
export type TariffRecord = {
  readonly version: string;
  readonly status: 'proposed' | 'published';
  readonly document: Tariff;
  /** SHA-256 of the document's canonical JSON. */
  readonly documentHash: string;
  readonly proposedBy: string;
  readonly proposedAtMs: number;
  readonly approvedBy: string | null;
  readonly approvedAtMs: number | null;
  readonly effectiveFromMs: number;
  /** When the next published tariff takes over. */
  readonly effectiveToMs: number | null;
  /** The latest date that a signed page promised; 0: no page has been signed. */
  readonly honouredUntilMs: number;
};

/** Which published tariff holds when: one row, so that "in force" is known by key. */
export type TariffCalendar = {
  readonly calendarId: 'tariffs';
  /** From the first to begin to the last. */
  readonly entries: readonly { readonly version: string; readonly effectiveFromMs: number }[];
};

/** A signed page of the book. */
export type BookPage = {
  /** `<page>/<version>`. */
  readonly pageId: string;
  readonly page: string;
  readonly version: string;
  readonly contentVersion: string;
  readonly contentHash: string;
  readonly keyId: string;
  /** The page as signed: compact JWS. */
  readonly jws: string;
  readonly validFromMs: number;
  readonly validToMs: number;
  readonly honouredUntilMs: number;
  readonly publishedAtMs: number;
  /** Phones need it no longer. It stays here for as long as a fare may have to be re-run. */
  readonly retiredAtMs: number | null;
};

/** How many versions of a page there have been: one row for each page, so that two publishers cannot both be next. */
export type BookSeries = { readonly page: string; readonly serial: number };

/** What somebody owes for a ride, and why. */
export type Fare = {
  readonly rideId: string;
  readonly kind: 'ride' | 'cancellation';
  readonly riderId: string;
  readonly driverId: string | null;
  readonly rule: SettlementRule | 'cancellation_fee';
  readonly fareCents: number;
  readonly lines: readonly FareLine[];
  /** What the tariff says for the ride as it was, beside what was charged. */
  readonly meterFareCents: number;
  readonly legalCapCents: number;
  readonly driverPayCents: number;
  readonly discountCents: number;
  readonly rideTaxCents: number;
  /** How VAT treats the ride: a free ride has no tax either way. */
  readonly rideTaxTreatment: TaxTreatment;
  readonly platformFee: PlatformFee;
  readonly legalCap: LegalCap | null;
  /** What the rider's phone said, what the server makes of that quote, and of the ride as it was. */
  readonly quotedFareCents: number | null;
  readonly reproducedQuoteCents: number | null;
  readonly recomputedFareCents: number | null;
  readonly differenceCents: number | null;
  readonly boundCents: number | null;
  readonly upwardCapCents: number | null;
  readonly vehicleClass: VehicleClass;
  /** Whose rates were charged, and which tariff was in force at the time of the trip. */
  readonly tariffVersion: string;
  readonly tariffHash: string;
  readonly tariffInForceVersion: string;
  readonly mapVersion: string | null;
  /** The row of the fee matrix; null: not a fee. */
  readonly feeRowId: string | null;
  readonly distanceMeters: number | null;
  readonly toleranceMeters: number | null;
  readonly tripAtMs: number;
  readonly tripAtUtc: string;
  readonly tripAtLocal: string;
  readonly facts: RideFacts | null;
  readonly calledOff: CalledOff | null;
  readonly assumptions: readonly Assumption[];
  readonly refundedCents: number;
  readonly settledAtMs: number;
};

/** Cash that a driver took for a ride. */
export type CashPayment = {
  readonly paymentId: string;
  readonly rideId: string;
  readonly riderId: string;
  readonly driverId: string;
  readonly currency: TenderCurrency;
  readonly tenderedCents: number;
  readonly changeCents: number;
  readonly keptCents: number;
  /** The fare that it was taken for, as the driver's phone had it, and what that comes to in coins. */
  readonly fareCents: number;
  readonly cashDueCents: number;
  readonly recordedAtMs: number;
  readonly recordedClaimedAtMs: number | null;
};

/** What of a ride was paid in cash so far: one row for each ride, so that the next payment knows of those before it. */
export type PaidSoFar = {
  readonly rideId: string;
  readonly riderId: string;
  readonly driverId: string;
  readonly payments: number;
  readonly keptCents: number;
};

/** Something given back of a fare. */
export type Refund = {
  readonly refundId: string;
  readonly rideId: string;
  readonly refundCents: number;
  readonly reason: string;
  readonly refundedBy: string;
  readonly refundedAtMs: number;
};
