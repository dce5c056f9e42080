import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TreeCopy } from '../testing/tree-copy.ts';
import type { Row } from './row.ts';
import { runRow } from './run-row.ts';

/** Whether the tests of a row turned red when its rule was switched off, and what was seen. */
export interface Bitten {
  readonly bites: boolean;
  readonly what: string;
}

/** With every rule in place the tests of all these rows must be green: else a red tells nothing. @throws Error when not */
export function expectGreen({ folder }: TreeCopy, rows: readonly Row[]): void {
  const { isGreen, output } = runRow(
    rows.map(({ id }) => id),
    { folder, isQuiet: true },
  );
  if (!isGreen) throw new Error(`their tests are not green to begin with:\n${output}`);
}

/** Runs a row's tests without its rule. @throws RangeError when the row has no bite */
export function bite({ folder }: TreeCopy, row: Row): Bitten {
  if (row.bite === undefined) throw new RangeError(`${row.id} has no bite`);
  const { rule, file, from, to } = row.bite;
  const path = join(folder, file);
  const whole = readFileSync(path, 'utf8');
  const bitten = withoutRule(whole, from, to);
  if (bitten === undefined) return { bites: false, what: `its rule does not stand once in ${file} any more: ${from}` };
  writeFileSync(path, bitten);
  try {
    const { isRed, passed, failed, output } = runRow([row.id], { folder, isQuiet: true });
    const seen = `${rule}: ${failed} of ${passed + failed} turn red`;
    return { bites: isRed, what: isRed ? seen : `${seen}\n${output}` };
  } finally {
    writeFileSync(path, whole);
  }
}

/** The text without the rule; undefined when the rule does not stand in it exactly once. */
export function withoutRule(text: string, from: string, to: string): string | undefined {
  return text.split(from).length === 2 ? text.replace(from, () => to) : undefined;
}
