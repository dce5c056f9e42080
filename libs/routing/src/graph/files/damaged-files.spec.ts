import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { CORNERS, feature, fileOf, read, refusalOf, sumOf, town, TOWN } from '../../../test/road-texts.ts';
import { stretchesOf } from '../../../test/road-writers.ts';
import { writeOsmPbf } from '../osm-pbf.ts';
import { contentsOf } from './file-text.ts';

const [A, B, C, D] = CORNERS;

describe('what gives no road', () => {
  const line = [A, B];
  const LEFT: readonly (readonly [string, unknown])[] = [
    ['not_a_feature', 7],
    ['not_a_feature', null],
    ['not_a_feature', { type: 'LineString', coordinates: line }],
    ['no_class', feature(line, { building: 'yes' })],
    ['no_class', feature(line, null)],
    ['no_class', feature(line, 7)],
    ['class_unknown', feature(line, { highway: 'hovercraft' })],
    ['not_for_cars', feature(line, { highway: 'steps' })],
    ['not_for_cars', feature(line, { highway: 'path', motor_vehicle: 'no' })],
    ['no_geometry', { type: 'Feature', properties: { highway: 'service' }, geometry: null }],
    ['no_geometry', { type: 'Feature', properties: { highway: 'service' } }],
    ['no_geometry', feature([])],
    ['not_a_line', feature(A, { highway: 'service' }, 'Point')],
    ['not_a_line', feature([[A, B, C, A]], { highway: 'service' }, 'Polygon')],
    ['position_invalid', feature([A, ['x', 13]])],
    ['position_invalid', feature([A, [null, null]])],
    ['position_invalid', feature([[-6_633_528.4, 1_471_159.3], A])],
    ['no_geometry', feature('LINESTRING (1 2)')],
    [
      'positions_swapped',
      feature([
        [13.1, -59.6],
        [13.1, -59.59],
      ]),
    ],
    ['line_too_short', feature([A])],
    ['line_too_short', feature([A, A, A])],
    [
      'not_in_barbados',
      feature([
        [-61.2, 13.2],
        [-61.1, 13.2],
      ]),
    ],
  ];

  it.each(LEFT)('is left out as %s: %j', (reason, record) => {
    const { report } = read(fileOf(feature([C, D]), record));
    expect(report.leftOut).toMatchObject([{ reason, count: 1 }]);
    expect(report.taken.records).toBe(1);
  });

  it('costs a file of thousands nothing, wherever it stands', () => {
    const thousands = Array.from({ length: 2_000 }, (_, at) =>
      feature([
        [-59.6, 13.1 + at * 5e-5],
        [-59.59, 13.1 + at * 5e-5],
      ]),
    );
    for (const [reason, record] of LEFT) {
      const { report } = read(fileOf(...thousands.slice(0, 1_000), record, ...thousands.slice(1_000)));
      expect({ taken: report.taken.records, leftOut: report.leftOut[0]?.reason }).toEqual({
        taken: 2_000,
        leftOut: reason,
      });
    }
  });

  it('is named by the file’s own ids, and counted by value', () => {
    const paths = ['steps', 'path', 'path', 'path'].map((highway, at) => ({
      ...feature(line, { highway }),
      id: `way/${at}`,
    }));
    expect(read(fileOf(...paths, feature([C, D]))).report.leftOut).toEqual([
      { reason: 'not_for_cars', count: 4, values: { steps: 1, path: 3 }, examples: ['way/0', 'way/1', 'way/2'] },
    ]);
  });

  it('is told where all of a file is left out', () => {
    const refusal = refusalOf(() => read(fileOf(...LEFT.map(([, record]) => record))));
    expect(refusal).toMatchObject({ code: 'file_no_roads', report: { taken: { records: 0 } } });
    expect(refusal.report && sumOf(refusal.report)).toBe(LEFT.length);
    expect(refusalOf(() => read(fileOf())).report?.leftOut).toEqual([]);
  });

  it.each([
    ['a number that Python wrote', (text: string) => text.replace('"z_order":3', '"z_order":NaN'), 0],
    ['a missing comma', (text: string) => text.replace('"osm_id":"5",', '"osm_id":"5" '), 1],
    ['a bracket too many', (text: string) => text.replace('"osm_id":"5"', '"osm_id":[["5"'), 1],
    ['a quote that is not closed', (text: string) => text.replace('"name":"Street 4"', '"name":"Street 4'), 1],
    ['a brace that is missing at the end', (text: string) => text.replace(/\}(?=\n\]\n\}\n$)/, ''), 1],
    ['a trailing comma', (text: string) => text.replace(/(?=\n\]\n\}\n$)/, ','), 0],
  ])('may be %s in the text itself', (_, damage, broken) => {
    const text = town('ogr2ogr');
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    const [whole, { report }] = [read(text).report, read(damaged)];
    expect(report.taken.records).toBe(whole.taken.records - broken);
    expect(report.leftOut.map(({ reason, count }) => [reason, count])).toEqual(
      broken === 0 ? [] : [['broken', broken]],
    );
  });

  it('may be one of two in a small file', () => {
    const small = `{\n"type": "FeatureCollection",\n"features": [\n{"type":"Feature",},\n${JSON.stringify(feature([A, B]))}\n]\n}\n`;
    expect(read(small).report).toMatchObject({ taken: { records: 1 }, leftOut: [{ reason: 'broken', count: 1 }] });
  });

  it('may be a line among lines, or a node or tag of Overpass', () => {
    const lines = town('ogr2ogr -f GeoJSONSeq').split('\n');
    const damaged = lines.with(3, '{"type":"Feature"').join('\n');
    expect(read(damaged).report.leftOut).toMatchObject([{ reason: 'broken', count: 1, examples: ['number 4'] }]);
    expect(read(lines.with(0, '{"ty').join('\n')).report.leftOut).toMatchObject([{ reason: 'broken', count: 1 }]);
    const answer = JSON.parse(town('Overpass, out body and nodes')) as { elements: { type: string; id: number }[] };
    const without = answer.elements.filter(({ type, id }) => type !== 'node' || id !== 3);
    const rule = { type: 'relation', id: 5, tags: { type: 'restriction' }, members: [] };
    const { report, roads } = read(JSON.stringify({ ...answer, elements: [...without, rule, 7] }));
    expect(report.leftOut.map(({ reason }) => reason)).toEqual(['not_a_feature', 'turn_rule']);
    expect(report.ignored).toMatchObject([{ reason: 'part_broken', count: 2 }]);
    // The grid's node 3 is the end of one street and within another: three stretches are gone, one of them a one-way.
    expect(stretchesOf(roads).size).toBeLessThan(stretchesOf(TOWN).size);
    expect([...stretchesOf(roads)].filter((one) => !stretchesOf(TOWN).has(one))).toEqual([]);
  });
});

describe('a file as a whole', () => {
  it.each([
    ['file_not_json', ''],
    ['file_not_json', 'no roads'],
    ['file_cut_off', '{'],
    ['file_not_roads', '[]'],
    ['file_not_roads', '{"type":"Topology"}'],
    ['file_not_roads', JSON.stringify({ type: 'LineString', coordinates: [A, B] })],
    ['file_crs_unknown', town('ogr2ogr').replace('OGC:1.3:CRS84', 'EPSG::3857')],
    ['file_crs_unknown', town('ogr2ogr').replace('OGC:1.3:CRS84', 'EPSG::3857').replace('"z_order":3', '"z_order":')],
    ['file_incomplete', JSON.stringify({ elements: [], remark: 'runtime error: Query timed out' })],
  ])('is refused with %s', (code, text) => {
    expect(refusalOf(() => read(text)).code).toBe(code);
  });

  it.each(['ogr2ogr', 'ogr2ogr -f GeoJSONSeq', 'osmium export', 'OSMnx, to_json', 'Overpass, out geom'])(
    'of %s that ends in the middle is refused, wherever it ends',
    (tool) => {
      const text = town(tool);
      const wrong = Array.from({ length: 97 }, (_, part) => text.slice(0, Math.floor((text.length * (part + 1)) / 98)))
        // A line is whole or not: between two of them nothing shows that there were more.
        .filter((part) => !part.endsWith('\n') && !part.endsWith('}}'))
        .filter((part) => !['file_cut_off', 'file_not_json'].includes(refusalOf(() => read(part)).code));
      expect(wrong).toEqual([]);
    },
  );

  it.each([
    'urn:ogc:def:crs:OGC:1.3:CRS84',
    'EPSG:4326',
    'urn:ogc:def:crs:EPSG::4326',
    'urn:ogc:def:crs:EPSG:6.6:4326',
  ])('may say that it is in %s', (name) => {
    expect(read(town('ogr2ogr').replace('urn:ogc:def:crs:OGC:1.3:CRS84', name)).report.leftOut).toEqual([]);
  });

  it('is known by its contents', () => {
    const text = town('osmium export');
    const utf16 = Buffer.from(`\u{feff}${text}`, 'utf16le');
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\u{feff}${text}`),
      utf16,
      Buffer.from(utf16).swap16(),
      gzipSync(text),
    ]) {
      expect(contentsOf(bytes)).toEqual({ kind: 'text', text });
    }
    const extract = writeOsmPbf(TOWN);
    expect([contentsOf(extract), contentsOf(gzipSync(extract))]).toEqual([{ kind: 'pbf' }, { kind: 'pbf' }]);
  });

  it.each([
    ['file_zipped', Buffer.from('PK\u{3}\u{4}…', 'latin1')],
    ['file_other_format', Buffer.from('SQLite format 3\0')],
    ['file_other_format', Buffer.from([0, 0, 0x27, 0x0a, 0])],
    ['file_osm_xml', Buffer.from('<?xml version="1.0"?>\n<osm version="0.6">')],
    ['file_osm_xml', Buffer.from('<osm version="0.6">')],
    ['file_osm_xml', Buffer.from('BZh91AY')],
    ['file_other_format', Buffer.from('fgb\u{3}fgb\u{0}', 'latin1')],
    ['file_other_format', Buffer.from('<?xml version="1.0"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">')],
    [
      'file_other_format',
      Buffer.from('<?xml version="1.0"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'),
    ],
    // Overpass, too busy.
    [
      'file_web_page',
      Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">\n<html>'),
    ],
    ['file_web_page', Buffer.from('<html><head><title>504 Gateway Time-out</title></head>')],
    ['file_cut_off', gzipSync(town('osmium export')).subarray(0, 200)],
  ])('that is something else is refused with %s', (code, bytes) => {
    expect(refusalOf(() => contentsOf(bytes)).code).toBe(code);
  });
});
