import { TARIFF_2023 } from '#pricing';

/** Examples of real trips on the island, for the OpenAPI document. Figures as of the shipped map and tariff. */
export const quoteExamples = {
  oistinsToBathsheba: {
    summary: 'Oistins to Bathsheba',
    value: { pickup: { lat: 13.06319, lon: -59.54224 }, dropoff: { lat: 13.21294, lon: -59.52272 } },
  },
  holetownToHarrisonsCave: {
    summary: 'Holetown to Harrison’s Cave: 6.7 km as the crow flies, half as much again by road',
    value: { pickup: { lat: 13.18561, lon: -59.63729 }, dropoff: { lat: 13.18635, lon: -59.57715 } },
  },
  airportToBridgetown: {
    summary: 'Airport to Bridgetown in a maxi-taxi, ten minutes of waiting',
    value: {
      pickup: { lat: 13.08075, lon: -59.48842 },
      dropoff: { lat: 13.09666, lon: -59.61414 },
      vehicleClass: 'ZM',
      waitingMs: 600_000,
    },
  },
} as const;

/** The shipped tariff, dearer by half a dollar from 2030 on. */
export const tariffExample = {
  dearer: {
    summary: 'The tariff of 2023 with another base fare, from 1 January 2030 on the island',
    value: {
      tariff: {
        ...TARIFF_2023,
        version: 'v2030-01-01',
        title: 'Taxi fares since 1 January 2030',
        effectiveFromMs: Date.UTC(2030, 0, 1, 4),
        lines: TARIFF_2023.lines.map((line) => (line.kind === 'flat' ? { ...line, cents: line.cents + 50 } : line)),
      },
    },
  },
} as const;

export const approveExample = {
  approve: { summary: 'The tariff that was looked at', value: { documentHash: '0'.repeat(64) } },
} as const;

export const refundExample = {
  overcharge: { summary: 'Part of a fare', value: { refundCents: 1500, reason: 'The driver took a detour' } },
} as const;
