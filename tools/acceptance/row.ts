/** What an acceptance row is. Pure. */

/** The one rule that a row is about, and how to switch it off: the text `from` stands once in the file. */
export interface Bite {
  /** The rule in a few words, as the page names it. */
  readonly rule: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** One thing that must hold, in its chapter. */
export interface Row {
  /** A letter for the chapter and a number: `R8`. */
  readonly id: string;
  readonly holds: string;
  /** What no test shows yet. Absent: the tests that carry the id show all of it. */
  readonly missing?: string;
  readonly bite?: Bite;
}

/** Whether tests show all of a row, a part of it, or nothing. */
export type RowState = 'shown' | 'in part' | 'open';

/** By what is known of the row, and whether a test carries its id. */
export function stateOf(row: Row, isCarried: boolean): RowState {
  if (!isCarried) return 'open';
  return row.missing === undefined ? 'shown' : 'in part';
}

/** What is wrong between a row and the tests that carry its id; empty if nothing is. */
export function faultsOf(row: Row, isCarried: boolean): readonly string[] {
  const faults: string[] = [];
  if (row.bite === undefined && stateOf(row, isCarried) === 'shown')
    faults.push(`${row.id} is shown, and nothing says which rule it is about: give it a bite`);
  if (!isCarried && row.bite !== undefined) faults.push(`${row.id} has a bite, and no test carries its id`);
  if (!isCarried && row.missing !== undefined)
    faults.push(`${row.id} says what is missing, and no test carries its id`);
  return faults;
}
