/** What a benchmark found: named figures with units, so that they can be printed, kept and compared. */
export interface BenchResult {
  readonly name: string;
  readonly figures: readonly Figure[];
}

export interface Figure {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** What the value is aimed at, in words. */
  readonly aim?: string;
}

/** How long a benchmark may take, and where it tells of its progress. */
export interface BenchOptions {
  /** A few seconds instead of a careful measurement. */
  readonly quick: boolean;
  readonly progress: (line: string) => void;
}

/** One benchmark: a file of this folder exports it as `run`. */
export type Benchmark = (options: BenchOptions) => Promise<BenchResult>;

/** The middle of a list of measurements. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The measurement that this share of all lies below: 0.95 for the 95th percentile. */
export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}
