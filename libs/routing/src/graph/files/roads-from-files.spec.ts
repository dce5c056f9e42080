import { describe, expect, it } from '@jest/globals';
import { geoJsonOf } from '../../../test/geojson.ts';
import { CORNERS, feature, fileOf, read, sumOf, town, TOWN } from '../../../test/road-texts.ts';
import { ROAD_WRITERS, stretchesOf } from '../../../test/road-writers.ts';
import { roadFigures } from '../road-figures.ts';
import { skeletonOsm } from '../skeleton-osm.ts';

const [A, B, C, D] = CORNERS;
const tagsOf = (properties: unknown) =>
  read(fileOf(feature([A, B], properties))).roads.ways.find(({ tags }) => tags['highway'])?.tags;

describe('roads as tools write them', () => {
  it.each(Object.keys(ROAD_WRITERS))('are the same roads from %s', (tool) => {
    const { roads, report } = read(town(tool));
    expect([...stretchesOf(roads)].toSorted()).toEqual([...stretchesOf(TOWN)].toSorted());
    expect(roadFigures(roads)).toMatchObject({ parts: 1, largestPartPercent: 100 });
    expect(sumOf(report)).toBe(report.files[0]?.records);
    expect(report.ignored).toEqual([]);
  });

  it('have one-ways both ways round, a bridge, a roundabout, and speeds: else nothing was compared', () => {
    const stretches = [...stretchesOf(TOWN)];
    const ways = TOWN.ways.map(({ tags }) => tags);
    expect(new Set(ways.map(({ oneway }) => oneway))).toEqual(new Set(['yes', '-1', undefined]));
    expect(ways.some(({ bridge }) => bridge === 'yes') && ways.some(({ junction }) => junction === 'roundabout')).toBe(
      true,
    );
    for (const speed of ['|40|', '|60|', '|80|']) expect(stretches.some((one) => one.includes(speed))).toBe(true);
    expect(Object.keys(ROAD_WRITERS).length).toBeGreaterThan(12);
  });

  it('come back as they were from the skeleton itself', () => {
    expect(roadFigures(read(JSON.stringify(geoJsonOf())).roads)).toEqual(roadFigures(skeletonOsm()));
  });

  it('are joined from several files of different tools, and what comes twice counts once', () => {
    const { roads, report } = read(town('ogr2ogr'), town('OSMnx, to_json'), town('Overpass, out geom'));
    expect([...stretchesOf(roads)].toSorted()).toEqual([...stretchesOf(TOWN)].toSorted());
    expect(report.files.map(({ form }) => form)).toEqual(['geojson', 'geojson', 'overpass']);
    expect(report.leftOut).toMatchObject([{ reason: 'repeated' }]);
  });
});

describe('roads in GeoJSON', () => {
  it('are joined where they have a position in common, and stay apart where they only come near', () => {
    expect(roadFigures(read(fileOf(feature([A, B]), feature([B, C, D]))).roads)).toMatchObject({
      junctions: 1,
      parts: 1,
    });
    const near = read(fileOf(feature([A, B]), feature([[-59.59, 13.100_001], C]))).roads;
    expect(roadFigures(near)).toMatchObject({ pieces: 2, junctions: 0, parts: 2, largestPartPercent: 50 });
  });

  it('a two-way road that comes once for each direction counts once, a one-way and its way back twice', () => {
    const both = (properties: object) =>
      roadFigures(read(fileOf(feature([A, B], properties), feature([B, A], properties))).roads).pieces;
    expect([both({ highway: 'service' }), both({ highway: 'service', oneway: true })]).toEqual([1, 2]);
  });

  it.each([
    ['yes', 'yes'],
    [true, 'yes'],
    ['True', 'yes'],
    [1, 'yes'],
    ['1', 'yes'],
    ['1.0', 'yes'],
    ['FT', 'yes'],
    ['-1', '-1'],
    [-1, '-1'],
    ['reverse', '-1'],
    ['TF', '-1'],
    ['no', 'no'],
    [false, 'no'],
    ['0', 'no'],
    ['reversible', 'reversible'],
    [null, undefined],
    ['', undefined],
  ])('one-way %p is %p', (oneway, expected) => {
    expect(tagsOf({ highway: 'primary', oneway })?.['oneway']).toBe(expected);
  });

  it.each([
    ['F', 'yes'],
    ['T', '-1'],
    ['B', 'no'],
  ])('one-way %s of a shapefile is %s', (oneway, expected) => {
    expect(tagsOf({ fclass: 'primary', oneway })?.['oneway']).toBe(expected);
  });

  it.each([
    [60, '60'],
    ['60', '60'],
    [60.0, '60'],
    ['60.0', '60'],
    ['60 km/h', '60'],
    ['60kmh', '60'],
    ['25 mph', '25 mph'],
    ['40;60', '40'],
    ["['80', '60']", '60'],
    [['40 mph', '60'], '60'],
    [0, undefined],
    ['nan', undefined],
    ['BB:urban', undefined],
    ['none', undefined],
  ])('a speed of %p is %p', (maxspeed, expected) => {
    expect(tagsOf({ highway: 'primary', maxspeed })?.['maxspeed']).toBe(expected);
  });

  it.each([
    [{ highway: 'primary' }, { highway: 'primary' }],
    [
      { HIGHWAY: 'primary', ONEWAY: 'yes' },
      { highway: 'primary', oneway: 'yes' },
    ],
    [{ highway: "['residential', 'tertiary']" }, { highway: 'residential' }],
    [{ highway: ['primary', 'trunk'] }, { highway: 'primary' }],
    [{ fclass: 'track_grade2' }, { highway: 'track', tracktype: 'grade2' }],
    [{ fclass: 'unknown' }, { highway: 'road' }],
    [
      { highway: 'path', motor_vehicle: 'yes' },
      { highway: 'service', motor_vehicle: 'yes' },
    ],
    [
      { highway: 'service', bridge: 'T', tunnel: 'F' },
      { highway: 'service', bridge: 'yes' },
    ],
    [{ tags: '{"highway":"service","name":"A \\"B\\""}' }, { highway: 'service', name: 'A "B"' }],
    [
      { tags: { highway: 'service' }, name: 'Own' },
      { highway: 'service', name: 'Own' },
    ],
    [
      { highway: 'service', other_tags: String.raw`"name"=>"O'Neal \"High\" \\ Road","x"=>NULL,"oneway"=>"yes"` },
      { highway: 'service', name: String.raw`O'Neal "High" \ Road`, oneway: 'yes' },
    ],
    [
      { highway: 'service', name: ['A', 'B'], lanes: 2, osm_id: '7', ref: null },
      { highway: 'service', name: 'A; B', lanes: '2' },
    ],
  ])('%j says %j', (properties, tags) => {
    expect(tagsOf(properties)).toEqual(tags);
  });

  it('tell what of them was not understood, and are taken without', () => {
    const { report, roads } = read(
      fileOf(
        feature([A, B], { highway: 'service', oneway: 'sometimes', maxspeed: 'BB:rural' }),
        feature([B, C], { highway: ['service', 'track'], maxspeed: '40;60', osm_id: 7 }),
        feature([[C, D], [A]], { highway: 'service' }, 'MultiLineString'),
      ),
    );
    expect(roadFigures(roads).pieces).toBe(3);
    const one = { count: 1, values: {} };
    expect(report.ignored).toEqual([
      { ...one, reason: 'maxspeed', values: { 'BB:rural': 1 }, examples: ['number 1'] },
      { ...one, reason: 'oneway', values: { sometimes: 1 }, examples: ['number 1'] },
      { ...one, reason: 'part_broken', examples: ['number 3'] },
      { ...one, reason: 'several_classes', examples: ['7'] },
      { ...one, reason: 'several_speeds', examples: ['7'] },
    ]);
  });
});
