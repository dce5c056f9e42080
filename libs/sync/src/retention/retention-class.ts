import type { Reader } from '../define/reader.ts';
import type { RetainedClass } from './rules/retention-rules.ts';

/** A class of data that is dropped by its age. */
export interface RetentionClass extends RetainedClass {
  /** How much would be dropped in all. */
  count(reader: Reader, beforeMs: number): Promise<number>;
  /** Drops a bounded part of it in one transaction, and says how much. */
  drop(reader: Reader, beforeMs: number): Promise<Dropped>;
}

/** What became of one part. */
export interface Dropped {
  readonly rows: number;
  /** There is nothing left of that age. */
  readonly isAll: boolean;
}
