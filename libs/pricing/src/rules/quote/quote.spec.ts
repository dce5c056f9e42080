import { describe, expect, it } from '@jest/globals';
import { inBook, MAP, NOW_MS, place } from '../../../test/samples.ts';
import { greedyTariff, random, randomRequest, shuffled } from '../../../test/random-trips.ts';
import { PUBLISHED_FARES_2023, SHIPPED_TARIFFS, TARIFF_2023, TARIFF_BEFORE_2023 } from '../../shipped-tariffs.ts';
import { localDayMs } from '../local-time.ts';
import { sumCents } from '../money.ts';
import { quote, type Quote, type QuoteRequest } from './quote.ts';
import { tariffFaults, tariffSchema, type Tariff } from '../tariff.ts';

const SEED = 20_261_123;
const PLACES = MAP.page.places.map(({ id }) => place(id));

function ask(
  request: Partial<QuoteRequest> & Pick<QuoteRequest, 'pickup' | 'dropoff'>,
  tariff: Tariff = TARIFF_2023,
): Quote {
  const answer = quote(inBook(tariff), MAP, { atMs: NOW_MS, ...request });
  if ('code' in answer) throw new Error(answer.code);
  return answer;
}

const areaOf = (tariff: Tariff, areaId: string) => {
  const { lat, lon } = tariff.areas.find((area) => area.areaId === areaId) ?? { lat: 0, lon: 0 };
  return { lat, lon };
};

/** Where a published fare leads; the middle of the circle around Long Beach lies 200 m out at sea. */
const middleOf = (areaId: string) =>
  areaId === 'long-beach' ? { lat: 13.053, lon: -59.505 } : areaOf(TARIFF_2023, areaId);

describe('a quote', () => {
  it('P1 names what it is made of', () => {
    const answer = ask({ pickup: place('oistins'), dropoff: place('bathsheba') });
    expect(answer).toMatchObject({
      currency: 'BBD',
      tariffVersion: 'v2023-01-07',
      mapVersion: MAP.page.mapVersion,
      vehicleClass: 'Z',
      atLocal: '2026-11-23T11:00:00-04:00',
      meterFareCents: answer.fareCents,
      driverPayCents: answer.fareCents,
      fareCentsMax: answer.fareCents + 3000,
    });
    expect(answer.fareCents).toBe(1192 + Math.floor((answer.distanceMeters * 3746) / 10_000));
    expect(answer.lines.every(({ basis, assumed }) => basis !== '' && assumed)).toBe(true);
    expect(answer.assumptions.length).toBeGreaterThan(0);
    expect(answer.attribution).toContain('OpenStreetMap');
  });

  it('goes by road, not by the crow: Holetown to Harrison’s Cave', () => {
    const { distanceMeters } = ask({ pickup: place('holetown'), dropoff: place('harrisons-cave') });
    // The crow flies 6.5 km.
    expect(distanceMeters).toBeGreaterThan(9_500);
  });

  it('P3 prices a maxi-taxi at one and a half, waiting after five minutes, and onward travel by distance', () => {
    const trip = { pickup: place('oistins'), dropoff: place('bathsheba') };
    const taxi = ask(trip);
    const maxi = ask({ ...trip, vehicleClass: 'ZM' });
    expect(maxi.fareCents).toBe(
      taxi.lines.reduce((sum, line) => sum + (line.kind === 'distance' ? 0 : Math.floor(line.amountCents * 1.5)), 0) +
        Math.floor((taxi.distanceMeters * 3746 * 1.5) / 10_000),
    );
    expect(ask({ ...trip, waitingMs: 300_000 }).fareCents).toBe(taxi.fareCents);
    expect(ask({ ...trip, waitingMs: 659_999 }).fareCents).toBe(taxi.fareCents + 5 * 50);
    const onward = ask({ ...trip, stops: [place('belleplaine')] });
    const leg = ask({ pickup: place('bathsheba'), dropoff: place('belleplaine') });
    expect(onward.fareCents - taxi.fareCents).toBe(leg.fareCents - 1192);
  });
});

describe('what cannot be quoted', () => {
  const trip = { pickup: place('oistins'), dropoff: place('bathsheba') };
  const cases: readonly (readonly [string, Partial<Record<keyof QuoteRequest, unknown>>])[] = [
    ['point_invalid', { pickup: { lat: Number.NaN, lon: -59.5 } }],
    ['lat_lon_swapped', { dropoff: { lat: -59.5, lon: 13.1 } }],
    ['point_outside_island', { dropoff: { lat: 51.5, lon: -0.1 } }],
    ['point_at_sea', { dropoff: { lat: 13.2, lon: -59.68 } }],
    ['trip_zero_length', { dropoff: trip.pickup }],
    ['vehicle_class_unknown', { vehicleClass: 'ZR' }],
    ['extra_not_allowed', { extras: ['luggage'] }],
    ['extra_not_allowed', { extras: ['air_conditioning'] }],
    ['extra_unknown', { extras: ['champagne'] }],
    ['discount_unknown', { discountId: 'nobody-knows-it' }],
    ['waiting_invalid', { waitingMs: -1 }],
    ['waiting_invalid', { waitingMs: Number.NaN }],
    ['waiting_invalid', { waitingMs: 0.5 }],
    ['trip_time_invalid', { atMs: Number.NaN }],
    ['too_many_stops', { stops: Array.from({ length: 6 }, () => place('holetown')) }],
    ['tariff_not_in_force', { atMs: localDayMs('2023-01-07') - 1 }],
  ];
  it.each(cases)('%s: %j', (code, wrong) => {
    expect(quote(inBook(), MAP, { ...trip, atMs: NOW_MS, ...wrong } as QuoteRequest)).toMatchObject({ code });
  });

  it('R16 a pickup in the port, from the first moment of the cruise season to before its last', () => {
    const season = MAP.page.zones.find(({ kind }) => kind === 'no_pickup');
    const { fromMs = 0, toMs } = season ?? {};
    const port = { lat: 13.106, lon: -59.63 };
    const at = (atMs: number, way: object = { pickup: port }) => quote(inBook(), MAP, { ...trip, ...way, atMs });
    expect([fromMs - 1, toMs ?? 0].map((atMs) => 'code' in at(atMs))).toEqual([false, false]);
    for (const atMs of [fromMs, (toMs ?? 0) - 1]) {
      expect(at(atMs)).toEqual({ code: 'pickup_not_allowed', basis: `${season?.name}: ${season?.reason}` });
    }
    expect('code' in at(fromMs, { dropoff: port })).toBe(false);
  });

  it('a pair of places that the table before 2023 does not name', () => {
    const request = { ...trip, atMs: localDayMs('2022-06-01') };
    expect(quote(inBook(TARIFF_BEFORE_2023), MAP, request)).toEqual({ code: 'fare_not_in_table' });
  });
});

describe('the shipped tariffs', () => {
  it.each(SHIPPED_TARIFFS.map((tariff) => [tariff.version, tariff] as const))('%s is sound', (_version, tariff) => {
    expect(tariffFaults(tariffSchema.parse(tariff))).toEqual([]);
  });

  // By the distances that quotes are made with, not by those it was fitted on.
  it('the fitted rule alone is as far off the published fares as whoever pays is told', () => {
    const about = TARIFF_2023.assumptions.map(
      (one) => /off the published fares by up to BBD ([\d.]+)/.exec(one.about)?.[1],
    );
    const statedCents = Math.round(Number(about.find((dollars) => dollars !== undefined)) * 100);
    const offs = Object.entries(PUBLISHED_FARES_2023).map(([to, dollars]) => {
      const trip = { pickup: areaOf(TARIFF_2023, 'airport'), dropoff: middleOf(to) };
      return Math.abs(ask(trip, { ...TARIFF_2023, zoneFares: [] }).fareCents - dollars * 100);
    });
    expect(Math.max(...offs)).toBeLessThanOrEqual(statedCents);
    expect(Math.max(...offs)).toBeGreaterThan(statedCents - 10);
  });

  it.each(Object.entries(PUBLISHED_FARES_2023))(
    'a quote from the airport to %s is within BBD 4 of BBD %i, and never above',
    (to, dollars) => {
      for (const vehicleClass of ['Z', 'ZM'] as const) {
        const most = dollars * (vehicleClass === 'ZM' ? 150 : 100);
        const { fareCents } = ask({
          pickup: areaOf(TARIFF_2023, 'airport'),
          dropoff: middleOf(to),
          vehicleClass,
        });
        expect(fareCents).toBeLessThanOrEqual(most);
        expect(most - fareCents).toBeLessThanOrEqual(vehicleClass === 'ZM' ? 600 : 400);
      }
    },
  );

  it('P4 before 7 January 2023 the seaport to the airport was BBD 80, and back 46', () => {
    const [seaport, airport] = [areaOf(TARIFF_BEFORE_2023, 'seaport'), areaOf(TARIFF_BEFORE_2023, 'airport')];
    const atMs = localDayMs('2023-01-07') - 1;
    expect(ask({ pickup: seaport, dropoff: airport, atMs }, TARIFF_BEFORE_2023).fareCents).toBe(8000);
    expect(ask({ pickup: airport, dropoff: seaport, atMs }, TARIFF_BEFORE_2023).fareCents).toBe(4600);
  });

  it(`since then there and back are the same (seed ${SEED})`, () => {
    const next = random(SEED);
    let quoted = 0;
    for (let count = 0; count < 1000; count += 1) {
      const { pickup, dropoff } = randomRequest(next, PLACES);
      const there = quote(inBook(), MAP, { pickup, dropoff, atMs: NOW_MS });
      const back = quote(inBook(), MAP, { pickup: dropoff, dropoff: pickup, atMs: NOW_MS });
      if ('code' in there || 'code' in back) continue;
      quoted += 1;
      expect(back.fareCents).toBe(there.fareCents);
    }
    expect(quoted).toBeGreaterThan(500);
  });
});

describe(`any quote under a greedy tariff (seed ${SEED})`, () => {
  it('P1 P2 stays within the law, sums up, pays the driver, and does not look at the order of lines', () => {
    const next = random(SEED + 1);
    const faults: string[] = [];
    let quoted = 0;
    let capped = 0;
    for (let count = 0; count < 3_000; count += 1) {
      const tariff = greedyTariff(TARIFF_2023, next);
      const request = randomRequest(next, PLACES);
      const answer = quote(inBook(tariff), MAP, request);
      if ('code' in answer) continue;
      quoted += 1;
      if (answer.lines.some(({ kind }) => kind === 'cap')) capped += 1;
      const again = quote(inBook(turned(tariff, next)), MAP, request);
      if (JSON.stringify(again) !== JSON.stringify(answer)) faults.push(`${count}: another order, another quote`);
      for (const fault of unlawful(answer, tariff)) faults.push(`${count}: ${fault}`);
    }
    expect(faults.slice(0, 5)).toEqual([]);
    expect(quoted).toBeGreaterThan(1500);
    expect(capped).toBeGreaterThan(500);
  });

  const turned = (tariff: Tariff, next: () => number): Tariff => ({
    ...tariff,
    lines: shuffled(tariff.lines, next),
    zoneFares: shuffled(tariff.zoneFares, next),
    areas: shuffled(tariff.areas, next),
  });

  function unlawful(answer: Quote, tariff: Tariff): readonly string[] {
    const { fareCents, cashDueCents, legalCapCents, lines, meterFareCents, driverPayCents, platformFee } = answer;
    const rules: Readonly<Record<string, boolean>> = {
      'above the cap': fareCents > legalCapCents || cashDueCents > legalCapCents || meterFareCents > legalCapCents,
      'the cap is above the law': legalCapCents > mostByLaw(answer, tariff),
      'no coins for it': cashDueCents % 5 !== 0 || Math.abs(cashDueCents - fareCents) >= 5,
      'lines do not sum up': sumCents(lines) !== fareCents,
      'tax does not add up': lines.some(({ netCents, taxCents, amountCents }) => netCents + taxCents !== amountCents),
      'the driver gets another pay': driverPayCents !== meterFareCents,
      'the fee does not add up': platformFee.netCents + platformFee.taxCents !== platformFee.grossCents,
      'not whole cents': !lines.every(({ amountCents }) => Number.isSafeInteger(amountCents)),
    };
    return Object.keys(rules).filter((rule) => rules[rule]);
  }

  // Worked out another way, in dollars, for two hours of waiting at most.
  function mostByLaw({ legalCap, distanceMeters }: Quote, tariff: Tariff): number {
    const night = tariff.lines.find(({ lineId }) => lineId === 'night');
    const nightShare = night?.kind === 'percent' && night.inCap ? night.basisPoints / 10_000 : 0;
    const dollars = 11.92 + 3.746 * (distanceMeters / 1000) * (1 + nightShare) + 115 * 0.5;
    return Math.ceil(dollars * legalCap.classPercent);
  }

  it('P15 a discount lowers the fare and never the driver’s pay', () => {
    const next = random(SEED + 2);
    const faults: number[] = [];
    let quoted = 0;
    for (let count = 0; count < 2000; count += 1) {
      const tariff = greedyTariff(TARIFF_2023, next);
      const { discountId: _none, ...request } = randomRequest(next, PLACES);
      const plain = quote(inBook(tariff), MAP, request);
      const reduced = quote(inBook(tariff), MAP, { ...request, discountId: 'promo' });
      if ('code' in plain || 'code' in reduced) continue;
      quoted += 1;
      const isPaid = reduced.driverPayCents === plain.driverPayCents && reduced.meterFareCents === plain.meterFareCents;
      if (!isPaid || reduced.fareCents > plain.fareCents) faults.push(count);
    }
    expect(faults).toEqual([]);
    expect(quoted).toBeGreaterThan(1000);
  });

  it('a fee that the rider pays fits under the cap, tax and all', () => {
    const row = { fromMs: 0, payer: 'rider', cents: 500, basisPoints: 0, basis: 'Invented', assumed: true } as const;
    const promo = {
      discountId: 'promo',
      label: 'Promotion',
      basisPoints: 0,
      fromMs: null,
      toMs: null,
      basis: 'Invented',
    };
    const trip = { pickup: place('oistins'), dropoff: place('bathsheba'), discountId: 'promo' };
    const withRoom = (cents: number) =>
      ask(trip, { ...TARIFF_2023, platformFees: [row], discounts: [{ ...promo, cents }] });
    expect(withRoom(0)).toMatchObject({ platformFee: { grossCents: 0, netCents: 0, taxCents: 0 } });
    expect(withRoom(235)).toMatchObject({ platformFee: { grossCents: 235, netCents: 200, taxCents: 35 } });
    expect(withRoom(1000)).toMatchObject({ platformFee: { grossCents: 588, netCents: 500, taxCents: 88 } });
    expect(withRoom(1000).lines.find(({ kind }) => kind === 'platform_fee')).toMatchObject({
      netCents: 500,
      taxCents: 88,
    });
  });

  it('P13 VAT follows its dates', () => {
    const from2027 = localDayMs('2027-01-01');
    const ride = [
      ...TARIFF_2023.vat.ride,
      { fromMs: from2027, treatment: 'standard', basisPoints: 1750, basis: 'Invented', assumed: true } as const,
    ];
    const tariff = { ...TARIFF_2023, vat: { ...TARIFF_2023.vat, ride } };
    const trip = { pickup: place('oistins'), dropoff: place('bathsheba') };
    const taxOf = (atMs: number) =>
      ask({ ...trip, atMs }, tariff).lines.reduce((sum, { taxCents }) => sum + taxCents, 0);
    expect(taxOf(from2027 - 1)).toBe(0);
    expect(taxOf(from2027)).toBeGreaterThan(0);
    expect(ask({ ...trip, atMs: from2027 }, tariff).fareCents).toBe(
      ask({ ...trip, atMs: from2027 - 1 }, tariff).fareCents,
    );
  });

  it('P13 the platform fee and its VAT follow their own dates', () => {
    const [fromFee, fromVat] = [localDayMs('2027-01-01'), localDayMs('2027-07-01')];
    const fee = {
      fromMs: fromFee,
      payer: 'driver',
      cents: 200,
      basisPoints: 0,
      basis: 'Invented',
      assumed: true,
    } as const;
    const dearerVat = {
      fromMs: fromVat,
      treatment: 'standard',
      basisPoints: 2000,
      basis: 'Invented',
      assumed: true,
    } as const;
    const tariff: Tariff = {
      ...TARIFF_2023,
      platformFees: [...TARIFF_2023.platformFees, fee],
      vat: { ...TARIFF_2023.vat, platformFee: [...TARIFF_2023.vat.platformFee, dearerVat] },
    };
    const trip = { pickup: place('oistins'), dropoff: place('bathsheba') };
    const feeAt = (atMs: number) => {
      const { netCents, taxCents, grossCents, taxBasisPoints } = ask({ ...trip, atMs }, tariff).platformFee;
      return [netCents, taxCents, grossCents, taxBasisPoints];
    };
    expect([fromFee - 1, fromFee, fromVat - 1, fromVat].map(feeAt)).toEqual([
      [0, 0, 0, 1750],
      [200, 35, 235, 1750],
      [200, 35, 235, 1750],
      [200, 40, 240, 2000],
    ]);
  });

  it('P11 night begins and ends on the island, a little inside its hours', () => {
    const night = { hours: { fromMinute: 1320, toMinute: 300, bufferMinutes: 10 }, fromMs: null, toMs: null };
    const line = {
      kind: 'percent' as const,
      lineId: 'night',
      label: 'Night',
      basis: 'Invented',
      assumed: true,
      inCap: true,
      basisPoints: 2000,
      of: ['base'],
      when: night,
    } satisfies Tariff['lines'][number];
    const tariff: Tariff = { ...TARIFF_2023, lines: [...TARIFF_2023.lines, line] };
    const trip = { pickup: place('oistins'), dropoff: place('bathsheba') };
    const day = localDayMs('2026-11-23');
    const isNight = (minute: number) =>
      ask({ ...trip, atMs: day + minute * 60_000 }, tariff).lines.some(
        ({ lineId, amountCents }) => lineId === 'night' && amountCents === 238,
      );
    expect([0, 289, 290, 720, 1329, 1330, 1439].map(isNight)).toEqual([true, true, false, false, false, true, true]);
  });
});
