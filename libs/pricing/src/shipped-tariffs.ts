/**
 * The tariffs that come with the product. The Schedule to the law was not found: what is known are fares that newspapers
 * and a travel site published. Everything else is inferred or assumed, says so, and is shown so to whoever pays.
 */
import { localDayMs } from './rules/local-time.ts';
import type { Assumption, Tariff, TariffArea, TariffLine, ZoneFare } from './rules/tariff.ts';

const LAW = 'Road Traffic Act Cap. 295, Regulations 79 and 80 and the Second Schedule';
const PUBLISHED_2023 = 'Fare published in January 2023 (Caribbean Signal, 9 January 2023; Nation)';
const PUBLISHED_BEFORE = 'Fare published before 2023 (barbados-island-bliss.com)';
const AS_OF = '2026-11';

const area = (
  areaId: string,
  label: string,
  [lat, lon]: readonly [number, number],
  radiusMeters: number,
): TariffArea => ({
  areaId,
  label,
  lat,
  lon,
  radiusMeters,
});

const AREAS: readonly TariffArea[] = [
  area('airport', 'Grantley Adams International Airport', [13.08075, -59.48842], 900),
  area('seaport', 'Bridgetown Port, cruise terminal', [13.106, -59.63], 600),
  area('crane', 'Crane', [13.10525, -59.44711], 600),
  area('long-beach', 'Long Beach', [13.0505, -59.5055], 600),
  area('silver-sands', 'Silver Sands', [13.05003, -59.51823], 600),
  area('harrisons-cave', 'Harrison’s Cave', [13.18635, -59.57715], 600),
  area('gibbs', 'Gibbs', [13.2285, -59.6425], 600),
  area('animal-flower', 'Animal Flower Cave', [13.33472, -59.61331], 600),
  area('garrison', 'Garrison Savannah', [13.079, -59.607], 500),
  area('trafalgar-square', 'Trafalgar (Heroes) Square, Bridgetown', [13.09666, -59.61414], 400),
  area('holetown', 'Holetown', [13.18561, -59.63729], 600),
  area('speightstown', 'Speightstown', [13.25005, -59.64238], 600),
  area('oistins', 'Oistins', [13.06319, -59.54224], 600),
  area('bathsheba', 'Bathsheba', [13.21294, -59.52272], 600),
  area('belleplaine', 'Belleplaine', [13.24592, -59.56272], 600),
  area('rockley', 'Rockley', [13.07417, -59.58879], 500),
];

const areasNamed = (...ids: readonly string[]): TariffArea[] => AREAS.filter(({ areaId }) => ids.includes(areaId));

/** The six fares from the airport that were published in 2023, in dollars. */
export const PUBLISHED_FARES_2023: Readonly<Record<string, number>> = {
  crane: 39,
  'long-beach': 37,
  'silver-sands': 40,
  'harrisons-cave': 108,
  gibbs: 138,
  'animal-flower': 179,
};

const published2023 = ([to, dollars]: readonly [string, number]): ZoneFare => ({
  rowId: `airport-${to}`,
  use: 'cap',
  from: 'airport',
  to,
  bothWays: true,
  cents: dollars * 100,
  basis: PUBLISHED_2023,
  assumed: false,
});

const FITTED = 'Straight line fitted in November 2026 to the six published fares over road distances';

const LINES_2023: readonly TariffLine[] = [
  {
    kind: 'flat',
    lineId: 'base',
    label: 'Base fare',
    basis: `${LAW}; ${FITTED}`,
    assumed: true,
    inCap: true,
    cents: 1192,
    when: null,
    replacedByZoneFare: true,
  },
  {
    kind: 'distance',
    lineId: 'distance',
    label: 'Distance',
    basis: `${LAW}; ${FITTED}`,
    assumed: true,
    inCap: true,
    microdollarsPerMeter: 3746,
    replacedByZoneFare: true,
  },
  {
    kind: 'onward',
    lineId: 'onward',
    label: 'Onward travel beyond the first destination',
    basis: `${LAW}: priced by distance; the rate is that of the fitted line`,
    assumed: true,
    inCap: true,
    microdollarsPerMeter: 3746,
  },
  {
    kind: 'waiting',
    lineId: 'waiting',
    label: 'Waiting, each full minute after the first five',
    basis: `${LAW}: waiting may be charged; the rate is assumed`,
    assumed: true,
    inCap: true,
    freeMinutes: 5,
    centsPerMinute: 50,
  },
];

const EXTRAS: Tariff['refusedExtras'] = [
  { extra: 'luggage', basis: `${LAW}: no charge for luggage` },
  { extra: 'air_conditioning', basis: `${LAW}: no charge for air conditioning` },
];

const CLASSES: Tariff['classes'] = {
  Z: { percent: 100, capPercent: 100, basis: LAW, assumed: false },
  ZM: {
    percent: 150,
    capPercent: 150,
    basis: `${LAW}: a maxi-taxi may charge up to one and a half times`,
    assumed: false,
  },
};

const vatFrom = (fromMs: number): Tariff['vat'] => ({
  ride: [
    {
      fromMs,
      treatment: 'exempt',
      basisPoints: 0,
      basis: 'Transport services are listed as exempt (businessbarbados.com); the Schedule’s wording was not seen',
      assumed: true,
    },
  ],
  platformFee: [
    {
      fromMs,
      treatment: 'standard',
      basisPoints: 1750,
      basis: 'A service of Bimride’s own: standard rate, 17.5 % (taxexpense.com)',
      assumed: true,
    },
  ],
});

const feesFrom = (fromMs: number): Tariff['platformFees'] => [
  { fromMs, payer: 'driver', cents: 0, basisPoints: 0, basis: 'Bimride asks for no fee yet', assumed: true },
];

const SETTLEMENT: Tariff['settlement'] = {
  boundBasisPoints: 1000,
  boundCents: 300,
  upwardCapCents: 3000,
  assumed: true,
};

const CANCELLATION: Tariff['fees'] = [
  {
    rowId: 'rider-late',
    when: { outcome: 'cancelled', by: 'rider', fromStatus: 'accepted', acceptedSecondsMin: 300 },
    cents: 500,
    basis: 'Bimride’s own rule: the driver had been on the way for five minutes',
    assumed: true,
  },
  {
    rowId: 'rider-at-pickup',
    when: { outcome: 'cancelled', by: 'rider', fromStatus: 'arrived' },
    cents: 1000,
    basis: 'Bimride’s own rule: the driver was at the pickup',
    assumed: true,
  },
  {
    rowId: 'no-show',
    when: { outcome: 'no_show', arrivedSecondsMin: 300 },
    cents: 1000,
    basis: 'Bimride’s own rule: the driver waited five minutes at the pickup',
    assumed: true,
  },
];

const COMMON_ASSUMPTIONS: readonly Assumption[] = [
  {
    about: 'VAT: rides exempt, platform fee at 17.5 %',
    status: 'assumed',
    asOf: AS_OF,
    source: 'businessbarbados.com, taxexpense.com',
  },
  {
    about: 'Cash totals round to 5 cents',
    status: 'assumed',
    asOf: AS_OF,
    source: 'to be verified with the Central Bank of Barbados',
  },
];

const FROM_2023_MS = localDayMs('2023-01-07');

/** The tariff since 7 January 2023. */
export const TARIFF_2023: Tariff = {
  version: 'v2023-01-07',
  title: 'Taxi fares since 7 January 2023, as far as they are known',
  currency: 'BBD',
  timeZone: 'America/Barbados',
  effectiveFromMs: FROM_2023_MS,
  lines: [...LINES_2023],
  classes: CLASSES,
  areas: areasNamed('airport', ...Object.keys(PUBLISHED_FARES_2023)),
  zoneFares: Object.entries(PUBLISHED_FARES_2023).map(published2023),
  refusedExtras: EXTRAS,
  discounts: [],
  vat: vatFrom(FROM_2023_MS),
  platformFees: feesFrom(FROM_2023_MS),
  settlement: SETTLEMENT,
  fees: CANCELLATION,
  assumptions: [
    {
      about: 'Fare = BBD 11.92 and 3.746 for each kilometre; off the published fares by up to BBD 7.60',
      status: 'inferred',
      asOf: AS_OF,
      source: 'six fares published in January 2023; the Schedule itself was not found',
    },
    {
      about: 'Waiting: five minutes free, then BBD 0.50 for each full minute',
      status: 'assumed',
      asOf: AS_OF,
      source: 'none',
    },
    { about: 'Cancellation and no-show fees', status: 'assumed', asOf: AS_OF, source: 'none: rules of Bimride’s own' },
    { about: 'Where Long Beach and Gibbs are, to about 500 m', status: 'assumed', asOf: AS_OF, source: 'none' },
    {
      about: 'Bound and cap on changes after the quote',
      status: 'assumed',
      asOf: AS_OF,
      source: 'none: rules of Bimride’s own',
    },
    ...COMMON_ASSUMPTIONS,
  ],
  attribution: 'Places © OpenStreetMap contributors',
};

const BEFORE_MS = localDayMs('2022-01-01');

const before = (from: string, to: string, dollars: number): ZoneFare => ({
  rowId: `${from}-${to}`,
  use: 'fare',
  from,
  to,
  bothWays: false,
  cents: dollars * 100,
  basis: PUBLISHED_BEFORE,
  assumed: false,
});

/** The published table before 7 January 2023: fares by pair, and not the same there and back. */
export const TARIFF_BEFORE_2023: Tariff = {
  ...TARIFF_2023,
  version: 'v2022',
  title: 'Taxi fares before 7 January 2023, as far as they were published',
  effectiveFromMs: BEFORE_MS,
  lines: [],
  areas: areasNamed(
    'airport',
    'seaport',
    'garrison',
    'trafalgar-square',
    'holetown',
    'speightstown',
    'oistins',
    'bathsheba',
    'belleplaine',
    'harrisons-cave',
    'crane',
    'rockley',
  ),
  zoneFares: [
    before('airport', 'seaport', 46),
    before('seaport', 'airport', 80),
    before('airport', 'garrison', 37),
    before('airport', 'trafalgar-square', 42),
    before('airport', 'holetown', 58),
    before('airport', 'speightstown', 73),
    before('airport', 'oistins', 24),
    before('airport', 'bathsheba', 73),
    before('airport', 'belleplaine', 64),
    before('airport', 'harrisons-cave', 53),
    before('airport', 'crane', 31),
    before('airport', 'rockley', 34),
  ],
  vat: vatFrom(BEFORE_MS),
  platformFees: feesFrom(BEFORE_MS),
  fees: [],
  assumptions: [
    {
      about:
        'Since when this table held: taken to be 1 January 2022. Other pairs of places are not known and are not priced',
      status: 'assumed',
      asOf: AS_OF,
      source: 'barbados-island-bliss.com',
    },
    ...COMMON_ASSUMPTIONS,
  ],
};

/** From the first to begin to the last. */
export const SHIPPED_TARIFFS: readonly Tariff[] = [TARIFF_BEFORE_2023, TARIFF_2023];
