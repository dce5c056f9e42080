import { canonicalJson, sha256Hex } from '#sync/client';
import { TARIFF_2023 } from './shipped-tariffs.ts';

const RIDE_ID = '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e55';
const ISLAND_MIDNIGHT_HOURS_UTC = 4;

/** The tariff of 2023, dearer by half a dollar from 1 January 2030 on the island. */
const DEARER_TARIFF = {
  ...TARIFF_2023,
  version: 'v2030-01-01',
  title: 'Taxi fares since 1 January 2030',
  effectiveFromMs: Date.UTC(2030, 0, 1, ISLAND_MIDNIGHT_HOURS_UTC),
  lines: TARIFF_2023.lines.map((line) => (line.kind === 'flat' ? { ...line, cents: line.cents + 50 } : line)),
};

/** Arguments of each mutation of pricing that people may ask for, as the documents show them. */
export const pricingExamples = {
  'pricing.proposeTariff': { tariff: DEARER_TARIFF },
  'pricing.approveTariff': {
    version: DEARER_TARIFF.version,
    documentHash: sha256Hex(canonicalJson(DEARER_TARIFF)),
  },
  'pricing.recordCash': {
    paymentId: '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e62',
    rideId: RIDE_ID,
    currency: 'BBD',
    tenderedCents: 12_000,
    changeCents: 360,
    fareCents: 11_644,
    cashDueCents: 11_640,
  },
  'pricing.refundFare': {
    refundId: '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e63',
    rideId: RIDE_ID,
    refundCents: 1_500,
    reason: 'The driver took a detour',
  },
} as const;
