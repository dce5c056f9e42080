import { describe, expect, it } from '@jest/globals';
import { PLACES } from '../../../data/places.ts';
import { firstMapPage } from '../../../test/first-map-page.ts';
import { shippedMapPage } from '../../shipped-map.ts';
import { offBorderSquaredMeters } from './areas.ts';
import { locate } from './locate.ts';
import type { LatLon } from './map-page.ts';
import { planeToPoint, pointToPlane, wholeRoot } from './metric.ts';
import { isInOperatingArea, operatingAreaOf } from './operating-area.ts';
import { prepareMap } from './road-map.ts';

const MIDDLE = { lat: 13.17, lon: -59.56 };
const STEP_DEGREES = 0.000_01;

describe.each([
  ['a page as it is published', shippedMapPage(), 50, 4],
  ['a first page', firstMapPage(), 500, 14],
] as const)('G5 the operating area of %s', (_, page, toleranceMeters, pieces) => {
  const area = operatingAreaOf(page);
  const map = prepareMap(page);

  it('is all of Barbados: the mainland, or its parishes, and three islets', () => {
    expect(area).toMatchObject({ name: 'Barbados', shoreToleranceMeters: toleranceMeters });
    expect(area.outline.rings).toHaveLength(pieces);
  });

  it('holds every place of the product, and each corner of its outline and of the parishes', () => {
    const corners = [area.outline, ...map.parishes.map((parish) => parish.area)].flatMap((one) => one.rings.flat());
    expect(corners.length).toBeGreaterThan(300);
    expect([...PLACES, ...corners.map(planeToPoint)].filter((point) => !isInOperatingArea(area, point))).toEqual([]);
  });

  it.each([
    ['west', 0, -1],
    ['east', 0, 1],
    ['south', -1, 0],
    ['north', 1, 0],
    ['south-west', -1, -1],
    ['north-east', 1, 1],
  ])('ends to the metre where its tolerance ends, to the %s', (_direction, north, east) => {
    // From the middle of the island out to sea, about a metre at a time.
    const step = (count: number): LatLon => {
      return { lat: MIDDLE.lat + count * north * STEP_DEGREES, lon: MIDDLE.lon + count * east * STEP_DEGREES };
    };
    let count = 0;
    while (isInOperatingArea(area, step(count))) count += 1;
    const offMeters = (at: number): number => wholeRoot(offBorderSquaredMeters(area.outline, pointToPlane(step(at))));
    expect(Math.abs(offMeters(count - 1) - toleranceMeters)).toBeLessThanOrEqual(2);
    expect(offMeters(count)).toBeGreaterThanOrEqual(toleranceMeters);
    // Nothing of it is farther out.
    expect([10, 100, 500].some((more) => isInOperatingArea(area, step(count + more)))).toBe(false);
  });

  it('holds exactly the points that have a parish', () => {
    const points: LatLon[] = [];
    for (let lat = 13.02; lat < 13.36; lat += 0.0051) {
      for (let lon = -59.68; lon < -59.4; lon += 0.0031) points.push({ lat, lon });
    }
    const isOdd = (point: LatLon): boolean =>
      isInOperatingArea(area, point) !== (locate(map, point).kind === 'located');
    expect(points.filter(isOdd)).toEqual([]);
  });

  it.each([
    ['Saint Vincent', { lat: 13.16, lon: -61.22 }],
    ['the sea between', { lat: 13.1, lon: -59.7 }],
    ['swapped', { lat: -59.56, lon: 13.17 }],
    ['no point', { lat: Number.NaN, lon: -59.56 }],
  ])('does not hold %s', (_name, point) => {
    expect(isInOperatingArea(area, point)).toBe(false);
  });
});
