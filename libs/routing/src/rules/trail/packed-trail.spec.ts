import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packTrail, unpackTrail, type TimedPoint } from './packed-trail.ts';
import { thinTrail } from './trail.ts';

const START_MS = 1_795_000_000_000;
const MICRODEGREES = 1e6;
const micro = (least: number, most: number) =>
  fc
    .integer({ min: Math.round(least * MICRODEGREES), max: Math.round(most * MICRODEGREES) })
    .map((at) => at / MICRODEGREES);
const anyPoint = fc.record({
  lat: micro(-90, 90),
  lon: micro(-180, 180),
  atMs: fc.integer({ min: 0, max: 2 * START_MS }),
});

/** A car that goes north at 36 km/h and is heard every second. */
const drive = (points: number): TimedPoint[] =>
  Array.from({ length: points }, (_, at) => ({
    lat: Math.round((13.1 + at * 0.000_09) * MICRODEGREES) / MICRODEGREES,
    lon: Math.round((-59.6 + (at % 7) * 0.000_001) * MICRODEGREES) / MICRODEGREES,
    atMs: START_MS + at * 1_000 + (at % 3),
  }));

describe('a packed trail', () => {
  it('G9 comes back point for point, repeats left out and cut at its gaps, for any trail', () => {
    const trails = fc.array(anyPoint, { maxLength: 30 });
    fc.assert(
      fc.property(trails, (trail) => {
        const unpacked = unpackTrail(packTrail(trail)) ?? [];
        expect(unpacked).toEqual(thinTrail(trail).stretches);
        // Thinned once is thinned: whoever receives it finds the same gaps.
        expect(thinTrail(unpacked.flat()).stretches).toEqual(unpacked);
      }),
      { seed: 20_261_124 },
    );
  });

  it('adds nothing: every point was recorded', () => {
    const trail = drive(200).filter((_, at) => at < 50 || at > 150);
    const recorded = new Set(trail.map((point) => JSON.stringify(point)));
    const [before, after, ...others] = unpackTrail(packTrail(trail)) ?? [];
    expect(others).toEqual([]);
    expect([before?.length, after?.length]).toEqual([50, 49]);
    expect([before, after].flat().every((point) => recorded.has(JSON.stringify(point)))).toBe(true);
  });

  it.each([
    ['all', [0.5, 0.5, 0.5, 0.5, 0.5]],
    ['the first', [0.25, 0, 0, 0, 0]],
    ['the third', [0, 0, 0.7, 0, 0]],
  ])('rounds times with a fraction, as iOS gives them: %s', (_which, fractions) => {
    const fixes = drive(5).map((point, at) => ({ ...point, atMs: START_MS + at * 5_000 + (fractions[at] ?? 0) }));
    const times = unpackTrail(packTrail(fixes))?.flatMap((stretch) => stretch.map(({ atMs }) => atMs));
    expect(times).toEqual(fixes.map(({ atMs }) => Math.round(atMs)));
  });

  it.each(['lat', 'lon', 'atMs'] as const)('leaves out a fix whose %s is no number, and keeps the others', (part) => {
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const fixes = drive(5);
      const broken = fixes.map((point, at) => (at === 2 ? { ...point, [part]: odd } : point));
      expect(unpackTrail(packTrail(broken))?.flat()).toEqual(fixes.filter((_, at) => at !== 2));
    }
  });

  it('marks a gap with a space, and keeps a point between two gaps', () => {
    const [first, second, third] = [0, 5_000, 10_000].map((at) =>
      drive(1).map((point) => ({ ...point, atMs: point.atMs + at * 60 })),
    );
    const packed = packTrail([first, second, third].flatMap((points) => points ?? []));
    expect(packed.split(' ')).toHaveLength(3);
  });

  it('leaves out repeats of a car that stands', () => {
    const standing = drive(1).flatMap((point) =>
      Array.from({ length: 50 }, (_, at) => ({ ...point, atMs: START_MS + at * 1_000 })),
    );
    expect(unpackTrail(packTrail(standing))?.flat()).toHaveLength(1);
  });

  it('has the gaps that were recorded and no others, for any car that stops and goes', () => {
    const moves = fc.array(fc.tuple(fc.constantFrom(0, 0, 0, 0.000_01, 0.001), fc.integer({ min: 1, max: 90 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(moves, (steps) => {
        let [lat, atMs] = [13_100_000, START_MS];
        const trail = steps.map(([north, seconds]) => {
          [lat, atMs] = [lat + north * MICRODEGREES, atMs + seconds * 1_000];
          return { lat: Math.round(lat) / MICRODEGREES, lon: -59.6, atMs };
        });
        const silent = trail.filter((point, at) => at > 0 && point.atMs - (trail[at - 1]?.atMs ?? 0) > 60_000);
        const unpacked = unpackTrail(packTrail(trail)) ?? [];
        expect(unpacked.slice(1).map(([first]) => first)).toEqual(silent);
        expect(thinTrail(unpacked.flat()).gaps).toHaveLength(silent.length);
      }),
      { seed: 20_261_124 },
    );
  });

  it('takes less than a fifth of the bytes of JSON', () => {
    const trail = drive(3_600);
    const share = packTrail(trail).length / JSON.stringify(trail).length;
    process.stdout.write(`packed: ${(share * 100).toFixed(1)} % of JSON\n`);
    expect(share).toBeLessThan(0.2);
  });

  it.each(['no trail', '?', '??', '????', ' ', '??? ', 'é??', '~~~~~~~~~~~~~~~~~~~~?', '??@'])('is not %j', (text) => {
    expect(unpackTrail(text)).toBeNull();
  });

  it('may be empty', () => {
    expect([packTrail([]), unpackTrail('')]).toEqual(['', []]);
  });
});
