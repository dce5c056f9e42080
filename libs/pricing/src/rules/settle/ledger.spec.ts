import { describe, expect, it } from '@jest/globals';
import { below, random } from '../../../test/random-trips.ts';
import { changeFor, emptyDrawer, keptCents, reconciles, withTender, type Tender } from './cash.ts';
import { cashCents } from '../money.ts';
import { assertBalanced, cashLines, chargeLines, refundLines } from './posting.ts';

const SEED = 5;

describe('entries', () => {
  it('of a discounted fare: Bimride bears the discount, the driver is paid in full', () => {
    const lines = chargeLines({
      chargedCents: 4000,
      driverPayCents: 4938,
      discountCents: 938,
      rideTaxCents: 0,
      riderFee: { netCents: 0, taxCents: 0 },
      driverFee: { netCents: 200, taxCents: 35 },
    });
    expect(lines).toEqual([
      { account: 'rider_receivable', amountCents: 4000 },
      { account: 'driver_payable', amountCents: -4938 + 235 },
      { account: 'discounts', amountCents: 938 },
      { account: 'platform_fees', amountCents: -200 },
      { account: 'vat_payable', amountCents: -35 },
    ]);
  });

  it('that do not sum to zero are a defect', () => {
    expect(() => assertBalanced([{ account: 'refunds', amountCents: 1 }])).toThrow('off by 1');
    const parts = { chargedCents: 1, driverPayCents: 2, discountCents: 0, rideTaxCents: 0 };
    const nothing = { netCents: 0, taxCents: 0 };
    expect(() => chargeLines({ ...parts, riderFee: nothing, driverFee: nothing })).toThrow('off by -1');
  });

  it(`P12 of cash and refunds always balance, and drawers reconcile (seed ${SEED})`, () => {
    const next = random(SEED);
    let drawer = emptyDrawer('driver-a');
    let kept = 0;
    for (let count = 0; count < 5000; count += 1) {
      const dueCents = cashCents(below(next, 20_000), 20_000);
      const currency = next() < 0.3 ? 'USD' : 'BBD';
      const note = {
        currency,
        tenderedCents: (currency === 'USD' ? Math.ceil(dueCents / 1000) * 500 : dueCents) + 500,
      } as const;
      const tender: Tender = { ...note, changeCents: changeFor(note, dueCents) };
      assertBalanced(cashLines(keptCents(tender), below(next, 5) - 2));
      assertBalanced(refundLines(below(next, 1000)));
      drawer = withTender(drawer, tender);
      kept += dueCents;
    }
    expect(drawer.keptCents).toBe(kept);
    expect(reconciles(drawer)).toBe(true);
    expect(reconciles({ ...drawer, usdInCents: drawer.usdInCents + 1 })).toBe(false);
  });

  it('US dollars count two for one, and change is in BBD', () => {
    const tender: Tender = {
      currency: 'USD',
      tenderedCents: 3000,
      changeCents: changeFor({ currency: 'USD', tenderedCents: 3000 }, 4935),
    };
    expect(tender.changeCents).toBe(1065);
    expect(keptCents(tender)).toBe(4935);
  });
});
