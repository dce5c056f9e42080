/**
 * Areas with a meaning, as first known. All of them are assumed: nobody has published such areas for Barbados. Staff may
 * set others, with dates. Corners are `latitude longitude` in degrees.
 */
import type { MapZoneKind } from '../src/rules/map/map-page.ts';

export type KnownZone = {
  readonly id: string;
  readonly kind: MapZoneKind;
  readonly name: string;
  readonly reason: string;
  readonly rings: readonly string[];
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly assumed: true;
};

// 1 January 2026, 0:00 in Barbados.
const since2026 = 1_767_240_000_000;

export const ZONES: readonly KnownZone[] = [
  {
    id: 'port-cruise-season-2026',
    kind: 'no_pickup',
    name: 'Bridgetown Port, cruise season',
    reason: 'Example, assumed: in the cruise season passengers are picked up outside the port gates only.',
    rings: ['13.1000 -59.6330, 13.1000 -59.6265, 13.1080 -59.6255, 13.1110 -59.6285, 13.1110 -59.6330'],
    // 15 November 2026 to 29 April 2027, whole days in Barbados.
    fromMs: 1_794_715_200_000,
    toMs: 1_809_057_600_000,
    assumed: true,
  },
  {
    id: 'weak-scotland-district',
    kind: 'weak_coverage',
    name: 'Scotland District and the east coast, Bathsheba to Belleplaine',
    reason: 'Assumed: an old report of poor coverage in Saint Joseph; no coverage map is published.',
    rings: [
      '13.2040 -59.5760, 13.1750 -59.5500, 13.1740 -59.5350, 13.1910 -59.5330, 13.2100 -59.5090, 13.2340 -59.5420, 13.2820 -59.5680, 13.2730 -59.5830, 13.2720 -59.6030, 13.2360 -59.6000, 13.2110 -59.5970, 13.2110 -59.5810',
    ],
    fromMs: since2026,
    toMs: null,
    assumed: true,
  },
  {
    id: 'weak-groves-market-hill',
    kind: 'weak_coverage',
    name: 'Groves and Market Hill, Saint George',
    reason: 'Assumed: an old report of dropped calls near Groves; no coverage map is published.',
    rings: ['13.1450 -59.5700, 13.1450 -59.5450, 13.1650 -59.5450, 13.1650 -59.5700'],
    fromMs: since2026,
    toMs: null,
    assumed: true,
  },
];
