/**
 * Double entry: every fare, fee, refund and cash tender is posted as lines that sum to zero.
 *
 * Invariants: a debit is positive, a credit negative; no entry is ever changed; an entry names rides and drivers, never
 * riders.
 */

export const ACCOUNTS = [
  /** What riders owe. */
  'rider_receivable',
  /** What drivers are owed for rides. */
  'driver_payable',
  /** Cash that drivers have taken. */
  'driver_cash',
  /** Discounts that Bimride bears. */
  'discounts',
  /** The platform service fee, net. */
  'platform_fees',
  /** VAT to be paid on. */
  'vat_payable',
  /** What rounding to coins gains or loses. */
  'cash_rounding',
  /** Refunds that Bimride bears. */
  'refunds',
] as const;
export type Account = (typeof ACCOUNTS)[number];

export type PostingLine = { readonly account: Account; readonly amountCents: number };

export const ENTRY_REASONS = ['fare', 'cancellation', 'cash', 'refund'] as const;
export type EntryReason = (typeof ENTRY_REASONS)[number];

/** An entry of the ledger. */
export type LedgerEntry = {
  /** `fare:<rideId>`, `cash:<paymentId>`, `refund:<refundId>`. */
  readonly entryId: string;
  readonly reason: EntryReason;
  readonly rideId: string;
  readonly driverId: string | null;
  readonly lines: readonly PostingLine[];
  readonly postedAtMs: number;
};

type Amounts = Readonly<Partial<Record<Account, number>>>;

function linesOf(amounts: Amounts): readonly PostingLine[] {
  const lines = ACCOUNTS.flatMap((account) => {
    const amountCents = amounts[account] ?? 0;
    return amountCents === 0 ? [] : [{ account, amountCents }];
  });
  assertBalanced(lines);
  return lines;
}

/** @throws Error when the lines do not sum to zero: a defect, for which the mutation is parked. */
export function assertBalanced(lines: readonly PostingLine[]): void {
  let sum = 0;
  for (const { amountCents } of lines) sum += amountCents;
  if (sum !== 0 || !Number.isSafeInteger(sum)) throw new Error(`an entry is off by ${sum} cents`);
}

/** What a charge consists of. */
export type ChargeParts = {
  readonly chargedCents: number;
  readonly driverPayCents: number;
  readonly discountCents: number;
  /** VAT within the ride's own lines. */
  readonly rideTaxCents: number;
  readonly riderFee: { readonly netCents: number; readonly taxCents: number };
  readonly driverFee: { readonly netCents: number; readonly taxCents: number };
};

/** A fare or a cancellation fee: the rider owes it, the driver is owed the pay, Bimride bears the discount. */
export function chargeLines(parts: ChargeParts): readonly PostingLine[] {
  const { chargedCents, driverPayCents, discountCents, rideTaxCents, riderFee, driverFee } = parts;
  const driverFeeCents = driverFee.netCents + driverFee.taxCents;
  return linesOf({
    rider_receivable: chargedCents,
    discounts: discountCents,
    driver_payable: -(driverPayCents - rideTaxCents) + driverFeeCents,
    platform_fees: -(riderFee.netCents + driverFee.netCents),
    vat_payable: -(rideTaxCents + riderFee.taxCents + driverFee.taxCents),
  });
}

/** Cash that a driver took: it settles what the rider owes, but for what coins could not pay. */
export function cashLines(keptCents: number, roundingCents: number): readonly PostingLine[] {
  return linesOf({
    driver_cash: keptCents,
    rider_receivable: -(keptCents - roundingCents),
    cash_rounding: -roundingCents,
  });
}

/** Money given back to a rider: Bimride bears it, the driver keeps the pay. */
export function refundLines(refundCents: number): readonly PostingLine[] {
  return linesOf({ refunds: refundCents, rider_receivable: -refundCents });
}
