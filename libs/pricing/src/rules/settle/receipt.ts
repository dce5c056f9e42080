/**
 * The receipt of a ride, for its rider or its driver: the same figures for both, but for the driver's pay, which is a rider's business
 * only where a discount must be seen not to lower it.
 * Invariants: it states, and computes nothing but sums; what is assumed is said.
 */
import type { CashPayment, Fare, Refund } from '../../state.ts';
import { measuredOn } from '../quote/measured-on.ts';
import { bbdText } from '../money.ts';
import type { Assumption } from '../tariff.ts';
import type { FareLine } from '../fare-line.ts';

export type ReceiptLine = Pick<
  FareLine,
  'label' | 'basis' | 'assumed' | 'netCents' | 'taxCents' | 'amountCents' | 'quantity'
>;

/** A place of the ride, with what the map calls it where it knows. */
export type ReceiptPlace = {
  readonly lat: number;
  readonly lon: number;
  /** The nearest named place. */
  readonly near: string | null;
  readonly parish: string | null;
};

export type Receipt = {
  readonly rideId: string;
  readonly audience: 'rider' | 'driver';
  readonly kind: Fare['kind'];
  readonly currency: 'BBD';
  readonly tripAtMs: number;
  /** The same moment as people on the island read it. */
  readonly tripAtLocal: string;
  /** Where the ride began, and where it ended; null: nobody went anywhere. */
  readonly pickup: ReceiptPlace | null;
  readonly dropoff: ReceiptPlace | null;
  readonly vehicleClass: string;
  readonly distanceMeters: number | null;
  readonly toleranceMeters: number | null;
  readonly distanceIsEstimate: boolean;
  readonly lines: readonly ReceiptLine[];
  readonly fareCents: number;
  readonly fareText: string;
  /** How the fare came about, in words. */
  readonly explanation: string;
  readonly quotedFareCents: number | null;
  readonly differenceCents: number | null;
  readonly meterFareCents: number;
  readonly legalCapCents: number;
  readonly discountCents: number;
  /** What the driver gets for the ride: a discount of the rider's does not lower it. Null: a rider's receipt without a discount. */
  readonly driverPayCents: number | null;
  readonly vat: {
    readonly ride: { readonly treatment: string; readonly taxCents: number };
    readonly platformFee: Fare['platformFee'];
  };
  readonly payments: readonly Pick<
    CashPayment,
    'currency' | 'tenderedCents' | 'changeCents' | 'keptCents' | 'recordedAtMs'
  >[];
  readonly refunds: readonly Pick<Refund, 'refundCents' | 'reason' | 'refundedAtMs'>[];
  readonly paidCents: number;
  /** Below zero: more was paid than is due, and is owed back. */
  readonly openCents: number;
  readonly tariffVersion: string;
  readonly tariffHash: string;
  readonly mapVersion: string | null;
  /** The roads that the map was made from. */
  readonly graphVersion: string | null;
  /** Whose data the distances are. */
  readonly attribution: string | null;
  readonly feeRowId: string | null;
  readonly assumptions: readonly Assumption[];
  readonly settledAtMs: number;
};

export interface ReceiptInput {
  readonly fare: Fare;
  readonly payments: readonly CashPayment[];
  readonly refunds: readonly Refund[];
  readonly audience: Receipt['audience'];
  readonly pickup: ReceiptPlace | null;
  readonly dropoff: ReceiptPlace | null;
}

/** The receipt of a fare. */
export function receiptOf({ fare, payments, refunds, audience, pickup, dropoff }: ReceiptInput): Receipt {
  const { rideId, kind, tripAtMs, tripAtLocal, vehicleClass, distanceMeters, toleranceMeters, fareCents } = fare;
  const { quotedFareCents, differenceCents, meterFareCents, legalCapCents, discountCents, driverPayCents } = fare;
  const { tariffVersion, tariffHash, feeRowId, assumptions, settledAtMs } = fare;
  const paid = settledBy(fare, payments);
  return {
    rideId,
    audience,
    kind,
    currency: 'BBD',
    tripAtMs,
    tripAtLocal,
    pickup,
    dropoff,
    vehicleClass,
    distanceMeters,
    toleranceMeters,
    distanceIsEstimate: isEstimate(fare),
    lines: fare.lines.map(receiptLine),
    fareCents,
    fareText: bbdText(fareCents),
    explanation: fare.calledOff?.outcome === 'no_show' ? NO_SHOW : EXPLANATIONS[fare.rule],
    quotedFareCents,
    differenceCents,
    meterFareCents,
    legalCapCents,
    discountCents,
    driverPayCents: audience === 'driver' || discountCents > 0 ? driverPayCents : null,
    vat: {
      ride: { treatment: fare.rideTaxTreatment, taxCents: fare.rideTaxCents },
      platformFee: fare.platformFee,
    },
    payments: payments.map(paymentLine),
    refunds: refunds.map(({ refundCents, reason, refundedAtMs }) => ({ refundCents, reason, refundedAtMs })),
    paidCents: paid.paidCents,
    openCents: paid.openCents,
    tariffVersion,
    tariffHash,
    ...measuredOn(fare),
    feeRowId,
    assumptions,
    settledAtMs,
  };
}

const EXPLANATIONS: Readonly<Record<Fare['rule'], string>> = {
  quote_stands: 'The fare you were quoted.',
  quote_is_lower: 'The ride would have cost more. You pay what you were quoted.',
  recomputed_lower: 'The ride was shorter than booked. You pay for the ride as it was.',
  raised_for_changes: 'You asked for more on the way. The fare rose, by no more than was said before the ride.',
  no_quote: 'No quote that we could check came with the booking. The tariff decided.',
  cancellation_fee: 'A fee for a ride that was called off.',
};

const NO_SHOW = 'A fee: the driver waited at the pickup and nobody came.';

function receiptLine(line: FareLine): ReceiptLine {
  const { label, basis, assumed, netCents, taxCents, amountCents, quantity } = line;
  return { label, basis, assumed, netCents, taxCents, amountCents, quantity };
}

function paymentLine({ currency, tenderedCents, changeCents, keptCents, recordedAtMs }: CashPayment) {
  return { currency, tenderedCents, changeCents, keptCents, recordedAtMs };
}

// Payments in coins that come to what was due settle the fare that it was rounded from.
function settledBy(fare: Fare, payments: readonly CashPayment[]): { paidCents: number; openCents: number } {
  let paidCents = 0;
  let roundedCents = 0;
  for (const { keptCents, cashDueCents, fareCents } of payments) {
    paidCents += keptCents;
    if (keptCents > 0 && paidCents === cashDueCents) roundedCents = fareCents - cashDueCents;
  }
  return { paidCents, openCents: fare.fareCents - fare.refundedCents - paidCents - roundedCents };
}

function isEstimate({ facts }: Fare): boolean {
  return facts !== null && [...facts.bookedLegs, ...facts.drivenLegs].some((leg) => leg.isEstimate);
}
