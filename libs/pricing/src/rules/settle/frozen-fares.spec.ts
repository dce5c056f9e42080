/**
 * Fares of November 2026 with the tariffs they were settled by, as they were stored then. What they come to never changes:
 * whoever makes this fail changes what rides of the past cost, and needs another rule beside the old one, not another file.
 */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAP } from '../../../test/samples.ts';
import type { Fare } from '../../state.ts';
import type { LedgerEntry } from './posting.ts';
import { recomputeFare, type StoredTariff } from './recompute.ts';
import { SETTLEMENTS } from './settlement.ts';
import { tariffSchema } from '../tariff.ts';

interface Frozen {
  readonly tariffs: Readonly<Record<string, StoredTariff>>;
  readonly fares: readonly {
    readonly name: string;
    readonly quotedTariff: string | null;
    readonly tariffInForce: string;
    readonly fare: Fare;
    readonly entry: LedgerEntry;
  }[];
}

const { tariffs, fares } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/frozen-fares.json'), 'utf8'),
) as Frozen;

describe('P16 a fare of the past', () => {
  it.each(fares.map((frozen) => [frozen.name, frozen] as const))('%s comes out as it was', (_name, frozen) => {
    const { fare, entry, quotedTariff, tariffInForce } = frozen;
    const stored = (version: string | null) => (version === null ? null : (tariffs[version] ?? null));
    const sources = { quotedTariff: stored(quotedTariff), tariffInForce: stored(tariffInForce), map: MAP, entry };
    const { differences, recomputedFareCents } = recomputeFare(fare, sources);
    // The metres are made up: no map has them.
    expect(differences.filter((difference) => difference !== 'legs')).toEqual([]);
    expect(recomputedFareCents).toBe(fare.fareCents);
  });

  it('is there of every rule, class, kind of line and way of a fee, under tariffs that can still be read', () => {
    const all = (of: (fare: Fare) => readonly string[]) =>
      [...new Set(fares.flatMap(({ fare }) => of(fare)))].toSorted();
    expect(all(({ rule }) => [rule])).toEqual([...SETTLEMENTS, 'cancellation_fee'].toSorted());
    expect(all(({ lines }) => lines.map(({ kind }) => kind))).toEqual(
      'cancellation cap discount distance flat onward percent platform_fee rise waiting zone'.split(' '),
    );
    expect(all(({ vehicleClass }) => [vehicleClass])).toEqual(['Z', 'ZM']);
    expect(all(({ rideTaxTreatment }) => [rideTaxTreatment])).toEqual(['exempt', 'standard']);
    const paid = fares.filter(({ fare }) => fare.platformFee.grossCents > 0).map(({ fare }) => fare.platformFee.payer);
    expect(new Set(paid)).toEqual(new Set(['rider', 'driver']));
    for (const { tariff } of Object.values(tariffs)) expect(tariffSchema.parse(tariff)).toEqual(tariff);
  });
});
