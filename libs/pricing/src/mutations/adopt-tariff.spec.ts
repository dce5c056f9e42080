import { describe, expect, it } from '@jest/globals';
import { play, PRICER, SYSTEM } from '../../test/samples.ts';
import { TARIFF_2023, TARIFF_BEFORE_2023 } from '../shipped-tariffs.ts';
import type { TariffRecord } from '../state.ts';
import { adoptTariff } from './adopt-tariff.ts';

describe('pricing.adoptTariff', () => {
  it('takes in the law of the past, one after the other', () => {
    const first = play(adoptTariff, { args: { tariff: TARIFF_BEFORE_2023 }, actor: SYSTEM });
    expect(first.outcome).toBe('applied');
    const second = play(adoptTariff, { args: { tariff: TARIFF_2023 }, actor: SYSTEM, rows: first.changes });
    const records = second.changes.filter(({ kind }) => kind === 'tariff').map(({ state }) => state as TariffRecord);
    expect(records.map(({ version, effectiveToMs }) => [version, effectiveToMs])).toEqual([
      ['v2023-01-07', null],
      ['v2022', TARIFF_2023.effectiveFromMs],
    ]);
    const wrongWay = play(adoptTariff, {
      args: { tariff: TARIFF_BEFORE_2023 },
      actor: SYSTEM,
      rows: second.changes.filter(({ id }) => id !== 'v2022'),
    });
    expect(wrongWay.code).toBe('tariff_out_of_order');
  });

  it('is nobody’s but Bimride’s own', () => {
    expect(play(adoptTariff, { args: { tariff: TARIFF_2023 }, actor: PRICER }).code).toBe('role_missing');
  });
});
