/** A row as the database gives it: big integers as text. */
export type Row = Readonly<Record<string, unknown>>;

/** Runs one statement, without parameters, on one connection that nobody else uses meanwhile. */
export type Query = (sql: string) => Promise<readonly Row[]>;

/** @throws Error when the column is no number. */
export function numberIn(row: Row, column: string): number {
  const value = row[column];
  const number = typeof value === 'number' ? value : Number(typeof value === 'string' ? value : Number.NaN);
  if (Number.isNaN(number)) throw new Error(`column ${column} holds no number`);
  return number;
}

/** Null where the column is null. */
export function numberOrNullIn(row: Row, column: string): number | null {
  return row[column] === null ? null : numberIn(row, column);
}

/** @throws Error when the column is no text. */
export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`column ${column} holds no text`);
  return value;
}

/** The texts of an array column. */
export function textsIn(row: Row, column: string): readonly string[] {
  const value = row[column];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
