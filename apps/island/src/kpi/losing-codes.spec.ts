import { describe, expect, it } from '@jest/globals';
import { pricingMutations } from '#pricing/client';
import { ridesMutations } from '#rides/client';
import { LOSING_CODES, losesBy } from './losing-codes.ts';

const fromPhones = [...ridesMutations, ...pricingMutations].filter(({ roles }) =>
  roles.some((role) => role === 'rider' || role === 'driver'),
);

describe('the codes that a phone may be told', () => {
  it.each(fromPhones.map(({ codes, name }) => [name, Object.keys(codes)] as const))(
    '%s: each is judged',
    (_name, codes) => {
      for (const code of codes) expect(typeof losesBy(code)).toBe('boolean');
    },
  );

  it('have a reason each', () => {
    for (const { why } of Object.values(LOSING_CODES)) expect(why).not.toBe('');
  });
});
