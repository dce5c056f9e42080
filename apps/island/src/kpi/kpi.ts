import type { Row } from './query.ts';
import type { Run } from './run.ts';
import type { Interval } from './statistics/confidence.ts';
import type { Verdict } from './verdict.ts';

/** One number, how sure it is, and what it means for the gate. */
export interface Figure {
  /** Null: nothing was there to be measured. */
  readonly value: number | null;
  /** Null: the number is a count or a report, of which there is no doubt to be told. */
  readonly interval: Interval | null;
  readonly samples: number;
  /** Null: it has no gate. */
  readonly verdict: Verdict | null;
}

/** A number beside the main one: a part of it, or the same counted in another way. */
export interface Beside {
  readonly name: string;
  readonly unit: KpiSpec['unit'];
  readonly figure: Figure;
  /** Fewer samples than this say nothing, and are not shown as if they did. */
  readonly samplesMin?: number;
}

export interface Measured {
  readonly figure: Figure;
  readonly beside?: readonly Beside[];
  readonly byParish: readonly { readonly parish: string; readonly figure: Figure }[];
  /** What a reader must know beside the number, such as what was left out of it. */
  readonly notes: readonly string[];
}

/** A key figure: what it means, how it is computed, and what is asked of it. */
export interface KpiSpec {
  readonly id: string;
  readonly title: string;
  /** `count` is of findings: the less the better. */
  readonly unit: 'share' | 'milliseconds' | 'count';
  /** In words, exactly. */
  readonly definition: string;
  /** In words, such as `> 95 %`; null: reported only. */
  readonly gate: string | null;
  /** Whether the verdict of the whole depends on it. */
  readonly decides: boolean;
  /** Fewer samples than this prove nothing. */
  readonly samplesMin: number;
  /** One statement without parameters: what an auditor runs again. */
  readonly sql: string;
  measure(rows: readonly Row[], run: Run): Measured;
}
