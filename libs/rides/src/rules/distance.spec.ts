import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BATHSHEBA, HOLETOWN, OISTINS } from '../../test/samples.ts';
import { straightLineMeters } from './distance.ts';

const SEED = Math.floor(Math.random() * 2 ** 31);
const AIRPORT = { lat: 13.08075, lon: -59.48842 };
const point = fc.record({
  lat: fc.double({ min: 13.04, max: 13.34, noNaN: true }),
  lon: fc.double({ min: -59.66, max: -59.42, noNaN: true }),
});

describe('straight-line distance', () => {
  it.each([
    ['Oistins', OISTINS, 'Bathsheba', BATHSHEBA, 16.7],
    ['Oistins', OISTINS, 'Holetown', HOLETOWN, 17.0],
    ['the airport', AIRPORT, 'Bathsheba', BATHSHEBA, 15.1],
    ['the airport', AIRPORT, 'Oistins', OISTINS, 6.1],
  ] as const)('from %s%j to %s%j is %f km', (_a, from, _b, to, km) => {
    expect(Math.round(straightLineMeters(from, to) / 100) / 10).toBe(km);
  });

  it(`agrees with the ellipsoid within 0.1 % anywhere on the island (seed ${SEED})`, () => {
    fc.assert(
      fc.property(point, point, (a, b) => {
        const exact = ellipsoidMeters(a, b);
        return Math.abs(straightLineMeters(a, b) - exact) <= 0.001 * exact;
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it(`is a distance (seed ${SEED})`, () => {
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        expect(straightLineMeters(a, a)).toBe(0);
        expect(straightLineMeters(a, b)).toBe(straightLineMeters(b, a));
        expect(straightLineMeters(a, c)).toBeLessThanOrEqual(
          straightLineMeters(a, b) + straightLineMeters(b, c) + 1e-6,
        );
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});

// WGS 84, with the radii of curvature at the middle of the two: exact to some metres over the length of the island.
function ellipsoidMeters(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [equator, squash] = [6_378_137, 0.006_694_379_990_14];
  const middle = radians((a.lat + b.lat) / 2);
  const w = 1 - squash * Math.sin(middle) ** 2;
  const north = ((equator * (1 - squash)) / w ** 1.5) * radians(a.lat - b.lat);
  const east = (equator / Math.sqrt(w)) * Math.cos(middle) * radians(a.lon - b.lon);
  return Math.hypot(north, east);
}
