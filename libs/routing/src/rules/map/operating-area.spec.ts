import { describe, expect, it } from '@jest/globals';
import { PLACES } from '../../../data/places.ts';
import { ROUTING_LIMITS } from '../../limits.ts';
import { shippedMapPage } from '../../shipped-map.ts';
import { offBorderSquaredMeters, prepareArea } from './areas.ts';
import type { LatLon } from './map-page.ts';
import { MICRODEGREES_PER_DEGREE, pointToPlane, wholeRoot } from './metric.ts';
import { isInOperatingArea, operatingAreaOf } from './operating-area.ts';
import { prepareMap } from './road-map.ts';

const page = shippedMapPage();
const map = prepareMap(page);
const area = operatingAreaOf(page);
const outline = prepareArea(area.rings);
const MIDDLE = { lat: 13.17, lon: -59.56 };
const STEP_DEGREES = 0.000_01;

const pointOf = (lonMicrodegrees = 0, latMicrodegrees = 0): LatLon => {
  return { lat: latMicrodegrees / MICRODEGREES_PER_DEGREE, lon: lonMicrodegrees / MICRODEGREES_PER_DEGREE };
};

describe('G5 the operating area', () => {
  it('is the land of all parishes of the map page, under its version', () => {
    expect(area).toMatchObject({ name: 'Barbados', mapVersion: page.mapVersion, shoreToleranceMeters: 500 });
    expect(area.rings).toEqual(page.parishes.flatMap(({ rings }) => rings));
  });

  it('holds every place of the product, and each corner of its outline', () => {
    expect(PLACES.filter((place) => !isInOperatingArea(map, place))).toEqual([]);
    const corners = area.rings.flatMap((ring) =>
      ring.flatMap((lon, at) => (at % 2 === 0 ? [pointOf(lon, ring[at + 1])] : [])),
    );
    expect(corners).toHaveLength(328);
    expect(corners.filter((corner) => !isInOperatingArea(map, corner))).toEqual([]);
  });

  it.each([
    ['west', 0, -1],
    ['east', 0, 1],
    ['south', -1, 0],
    ['north', 1, 0],
    ['south-west', -1, -1],
    ['north-east', 1, 1],
  ])('ends 500 m off the drawn shore to the %s, to the metre', (_, north, east) => {
    // From the middle of the island out to sea, about a metre at a time.
    const step = (count: number): LatLon => {
      return { lat: MIDDLE.lat + count * north * STEP_DEGREES, lon: MIDDLE.lon + count * east * STEP_DEGREES };
    };
    let count = 0;
    while (isInOperatingArea(map, step(count))) count += 1;
    const offMeters = (at: number): number => wholeRoot(offBorderSquaredMeters(outline, pointToPlane(step(at))));
    expect(Math.abs(offMeters(count - 1) - ROUTING_LIMITS.shoreToleranceMeters)).toBeLessThanOrEqual(2);
    expect(offMeters(count)).toBeGreaterThanOrEqual(ROUTING_LIMITS.shoreToleranceMeters);
    // Nothing of it is farther out.
    expect([10, 100, 500].some((more) => isInOperatingArea(map, step(count + more)))).toBe(false);
  });

  it.each([
    ['Saint Vincent', { lat: 13.16, lon: -61.22 }],
    ['the sea between', { lat: 13.1, lon: -59.7 }],
    ['swapped', { lat: -59.56, lon: 13.17 }],
    ['no point', { lat: Number.NaN, lon: -59.56 }],
  ])('does not hold %s', (_, point) => {
    expect(isInOperatingArea(map, point)).toBe(false);
  });
});
