import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lineMeters, noisyDrive, type NoisyDrive } from '../../../test/noisy-drive.ts';
import { placeAt } from '../../../test/samples.ts';
import type { LatLon } from '../map/map-page.ts';
import { metersAlong, movingTrail, MOVING_LIMITS } from './moving-trail.ts';

const SEED = 20_261_129;
const HOME = placeAt('oistins');
const east = (meters: number, north = 0): LatLon => ({
  lat: HOME.lat + north / 110_632,
  lon: HOME.lon + meters / 108_402,
});

const noise = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  noiseMeters: fc.constantFrom(0, 2, 5, 8, 12, 15),
  drift: fc.constantFrom(0, 0.5, 0.95, 0.99),
  secondsBetweenFixes: fc.constantFrom(1, 2, 5, 15),
});
const stand = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  seconds: fc.integer({ min: 0, max: 1_800 }),
});
const bend = fc.tuple(fc.integer({ min: 150, max: 900 }), fc.integer({ min: -400, max: 400 }));

/** A road with bends, eastwards. */
function roadOf(bends: readonly (readonly [number, number])[]): LatLon[] {
  let meters = 0;
  return [east(0), ...bends.map(([on, aside]) => east((meters += on), aside))];
}

describe(`a trail’s movement (seed ${SEED})`, () => {
  it('is none of a car that stands, for up to an hour, with noise of up to 15 m', () => {
    const standing = fc.tuple(noise, fc.integer({ min: 0, max: 3_600 }));
    fc.assert(
      fc.property(standing, ([of, seconds]) => {
        const drive: NoisyDrive = { ...of, line: [east(0), east(0)], metersPerSecond: 1, stands: [{ at: 0, seconds }] };
        const places = movingTrail(noisyDrive({ ...drive, noiseMetersMax: MOVING_LIMITS.noiseMetersMax }));
        // The first fix is kept as it is, and what the follower needs to settle.
        expect(metersAlong(places)).toBeLessThanOrEqual(2 * MOVING_LIMITS.noiseMetersMax);
      }),
      { seed: SEED, numRuns: 80 },
    );
  });

  it('is never longer than the way by more than a sixteenth and the noise, nor shorter than what it cuts at bends', () => {
    const trips = fc.tuple(noise, fc.array(bend, { minLength: 1, maxLength: 8 }), fc.array(stand, { maxLength: 4 }));
    let [most, least] = [0, 0];
    fc.assert(
      fc.property(trips, ([of, bends, stands]) => {
        const line = roadOf(bends);
        const drive = { ...of, line, stands, metersPerSecond: 10, noiseMetersMax: MOVING_LIMITS.noiseMetersMax };
        const over = metersAlong(movingTrail(noisyDrive(drive))) - lineMeters(line);
        [most, least] = [Math.max(most, over / lineMeters(line)), Math.min(least, over / lineMeters(line))];
        const noiseBound = 4 * MOVING_LIMITS.noiseMetersMax;
        expect(over).toBeLessThanOrEqual(lineMeters(line) / 16 + noiseBound);
        expect(over).toBeGreaterThanOrEqual(-lineMeters(line) / 20 - 60 * (bends.length + 1));
      }),
      { seed: SEED, numRuns: 80 },
    );
    process.stdout.write(
      `length of moving trails by the truth, ${most.toFixed(3)} too long at most, ${least.toFixed(3)} at least\n`,
    );
  });

  it('is that of the fixes themselves where they are far apart and without noise', () => {
    const far = [0, 200, 400, 600, 800].map((meters) => east(meters, meters % 400));
    expect(metersAlong(movingTrail(far))).toBe(metersAlong(far));
  });

  it('begins and ends with the first fix and the last', () => {
    const drive = { line: [east(0), east(520)], seed: 1, noiseMeters: 3, drift: 0, metersPerSecond: 10, stands: [] };
    const trail = noisyDrive({ ...drive, secondsBetweenFixes: 1 });
    const places = movingTrail(trail);
    expect([places[0], places.at(-1)]).toEqual([trail[0], trail.at(-1)]);
    expect(places.length).toBeGreaterThan(5);
    expect([movingTrail([]), movingTrail([HOME])]).toEqual([[], [HOME]]);
  });
});
