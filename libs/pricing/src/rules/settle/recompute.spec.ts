import { expect, it } from '@jest/globals';
import { join } from 'node:path';
import { shippedMap } from '#api/testing/shipped-map';
import { inNode } from '../../../test/in-node.ts';
import { runRecomputations, type RecomputeRun, type RecomputeRunInput } from '../../../test/recompute-run.ts';
import { TARIFF_2023 } from '../../shipped-tariffs.ts';

const input: RecomputeRunInput = { seed: 16, count: 11_000, tariff: TARIFF_2023, map: shippedMap() };

it(`P16 10,000 fares come out the same when they are run again, and a changed cent is found (seed ${input.seed})`, async () => {
  const run = (await inNode(
    join(import.meta.dirname, '../../../test/recompute-run.ts'),
    runRecomputations.name,
    input,
  )) as RecomputeRun;
  process.stdout.write(
    `replayed ${run.recomputed}, in maxi-taxis ${run.maxi}, discounted ${run.discounted}: ${JSON.stringify(run.rules)}\n`,
  );
  expect(run.faults.slice(0, 5)).toEqual([]);
  expect(run.recomputed).toBeGreaterThanOrEqual(10_000);
  expect(Object.keys(run.rules).sort()).toEqual([
    'cancellation_fee',
    'no_quote',
    'quote_is_lower',
    'quote_stands',
    'raised_for_changes',
    'recomputed_lower',
  ]);
  expect(run.maxi).toBeGreaterThan(run.recomputed / 4);
  expect(run.discounted).toBeGreaterThan(run.recomputed / 4);
  expect(run.planted).toBeGreaterThan(0);
  expect(run.found).toBe(run.planted);
});
