import type { Row } from '../row.ts';

export const pricingRows: readonly Row[] = [
  {
    id: 'P1',
    holds:
      'Each line of a fare has its legal basis, a part without tax and a tax part, is rounded by itself, and all lines sum to the fare exactly.',
    bite: {
      rule: 'A line is what it is without tax, and its tax',
      file: 'libs/pricing/src/rules/quote/price.ts',
      from: '...parts(cents, tax), amountCents: cents };',
      to: '...parts(cents, tax), amountCents: cents + 1 };',
    },
  },
  {
    id: 'P2',
    holds:
      'No fare is above the law in force at the time of the trip, whatever surcharges, extras and rounding do: in 100,000 quotes.',
    missing:
      'The cap is the tariff’s own line over the distance it measures; beyond the published areas that can pass a published fare.',
  },
  {
    id: 'P3',
    holds:
      'A maxi-taxi costs one and a half times, waiting and onward travel are priced as the law has it, and charges for luggage and air conditioning are refused.',
    missing:
      'Settlement holds waiting and onward travel together at BBD 30, and the class of the car that came is not known.',
  },
  {
    id: 'P4',
    holds:
      'Tariffs have dates and each quote names its version; the table before 7 January 2023 is reproduced: BBD 80 from the seaport to the airport, 46 back.',
    bite: {
      rule: 'A tariff quotes nothing before its first day',
      file: 'libs/pricing/src/rules/quote/quote.ts',
      from: 'return atMs >= tariff.effectiveFromMs && (',
      to: 'return (',
    },
  },
  {
    id: 'P5',
    holds:
      'A quote holds for hours offline from a signed page with an expiry, and device and server come to the same cents.',
    bite: {
      rule: 'A page that has run out is not believed',
      file: 'libs/pricing/src/rules/book/book-page.ts',
      from: "return nowMs < page.validToMs ? null : { code: 'page_expired' };",
      to: 'return null;',
    },
  },
  {
    id: 'P6',
    holds:
      'The fare is computed again on sync; where it differs the rider pays the lower of quote and recomputation within a stated bound, and the difference is recorded, also where GPS was lost.',
    missing:
      'A stale last position counts as where the ride ended, so a lost GPS can pay the driver the base fare alone.',
  },
  {
    id: 'P7',
    holds: 'A fare rises after the quote by one number at most, which the rider saw before the ride.',
    bite: {
      rule: 'What is above the quote and the cap on upward change is taken off',
      file: 'libs/pricing/src/rules/settle/settlement.ts',
      from: "if (overMost > 0) lines.push(riseLine(overMost, quoted === null ? 'booking' : 'quote', { basis, tariff }));",
      to: '',
    },
  },
  {
    id: 'P8',
    holds:
      'What the tariff says for the ride as it was is stored beside what was charged, and one query finds where they differ.',
    bite: {
      rule: 'The fare keeps the recomputation by the meter',
      file: 'libs/pricing/src/rules/settle/settlement.ts',
      from: 'meterFareCents: recomputed.meterFareCents,',
      to: 'meterFareCents: fareCents,',
    },
  },
  {
    id: 'P9',
    holds:
      'Of the fees for calling off, the most specific row that fits wins in any order, no row is no fee, and the row’s id is kept on the charge.',
    bite: {
      rule: 'The row that names more comes first',
      file: 'libs/pricing/src/rules/settle/fees.ts',
      from: 'if (more !== 0) return more > 0;',
      to: 'if (more !== 0) return more < 0;',
    },
  },
  {
    id: 'P10',
    holds: 'Waiting is counted by the phone’s monotonic clock: setting the clock of the phone changes nothing.',
    bite: {
      rule: 'A clock that went backwards counts as a lost wait, not as a negative one',
      file: 'libs/pricing/src/rules/quote/waiting.ts',
      from: 'if (waited < 0) return { ...clock, sinceMonotonicMs: null, lostWaits: clock.lostWaits + 1 };',
      to: '',
    },
  },
  {
    id: 'P11',
    holds:
      'Night begins and ends by the clock of the island, without summer time and a little inside its hours; a fare keeps UTC and local time.',
    bite: {
      rule: 'Minutes of the day are counted by the clock of the island',
      file: 'libs/pricing/src/rules/local-time.ts',
      from: 'return Math.floor(floorMod(atMs + OFFSET_MS, DAY_MS) / MINUTE_MS);',
      to: 'return Math.floor(floorMod(atMs, DAY_MS) / MINUTE_MS);',
    },
  },
  {
    id: 'P12',
    holds:
      'Cash is rounded to five cents and cards to one; US dollars count two for one, with change in BBD; drawers reconcile.',
    missing: 'There is no card payment, cash always rounds down, and a tip counts as a debt.',
  },
  {
    id: 'P13',
    holds:
      'The ride is exempt from VAT and the platform fee standard-rated, as configuration with dates, and the receipt shows both.',
    bite: {
      rule: 'An exempt ride holds no tax',
      file: 'libs/pricing/src/rules/quote/price.ts',
      from: "return tax.treatment === 'exempt' ? { netCents: cents, taxCents: 0 } : splitInclusive(cents, tax.basisPoints);",
      to: 'return { netCents: cents, taxCents: 0 };',
    },
  },
  {
    id: 'P14',
    holds: 'A tariff is changed by two people, never backdated, with the hash of what was looked at in the ledger.',
    bite: {
      rule: 'Whoever proposed a tariff does not approve it',
      file: 'libs/pricing/src/mutations/approve-tariff.ts',
      from: "if (record.proposedBy === actor.subject) return refused('approver_is_proposer');",
      to: '',
    },
  },
  {
    id: 'P15',
    holds: 'A discount never lowers what the driver gets below the regulated fare, and both receipts show it.',
    missing: 'By the cap on upward change the driver can get less than the tariff says.',
  },
  {
    id: 'P16',
    holds:
      'Every fare can be explained: run again from what is stored it comes to the same cents, years later and 10,000 times, and a changed cent is found.',
    bite: {
      rule: 'A replay compares the cents it comes to with the cents that are stored',
      file: 'libs/pricing/src/rules/settle/recompute.ts',
      from: 'same: differences.length === 0,',
      to: 'same: true,',
    },
  },
];
