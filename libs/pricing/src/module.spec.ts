import { describe, expect, it } from '@jest/globals';
import { PRICING_CODES } from './rules/codes.ts';
import { pricingMutations } from './module.ts';

describe('the mutations of pricing', () => {
  it('never lose or change a name: an old phone may hold one for weeks', () => {
    expect(pricingMutations.map(({ name }) => name).sort()).toEqual([
      'pricing.adoptTariff',
      'pricing.approveTariff',
      'pricing.chargeCancellation',
      'pricing.proposeTariff',
      'pricing.publishPage',
      'pricing.recordCash',
      'pricing.refundFare',
      'pricing.retirePage',
      'pricing.settleRide',
    ]);
  });

  it('answer with codes that each somebody uses', () => {
    const used = new Set(pricingMutations.flatMap(({ codes }) => Object.keys(codes)));
    used.delete('fare_not_in_table');
    expect([...used].sort()).toEqual(Object.keys(PRICING_CODES).sort());
  });
});
