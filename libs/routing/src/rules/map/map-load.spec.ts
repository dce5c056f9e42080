import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { DAY_MS, NOW_MS, sampleClosure, sampleZone } from '../../../test/samples.ts';
import { ROUTING_LIMITS } from '../../limits.ts';
import { shippedMapPage } from '../../shipped-map.ts';
import type { Closure, MapLoad, Zone } from '../../state.ts';
import { closureLoad, isOverloaded, loadWith, zoneLoad } from './map-load.ts';

/** What a signed page of the book may have at most, as gzip packs it: `pageGzipBytesMax` of pricing. */
const PAGE_BYTES_MAX = 60_000;
const SEED = 20_261_130;

/** mulberry32. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const random = randomFrom(SEED);
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
const han = (count: number): string => String.fromCodePoint(...times(count, () => 0x4e_00 + random(20_000)));
const ascii = (count: number): string => String.fromCodePoint(...times(count, () => 33 + random(94)));
const id = (): string => times(60, () => 'abcdefghijklmnopqrstuvwxyz0123456789'[random(36)] ?? '').join('');
const lon = (): number => -59_720_000 + random(370_000);
const lat = (): number => 12_980_000 + random(420_000);
const ring = (corners: number): number[] => times(corners, () => [lon(), lat()]).flat();
const names = shippedMapPage().edges.map(({ from, to }) => `${from}-${to}`);

const zone = (text: (count: number) => string, corners: number): Zone =>
  sampleZone({
    zoneId: id(),
    name: text(100),
    reason: text(300),
    rings: [ring(corners)],
    fromMs: NOW_MS + random(DAY_MS),
  });
const closure = (text: (count: number) => string, edges: number, points: number): Closure =>
  sampleClosure({
    closureId: id(),
    reason: text(300),
    edges: times(edges, () => names[random(names.length)] ?? ''),
    points: times(points, () => ({ latMicrodegrees: lat(), lonMicrodegrees: lon() })),
    fromMs: NOW_MS + random(DAY_MS),
    toMs: NOW_MS + DAY_MS + random(DAY_MS),
  });

const { zones: shippedZones, closures: _closures, ...shipped } = shippedMapPage();

/** Bytes of the page with these, signed and packed. */
function packedBytes(zones: readonly Zone[], closures: readonly Closure[]): number {
  const page = {
    ...shipped,
    zones: [...shippedZones, ...zones.map(({ zoneId, ...one }) => ({ id: zoneId, ...one }))],
    closures: closures.map(({ closureId, openedAtMs: _opened, liftedAtMs: _lifted, ...one }) => ({
      id: closureId,
      ...one,
    })),
  };
  // A header and a signature of ES256, as they are on every page.
  return gzipSync(`${ascii(150)}.${Buffer.from(JSON.stringify(page)).toString('base64url')}.${ascii(86)}`).length;
}

describe(`what zones and closures add to the map page (seed ${SEED})`, () => {
  it.each<readonly [string, () => Zone | Closure]>([
    ['zones with long names in Chinese', () => zone(han, 3)],
    ['zones with names made by chance', () => zone(ascii, 3)],
    ['zones with the most corners', () => zone(() => 'x', 200)],
    ['closures with long reasons in Chinese', () => closure(han, 1, 0)],
    ['closures of many stretches', () => closure(() => 'x', 118, 0)],
    ['closures of many points', () => closure(() => 'x', 1, 20)],
    ['closures that say next to nothing', () => closure(() => 'x', 1, 0)],
  ])('keeps the page sendable when it is full of %s', (_, make) => {
    let load: MapLoad = loadWith(undefined, [], NOW_MS);
    const [zones, closures]: [Zone[], Closure[]] = [[], []];
    for (;;) {
      const one = make();
      const next = loadWith(load, ['zoneId' in one ? zoneLoad(one) : closureLoad(one)], NOW_MS);
      if (isOverloaded(next)) break;
      load = next;
      if ('zoneId' in one) zones.push(one);
      else closures.push(one);
    }
    expect(zones.length + closures.length).toBeGreaterThan(5);
    expect(packedBytes(zones, closures)).toBeLessThan(PAGE_BYTES_MAX);
    const bytes = load.rows.reduce((sum, row) => sum + row.bytes, 0);
    expect(packedBytes(zones, closures) - packedBytes([], [])).toBeLessThanOrEqual(bytes);
  });

  it('ends with them: what is over, lifted or never came to be adds nothing', () => {
    const full = loadWith(
      undefined,
      times(ROUTING_LIMITS.mapDatedRowsMax + 1, () => closureLoad(closure(() => 'x', 1, 0))),
      NOW_MS,
    );
    expect(isOverloaded(full)).toBe(true);
    expect(loadWith(full, [], NOW_MS + 3 * DAY_MS).rows).toEqual([]);
    const lifted = closureLoad(sampleClosure({ toMs: NOW_MS }));
    const never = closureLoad(sampleClosure({ closureId: 'never', fromMs: NOW_MS + DAY_MS, toMs: NOW_MS + DAY_MS }));
    expect(loadWith(loadWith(undefined, [closureLoad(sampleClosure())], NOW_MS), [lifted, never], NOW_MS).rows).toEqual(
      [],
    );
  });
});
