/**
 * Money in whole cents of a Barbados dollar (BBD).
 *
 * Invariants: every amount is an integer below 2^53, so each operation here is exact and the same on every device; a
 * division always says which way it rounds. Rates are in microdollars: a millionth of a dollar, a ten-thousandth of a cent.
 */

/** Microdollars in a cent. */
export const MICRODOLLARS_PER_CENT = 10_000;
/** Basis points in the whole. */
export const BASIS_POINTS = 10_000;
/** The smallest coin: the 1-cent coin is withdrawn (assumed; to be verified with the Central Bank of Barbados). */
export const CASH_STEP_CENTS = 5;
/** BBD for one US dollar: the peg since 1975. */
export const BBD_PER_USD = 2;

/** Whole quotient, rounded down, of a non-negative amount. */
export function dividedDown(amount: number, by: number): number {
  return (amount - (amount % by)) / by;
}

/** A share of a non-negative amount, rounded down to a cent. */
export function shareDown(amountCents: number, basisPoints: number): number {
  return dividedDown(amountCents * basisPoints, BASIS_POINTS);
}

/** A share of a non-negative amount, rounded to the nearest cent, half up. */
export function shareNearest(amountCents: number, basisPoints: number): number {
  return dividedDown(amountCents * basisPoints + BASIS_POINTS / 2, BASIS_POINTS);
}

/** What stands for an amount when it is paid in coins: the nearest 5 cents, but never more than `mostCents` allows. */
export function cashCents(amountCents: number, mostCents: number): number {
  const nearest = dividedDown(amountCents + 2, CASH_STEP_CENTS) * CASH_STEP_CENTS;
  return nearest <= mostCents ? nearest : dividedDown(amountCents, CASH_STEP_CENTS) * CASH_STEP_CENTS;
}

/** Splits a tax-inclusive amount. The two parts sum to it. */
export function splitInclusive(amountCents: number, basisPoints: number): { netCents: number; taxCents: number } {
  const taxCents = dividedDown(amountCents * basisPoints, BASIS_POINTS + basisPoints);
  return { netCents: amountCents - taxCents, taxCents };
}

/** A sum of cents. */
export function sumCents(lines: readonly { readonly amountCents: number }[]): number {
  let sum = 0;
  for (const line of lines) sum += line.amountCents;
  return sum;
}

/** `BBD 107.50`, the same on every device. */
export function bbdText(cents: number): string {
  const whole = dividedDown(cents < 0 ? -cents : cents, 100);
  const rest = (cents < 0 ? -cents : cents) % 100;
  return `${cents < 0 ? '−' : ''}BBD ${whole}.${rest < 10 ? '0' : ''}${rest}`;
}
