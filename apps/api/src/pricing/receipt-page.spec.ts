import { describe, expect, it } from '@jest/globals';
import type { Receipt } from '#pricing';
import { receiptPage } from './receipt-page.ts';

const HOSTILE = `</td><script>alert("1")</script><img src=x onerror='a'>&`;

const LINE: Receipt['lines'][number] = {
  label: 'Distance',
  basis: 'The law',
  assumed: true,
  netCents: 100,
  taxCents: 0,
  amountCents: 100,
  quantity: { value: 3_000, unit: 'm' },
};
const PLACE = { lat: 13.1, lon: -59.6, near: 'Oistins', parish: 'Christ Church' };
// In full, so that a text that is added to receipts is missed here by the compiler.
const PLAIN: Receipt = {
  rideId: '0192a4c7-0000-7000-8000-000000000000',
  audience: 'rider',
  kind: 'ride',
  currency: 'BBD',
  tripAtMs: 0,
  tripAtLocal: '2026-11-29T08:00:00-04:00',
  pickup: PLACE,
  dropoff: PLACE,
  vehicleClass: 'Z',
  distanceMeters: 3_000,
  toleranceMeters: 100,
  distanceIsEstimate: true,
  lines: [LINE],
  fareCents: 100,
  fareText: 'BBD 1.00',
  explanation: 'The quote stands',
  quotedFareCents: 100,
  differenceCents: 0,
  meterFareCents: 100,
  legalCapCents: 100,
  discountCents: 0,
  driverPayCents: 100,
  vat: {
    ride: { treatment: 'exempt', taxCents: 0 },
    platformFee: {
      treatment: 'standard',
      taxBasisPoints: 1_750,
      payer: 'driver',
      netCents: 0,
      taxCents: 0,
      grossCents: 0,
      basis: 'The law',
      assumed: true,
    },
  },
  payments: [{ currency: 'BBD', tenderedCents: 100, changeCents: 0, keptCents: 100, recordedAtMs: 0 }],
  refunds: [{ refundCents: 1, reason: 'A detour', refundedAtMs: 0 }],
  paidCents: 100,
  openCents: 0,
  tariffVersion: 'v1',
  tariffHash: '0',
  mapVersion: 'm1',
  graphVersion: 'g1',
  attribution: 'somebody',
  feeRowId: null,
  assumptions: [{ about: 'The fare', status: 'assumed', asOf: '2026-11', source: 'A paper' }],
  settledAtMs: 0,
};

/** The same, with another text wherever there is one. */
function withTexts(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((one) => withTexts(one, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withTexts(one, text)]));
}

const tagsOf = (page: string): readonly string[] => page.match(/<[^>]*>/g) ?? [];

describe('the page of a receipt', () => {
  it('shows every text as text, whatever is in it: the page has the same tags', () => {
    const [plain, hostile] = ['x', HOSTILE].map((text) => receiptPage(withTexts(PLAIN, text) as Receipt));
    expect(tagsOf(hostile ?? '')).toEqual(tagsOf(plain ?? ''));
    expect(hostile).toContain('&#60;script&#62;alert(&#34;1&#34;)');
  });
});
