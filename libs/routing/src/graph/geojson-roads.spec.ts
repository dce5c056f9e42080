import { describe, expect, it } from '@jest/globals';
import { geoJsonOf } from '../../test/geojson.ts';
import { GeoJsonRefused, roadsFromGeoJson } from './geojson-roads.ts';
import { roadFigures } from './road-figures.ts';
import { skeletonOsm } from './skeleton-osm.ts';

type Position = readonly number[];
const feature = (
  coordinates: unknown,
  properties: object | null = { highway: 'residential' },
  type = 'LineString',
) => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
});
const fileOf = (...features: readonly unknown[]): string => JSON.stringify({ type: 'FeatureCollection', features });
const [A, B, C, D]: readonly Position[] = [
  [-59.6, 13.1],
  [-59.59, 13.1],
  [-59.58, 13.1],
  [-59.58, 13.11],
];
const roadsOf = (text: string) => roadsFromGeoJson([text]).ways.filter(({ tags }) => tags['highway'] !== undefined);

describe('roads in GeoJSON', () => {
  it('are joined where they have a coordinate in common', () => {
    const data = roadsFromGeoJson([fileOf(feature([A, B]), feature([B, C, D]))]);
    expect(data.ways.slice(0, 2).map(({ nodes }) => nodes)).toEqual([
      [1, 2],
      [2, 3, 4],
    ]);
    expect(roadFigures(data)).toMatchObject({ pieces: 2, junctions: 1, parts: 1, largestPartPercent: 100 });
  });

  it('stay apart where they only cross or come near', () => {
    const data = roadsFromGeoJson([fileOf(feature([A, B]), feature([[-59.59, 13.100_001], C]))]);
    expect(roadFigures(data)).toMatchObject({ pieces: 2, junctions: 0, parts: 2, largestPartPercent: 50 });
  });

  it('keep the tags that matter, numbers too, and leave out what is null', () => {
    const tags = { highway: 'primary', maxspeed: 60, oneway: 'yes', name: 'Rue', ref: null, osm_id: '7' };
    expect(roadsOf(fileOf(feature([A, B], tags)))[0]?.tags).toEqual({
      highway: 'primary',
      maxspeed: '60',
      oneway: 'yes',
      name: 'Rue',
    });
  });

  it('may be of several lines, at a height, or repeated; what is no road is passed over', () => {
    const several = feature(
      [
        [A, B],
        [[...(C ?? []), 12], D],
      ],
      { highway: 'service' },
      'MultiLineString',
    );
    const building = feature([[A, B, C, A]], { building: 'yes' }, 'Polygon');
    const busStop = feature(A, { highway: 'bus_stop' }, 'Point');
    expect(roadsOf(fileOf(several, several, building, busStop, feature([A, B], null)))).toHaveLength(2);
  });

  it('come back as they were from the skeleton itself', () => {
    const back = roadFigures(roadsFromGeoJson([JSON.stringify(geoJsonOf())]));
    expect(back).toEqual(roadFigures(skeletonOsm()));
  });

  it.each([
    ['geojson_not_json', '{', -1],
    ['geojson_not_json', '', -1],
    ['geojson_not_features', '[]', -1],
    ['geojson_not_features', JSON.stringify(feature([A, B])), -1],
    ['geojson_not_features', fileOf(feature([A, B]), 7), 1],
    ['geojson_no_roads', fileOf(), -1],
    ['geojson_no_roads', fileOf(feature([A, B], { building: 'yes' })), -1],
    ['geojson_road_invalid', fileOf(feature([A])), 0],
    ['geojson_road_invalid', fileOf(feature([A, B]), feature([A, ['x', 13]])), 1],
    ['geojson_road_invalid', fileOf(feature([A, [13.1, -159.6]])), 0],
    ['geojson_road_invalid', fileOf({ ...feature([A, B]), geometry: null }), 0],
    ['geojson_road_invalid', fileOf(feature([], {}, 'LineString'), feature([], { highway: 'path' })), 1],
  ])('are refused with %s: %s', (code, text, at) => {
    const refusal = (): unknown => {
      try {
        return roadsFromGeoJson([text]);
      } catch (error) {
        return error;
      }
    };
    expect(refusal()).toBeInstanceOf(GeoJsonRefused);
    expect(refusal()).toMatchObject({ code, feature: at });
  });
});
