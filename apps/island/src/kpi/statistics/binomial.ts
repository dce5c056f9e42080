/** The binomial distribution, exactly enough for confidence intervals: sums of probabilities computed by their logarithms. */

// Lanczos, g = 7, nine terms (Numerical Recipes, 3rd edition, 6.1): about 15 digits.
const LANCZOS_G = 7;
const LANCZOS = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1_259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_6, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_572e-6,
  1.505_632_735_149_311_6e-7,
] as const;

/** The logarithm of (n)! for n ≥ 0. */
function logFactorial(n: number): number {
  const t = n + LANCZOS_G + 0.5;
  const series = LANCZOS.reduce((sum, term, index) => (index === 0 ? term : sum + term / (n + index)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (n + 0.5) * Math.log(t) - t + Math.log(series);
}

/** `successes` of `trials`, each with probability `p`. */
export interface Binomial {
  readonly trials: number;
  readonly p: number;
}

function probabilityOf(successes: number, { trials, p }: Binomial): number {
  if (p <= 0) return successes === 0 ? 1 : 0;
  if (p >= 1) return successes === trials ? 1 : 0;
  const choices = logFactorial(trials) - logFactorial(successes) - logFactorial(trials - successes);
  return Math.exp(choices + successes * Math.log(p) + (trials - successes) * Math.log1p(-p));
}

/** The probability of at most `successes`. The tail with fewer terms is summed. */
export function probabilityOfAtMost(successes: number, { trials, p }: Binomial): number {
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  const failures = trials - successes - 1;
  return failures < successes ? 1 - lowerTail(failures, { trials, p: 1 - p }) : lowerTail(successes, { trials, p });
}

function lowerTail(successes: number, binomial: Binomial): number {
  let sum = 0;
  for (let count = 0; count <= successes; count += 1) sum += probabilityOf(count, binomial);
  return Math.min(1, sum);
}
