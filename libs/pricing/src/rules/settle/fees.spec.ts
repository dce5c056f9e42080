import { describe, expect, it } from '@jest/globals';
import { below, random, shuffled } from '../../../test/random-trips.ts';
import { TARIFF_2023 } from '../../shipped-tariffs.ts';
import { feeFor, fits, specificity, type CalledOff } from './fees.ts';
import type { FeeRow } from '../tariff.ts';

const SEED = 99;

const off = (overrides: Partial<CalledOff> = {}): CalledOff => ({
  outcome: 'cancelled',
  by: 'rider',
  fromStatus: 'accepted',
  vehicleClass: 'Z',
  reason: null,
  acceptedForMs: 600_000,
  arrivedForMs: null,
  ...overrides,
});

describe('a ride that was called off', () => {
  const table: readonly (readonly [string, Partial<CalledOff>, string | null])[] = [
    ['by the rider, the driver on the way for five minutes', { acceptedForMs: 300_000 }, 'rider-late'],
    ['by the rider, the driver on the way for less', { acceptedForMs: 299_999 }, null],
    ['by the rider, the driver at the pickup', { fromStatus: 'arrived', arrivedForMs: 0 }, 'rider-at-pickup'],
    ['by a dispatcher', { by: 'dispatcher' }, null],
    ['before anybody accepted', { fromStatus: 'requested', acceptedForMs: null }, null],
    [
      'because nobody came',
      { outcome: 'no_show', by: 'driver', fromStatus: 'arrived', arrivedForMs: 300_000 },
      'no-show',
    ],
    [
      'because nobody came, too early',
      { outcome: 'no_show', by: 'driver', fromStatus: 'arrived', arrivedForMs: 299_999 },
      null,
    ],
  ];
  it.each(table)('%s', (_what, facts, rowId) => {
    expect(feeFor(TARIFF_2023.fees, off(facts))?.rowId ?? null).toBe(rowId);
  });
});

const BY = ['rider', 'driver', 'dispatcher'] as const;
const FROM = ['accepted', 'arrived'] as const;
const CLASSES = ['Z', 'ZM'] as const;

function randomRow(next: () => number, index: number): FeeRow {
  const some = <T>(values: readonly T[]): T | undefined => values[below(next, values.length)];
  const when = {
    ...(next() < 0.5 ? { by: some(BY) } : {}),
    ...(next() < 0.5 ? { fromStatus: some(FROM) } : {}),
    ...(next() < 0.5 ? { vehicleClass: some(CLASSES) } : {}),
    ...(next() < 0.5 ? { acceptedSecondsMin: below(next, 900) } : {}),
  };
  return { rowId: `row-${index}`, when, cents: below(next, 2000), basis: 'Invented', assumed: true };
}

it(`P9 the most specific row that fits wins, in any order; no row fits, no fee (seed ${SEED})`, () => {
  const next = random(SEED);
  const faults: number[] = [];
  for (let count = 0; count < 2000; count += 1) {
    const rows = Array.from({ length: 12 }, (_row, index) => randomRow(next, index));
    const facts = off({
      by: BY[below(next, 3)] ?? 'rider',
      fromStatus: FROM[below(next, 2)] ?? 'accepted',
      acceptedForMs: below(next, 900_000),
    });
    const won = feeFor(rows, facts);
    const fitting = rows.filter((row) => fits(row, facts));
    const isBest = won === null ? fitting.length === 0 : fitting.every((row) => specificity(row) <= specificity(won));
    if (!isBest || feeFor(shuffled(rows, next), facts)?.rowId !== won?.rowId) faults.push(count);
  }
  expect(faults).toEqual([]);
});
