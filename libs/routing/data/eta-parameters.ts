/**
 * How long trips take against what the roads say, as dated, versioned knowledge. Nothing here is from actual trips: until
 * trips are driven and `npm run routing:eta -- calibrate` has learnt from them, every time is shown as assumed.
 */
import type { EtaParameters } from '../src/rules/eta/eta.ts';

// 1 January 2026, 0:00 in Barbados.
const since2026 = 1_767_240_000_000;

export const ETA_PARAMETERS: readonly [EtaParameters, ...EtaParameters[]] = [
  {
    version: 'eta-simulated-1',
    fromMs: since2026,
    assumed: true,
    source: '20,000 simulated trips, seed 2026',
    // 7:30 to 9:00 and 16:00 to 17:30 on weekdays: what car hirers tell visitors.
    rush: [
      { fromMinutes: 450, toMinutes: 540 },
      { fromMinutes: 960, toMinutes: 1_050 },
    ],
    stretches: {
      valhalla: {
        rush: { p10PerMille: 1_274, p50PerMille: 2_052, p90PerMille: 3_318 },
        calm: { p10PerMille: 766, p50PerMille: 1_235, p90PerMille: 1_996 },
      },
      matrix: {
        rush: { p10PerMille: 819, p50PerMille: 1_327, p90PerMille: 2_347 },
        calm: { p10PerMille: 502, p50PerMille: 823, p90PerMille: 1_374 },
      },
    },
  },
];
