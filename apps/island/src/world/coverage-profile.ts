/**
 * How often and how long there is no coverage, by kind of place. No measurement of Barbados was found: the availability of a moving
 * vehicle is that of three US cities (Balasubramanian et al., MobiSys 2010); all else is assumed. Coverage is bound to
 * the place because it repeats by stretch of road (Jarvis et al., MONROE).
 */
export interface CoverageProfile {
  /** Share of the time with coverage. */
  readonly availability: number;
  /** Mean of the common (exponential) outages, in milliseconds. */
  readonly meanOffMs: number;
}

export const COVERAGE_PROFILES = {
  town: { availability: 0.995, meanOffMs: 15_000 },
  vehicle: { availability: 0.87, meanOffMs: 60_000 },
  westCoast: { availability: 0.95, meanOffMs: 20_000 },
  interior: { availability: 0.93, meanOffMs: 60_000 },
  scotland: { availability: 0.8, meanOffMs: 180_000 },
} as const satisfies Record<string, CoverageProfile>;
export type CoverageProfileName = keyof typeof COVERAGE_PROFILES;

/** One outage in ten is of another kind: long, with a heavy tail. */
export const LONG_OUTAGES = { share: 0.1, shape: 1.5, min: 60_000, cap: 4 * 3_600_000 } as const;

/** The mean of all outages of a profile, long ones included, in milliseconds. */
export function meanOutageMs({ meanOffMs }: CoverageProfile): number {
  const { share, shape, min, cap } = LONG_OUTAGES;
  const meanLongMs = (shape * min - min ** shape * cap ** (1 - shape)) / (shape - 1);
  return (1 - share) * meanOffMs + share * meanLongMs;
}

/** The mean time between two outages that makes the availability what it is, in milliseconds. */
export function meanOnMs(profile: CoverageProfile): number {
  return (profile.availability / (1 - profile.availability)) * meanOutageMs(profile);
}

/** What a run makes of the island. */
export const ISLAND_PROFILES = ['town', 'mixed', 'scotland', 'hurricane'] as const;
export type IslandProfile = (typeof ISLAND_PROFILES)[number];

const BY_PARISH: Readonly<Record<string, CoverageProfileName>> = {
  'Saint Michael': 'town',
  'Christ Church': 'town',
  'Saint James': 'westCoast',
  'Saint Peter': 'westCoast',
  'Saint George': 'interior',
  'Saint Thomas': 'interior',
  'Saint John': 'interior',
  'Saint Andrew': 'scotland',
  'Saint Joseph': 'scotland',
};

/** The coverage at a place of a parish. Where nothing else is assumed it is that of the literature. */
export function coverageAt(island: IslandProfile, parish: string, vehicleOffMs?: number): CoverageProfile {
  if (island === 'town' || island === 'scotland') return COVERAGE_PROFILES[island];
  const profile = COVERAGE_PROFILES[BY_PARISH[parish] ?? 'vehicle'];
  if (vehicleOffMs === undefined || profile !== COVERAGE_PROFILES.vehicle) return profile;
  return { ...profile, meanOffMs: vehicleOffMs };
}
