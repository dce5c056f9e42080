import { describe, expect, it } from '@jest/globals';
import { facts, NOW_MS, place } from '../../../test/samples.ts';
import { below, greedyTariff, random } from '../../../test/random-trips.ts';
import { TARIFF_2023 } from '../../shipped-tariffs.ts';
import { sumCents } from '../money.ts';
import { settle, SETTLEMENTS, type RideFacts, type Settlement } from './settlement.ts';
import type { Tariff } from '../tariff.ts';

const SEED = 7;

function settled(ride: RideFacts, tariffs: { quoted?: Tariff | null; inForce?: Tariff } = {}): Settlement {
  const { quoted = TARIFF_2023, inForce = TARIFF_2023 } = tariffs;
  const result = settle({ facts: ride, quotedTariff: quoted, tariffInForce: inForce });
  if ('code' in result) throw new Error(result.code);
  return result;
}

// 10 km are quoted: 11.92 + 37.46 = BBD 49.38. The bound is 10 %, here 4.93: about 1,316 m.
describe('P7 an ended ride costs', () => {
  const table: readonly (readonly [string, Parameters<typeof facts>[0], Partial<Settlement>])[] = [
    ['the quote, if it was as quoted', {}, { rule: 'quote_stands', fareCents: 4938, differenceCents: 0 }],
    [
      'the quote, if longer within the bound',
      { drivenMeters: 11_316 },
      { rule: 'quote_stands', fareCents: 4938, differenceCents: 492 },
    ],
    [
      'the quote, if longer beyond the bound and nobody asked for it',
      { drivenMeters: 11_400 },
      { rule: 'quote_is_lower', fareCents: 4938, differenceCents: 524 },
    ],
    [
      'the quote, if shorter within the bound',
      { drivenMeters: 8_690 },
      { rule: 'quote_stands', fareCents: 4938, differenceCents: -491 },
    ],
    [
      'the ride as it was, if shorter beyond the bound',
      { drivenMeters: 8_000 },
      { rule: 'recomputed_lower', fareCents: 4188, differenceCents: -750 },
    ],
    [
      'the ride as it was, if the phone never left the pickup',
      { drivenMeters: 0 },
      { rule: 'recomputed_lower', fareCents: 1192 },
    ],
    [
      'the quote, if a little waiting stays within the bound',
      { waitingMs: 840_000 },
      { rule: 'quote_stands', fareCents: 4938, differenceCents: 450 },
    ],
    [
      'more, if the rider let the driver wait',
      { waitingMs: 1_200_000 },
      { rule: 'raised_for_changes', fareCents: 4938 + 750 },
    ],
    [
      'more, up to the cap on upward change exactly',
      { waitingMs: (5 + 60) * 60_000 },
      { rule: 'raised_for_changes', fareCents: 4938 + 3000 },
    ],
    [
      'no more than that cap, however long the driver waited',
      { waitingMs: (5 + 61) * 60_000 },
      { rule: 'raised_for_changes', fareCents: 4938 + 3000, recomputedFareCents: 4938 + 3050 },
    ],
    [
      'the quote, if longer and a millisecond of waiting',
      { drivenMeters: 40_000, waitingMs: 1 },
      { rule: 'quote_is_lower', fareCents: 4938 },
    ],
    [
      'the quote, if longer and waiting within the free minutes',
      { drivenMeters: 40_000, waitingMs: 359_999 },
      { rule: 'quote_is_lower', fareCents: 4938 },
    ],
    [
      'the quote, if longer and the waiting alone is within the bound',
      { drivenMeters: 40_000, waitingMs: 840_000 },
      { rule: 'quote_is_lower', fareCents: 4938 },
    ],
    [
      'what was asked for the waiting and nothing for metres that nobody asked for',
      { drivenMeters: 40_000, waitingMs: 1_200_000 },
      { rule: 'raised_for_changes', fareCents: 4938 + 750 },
    ],
    [
      'the ride as it was, if long waiting came with a shorter way',
      { drivenMeters: 9_000, waitingMs: 1_500_000 },
      { rule: 'raised_for_changes', fareCents: 4938 - 375 + 1000 },
    ],
    [
      'what the tariff says, without a quote',
      { quotedFareCents: null, pin: null },
      { rule: 'no_quote', fareCents: 4938, differenceCents: null },
    ],
    [
      'the ride as it was booked, without a quote, for metres that nobody asked for',
      { quotedFareCents: null, pin: null, drivenMeters: 40_000 },
      { rule: 'no_quote', fareCents: 4938 },
    ],
    [
      'the ride as it was, without a quote, to the cent',
      { quotedFareCents: null, pin: null, drivenMeters: 9_900 },
      { rule: 'no_quote', fareCents: 4900 },
    ],
    [
      'more for waiting alone, without a quote',
      { quotedFareCents: null, pin: null, drivenMeters: 40_000, waitingMs: 1_200_000 },
      { rule: 'no_quote', fareCents: 4938 + 750 },
    ],
    [
      'no more than the cap on upward change, without a quote',
      { quotedFareCents: null, pin: null, waitingMs: (5 + 61) * 60_000 },
      { rule: 'no_quote', fareCents: 4938 + 3000 },
    ],
    [
      'what the tariff says, if the quote names no pages',
      { quotedFareCents: 100, pin: null },
      { rule: 'no_quote', fareCents: 4938 },
    ],
    [
      'what the tariff says, if the quote is not what its pages say',
      { quotedFareCents: 4937 },
      { rule: 'no_quote', fareCents: 4938, reproducedQuoteCents: null },
    ],
    [
      'what the tariff says, if the quote was measured on another map',
      { mapVersion: 'map-other' },
      { rule: 'no_quote', fareCents: 4938 },
    ],
  ];
  it.each(table)('%s', (_what, ride, expected) => {
    const result = settled(facts(ride));
    expect(result).toMatchObject(expected);
    expect(sumCents(result.lines)).toBe(result.fareCents);
  });

  it('onward travel by distance, within the cap on upward change', () => {
    const legs = [10_000, 5_000].map((distanceMeters) => ({ distanceMeters, toleranceMeters: 0, isEstimate: false }));
    const result = settled(facts({ stops: [place('belleplaine')], drivenLegs: legs }));
    expect(result).toMatchObject({ rule: 'raised_for_changes', fareCents: 4938 + 1873 });
  });

  it('the ride as it was without a quote, by the first edition of the rule', () => {
    const { edition, ...first } = facts({ quotedFareCents: null, pin: null, drivenMeters: 40_000 });
    expect(edition).toBe(2);
    expect(settled(first)).toMatchObject({ rule: 'no_quote', fareCents: 1192 + 14984 });
  });

  it('onward travel that nobody was quoted for by no more than the cap on upward change', () => {
    const legs = [10_000, 80_000].map((distanceMeters) => ({ distanceMeters, toleranceMeters: 0, isEstimate: false }));
    const ride = { stops: [place('belleplaine')], drivenLegs: legs, quotedFareCents: null, pin: null };
    const result = settled(facts(ride));
    expect(result).toMatchObject({ rule: 'no_quote', fareCents: 4938 + 3000, reproducedQuoteCents: null });
    expect(result.lines.at(-1)).toMatchObject({ label: 'Down to the most by which a fare can rise after the booking' });
    expect(sumCents(result.lines)).toBe(result.fareCents);
  });

  it('the quote, from an older tariff that is honoured', () => {
    const dearer: Tariff = {
      ...TARIFF_2023,
      version: 'v2027',
      lines: TARIFF_2023.lines.map((line) => (line.kind === 'flat' ? { ...line, cents: 1500 } : line)),
    };
    const result = settled(facts(), { inForce: dearer });
    expect(result).toMatchObject({ rule: 'quote_stands', fareCents: 4938 });
  });

  it('no more than the tariff in force at the time of the trip allows, whatever was quoted', () => {
    const cheaper: Tariff = {
      ...TARIFF_2023,
      version: 'v2027',
      lines: TARIFF_2023.lines.map((line) => (line.kind === 'flat' ? { ...line, cents: 1000 } : line)),
    };
    const result = settled(facts(), { inForce: cheaper });
    expect(result).toMatchObject({
      rule: 'quote_stands',
      fareCents: 4746,
      legalCap: { tariffVersion: 'v2027', capCents: 4746 },
    });
    expect(result.lines.at(-1)).toMatchObject({ kind: 'cap', amountCents: -192 });
    expect(sumCents(result.lines)).toBe(4746);
  });

  it('what the tariff in force says, if the quote is from one that was still to come', () => {
    const cheaper: Tariff = {
      ...TARIFF_2023,
      version: 'v2027',
      effectiveFromMs: NOW_MS + 1,
      lines: TARIFF_2023.lines.map((line) => (line.kind === 'flat' ? { ...line, cents: 1000 } : line)),
    };
    const { pin } = facts();
    const quotedFor = (quotedForMs: number, tripAtMs: number) =>
      settled(facts({ tripAtMs, quotedFareCents: 4746, pin: pin && { ...pin, quotedForMs } }), { quoted: cheaper })
        .rule;
    expect(quotedFor(NOW_MS + 1, NOW_MS + 1)).toBe('quote_stands');
    expect([quotedFor(NOW_MS + 1, NOW_MS), quotedFor(NOW_MS, NOW_MS + 1)]).toEqual(['no_quote', 'no_quote']);
  });

  it('what the tariff in force says, if nobody knows the tariff of the quote', () => {
    expect(settled(facts(), { quoted: null })).toMatchObject({ rule: 'no_quote', fareCents: 4938 });
  });
});

it(`any settlement is lawful, balanced, and never above quote and upward cap (seed ${SEED})`, () => {
  const next = random(SEED);
  const faults: string[] = [];
  const rules = new Map<string, number>();
  for (let count = 0; count < 10_000; count += 1) {
    const [quoted, inForce] = [
      greedyTariff(TARIFF_2023, next),
      next() < 0.5 ? TARIFF_2023 : greedyTariff(TARIFF_2023, next),
    ];
    const ride = randomFacts(next, quoted);
    const result = settled(ride, { quoted, inForce });
    rules.set(result.rule, (rules.get(result.rule) ?? 0) + 1);
    for (const fault of wrong(result, ride, { quoted, inForce })) faults.push(`${count}: ${fault}`);
  }
  expect(faults.slice(0, 5)).toEqual([]);
  for (const rule of SETTLEMENTS) expect([rule, (rules.get(rule) ?? 0) > 200]).toEqual([rule, true]);
});

// Worked out from the tariff's figures: five minutes are free, each full one after costs 50 cents, in a maxi-taxi half as
// much again; of a fee that the rider pays there is a share for it, with VAT.
function mostForWaiting({ waitingMs, pin }: RideFacts, { platformFees: [fee] }: Tariff): number {
  const minutes = Math.floor(waitingMs / 60_000) - 5;
  if (minutes <= 0) return 0;
  const cents = minutes * (pin?.vehicleClass === 'ZM' ? 75 : 50);
  return fee?.payer === 'rider' ? cents + Math.ceil((cents * fee.basisPoints * 1.175) / 10_000) + 1 : cents;
}

// Waiting of all lengths, and often within the free minutes.
function randomWaitingMs(next: () => number): number {
  const kind = next();
  if (kind < 0.4) return 0;
  return below(next, kind < 0.7 ? 360_000 : 3_600_000);
}

function randomFacts(next: () => number, quoted: Tariff): RideFacts {
  const ride = facts({
    bookedMeters: below(next, 40_000),
    drivenMeters: below(next, 40_000),
    waitingMs: randomWaitingMs(next),
    ...(next() < 0.1 ? { stops: [place('belleplaine')] } : {}),
  });
  const pin =
    ride.pin === null
      ? null
      : {
          ...ride.pin,
          vehicleClass: next() < 0.3 ? ('ZM' as const) : ('Z' as const),
          discountId: next() < 0.3 ? 'promo' : null,
        };
  const genuine = settle({
    facts: { ...ride, pin: null, drivenLegs: ride.bookedLegs, waitingMs: 0 },
    quotedTariff: null,
    tariffInForce: quoted,
  });
  return {
    ...ride,
    pin,
    tripAtMs: NOW_MS,
    quotedFareCents: 'code' in genuine || next() < 0.1 ? below(next, 20_000) : genuine.fareCents,
  };
}

/** What the ride as it was booked costs by a tariff, without waiting and without a quote. */
function bookedCents(ride: RideFacts, tariff: Tariff): number {
  const asBooked = { ...ride, quotedFareCents: null, drivenLegs: ride.bookedLegs, waitingMs: 0 };
  return settled({ ...asBooked, stops: [], endedAt: null }, { quoted: null, inForce: tariff }).fareCents;
}

function wrong(
  result: Settlement,
  ride: RideFacts,
  { quoted, inForce }: { readonly quoted: Tariff; readonly inForce: Tariff },
): readonly string[] {
  const {
    fareCents,
    legalCap,
    lines,
    reproducedQuoteCents,
    upwardCapCents,
    driverPayCents,
    discountCents,
    platformFee,
  } = result;
  const riderFee = platformFee.payer === 'rider' ? platformFee.grossCents : 0;
  const asked = ride.stops.length > 0 ? upwardCapCents : mostForWaiting(ride, quoted);
  const rules: Readonly<Record<string, boolean>> = {
    'above the law': fareCents > legalCap.capCents,
    'does not sum up': sumCents(lines) !== fareCents,
    'not balanced': fareCents + discountCents !== driverPayCents + riderFee,
    'above the quote by more than was asked for':
      reproducedQuoteCents !== null && fareCents > reproducedQuoteCents + asked,
    'above the quote and the upward cap':
      reproducedQuoteCents !== null && fareCents > reproducedQuoteCents + upwardCapCents,
    'above the booking and the upward cap without a quote':
      result.rule === 'no_quote' && fareCents > bookedCents(ride, inForce) + upwardCapCents,
    'a reproduced quote that is not the one that was given':
      reproducedQuoteCents !== null && reproducedQuoteCents !== ride.quotedFareCents,
  };
  return Object.keys(rules).filter((rule) => rules[rule]);
}
