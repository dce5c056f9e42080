import { describe, expect, it } from '@jest/globals';
import { inflateSync } from 'node:zlib';
import { EDGES, NODES } from '../../data/skeleton.ts';
import { writeOsmPbf } from './osm-pbf.ts';
import { bendsOf, skeletonOsm } from './skeleton-osm.ts';

type Field = { readonly field: number; readonly value: bigint | Buffer };

/** Reads the wire format back, as far as it is written. */
function fields(data: Buffer): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = BigInt(data[at] ?? 0);
      at += 1;
      value |= (byte & 127n) << shift;
      if (byte < 128n) return value;
      shift += 7n;
    }
  };
  while (at < data.length) {
    const tag = Number(varint());
    const length = varint();
    if ((tag & 7) === 0) found.push({ field: tag >> 3, value: length });
    else {
      found.push({ field: tag >> 3, value: data.subarray(at, at + Number(length)) });
      at += Number(length);
    }
  }
  return found;
}

const bufferOf = (all: readonly Field[], field: number): Buffer => {
  const value = all.find((one) => one.field === field)?.value;
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
};

function blocks(file: Buffer): { type: string; body: Field[] }[] {
  const found: { type: string; body: Field[] }[] = [];
  for (let at = 0; at < file.length;) {
    const headLength = file.readUInt32BE(at);
    const head = fields(file.subarray(at + 4, at + 4 + headLength));
    const size = Number(head.find(({ field }) => field === 3)?.value);
    const blob = fields(file.subarray(at + 4 + headLength, at + 4 + headLength + size));
    found.push({ type: bufferOf(head, 1).toString(), body: fields(inflateSync(bufferOf(blob, 3))) });
    at += 4 + headLength + size;
  }
  return found;
}

describe('the OpenStreetMap file', () => {
  const data = {
    nodes: [
      { id: 1, lat: 13.1, lon: -59.6, tags: { name: 'Oistins' } },
      { id: 300, lat: 13.2, lon: -59.5 },
    ],
    ways: [{ id: 7, nodes: [1, 300], tags: { highway: 'primary' } }],
    relations: [{ id: 9, outerWays: [7], tags: { type: 'boundary' } }],
  };

  it('has a head, and blocks of nodes, ways and relations', () => {
    expect(blocks(writeOsmPbf(data)).map(({ type }) => type)).toEqual(['OSMHeader', 'OSMData', 'OSMData', 'OSMData']);
  });

  it('writes a node so that it can be read back', () => {
    const [, nodes] = blocks(writeOsmPbf(data));
    const strings = fields(bufferOf(nodes?.body ?? [], 1)).map(({ value }) => String(value));
    expect(strings).toEqual(['', 'name', 'Oistins']);
    const [first] = fields(bufferOf(nodes?.body ?? [], 2));
    const node = Object.fromEntries(fields(first?.value as Buffer).map(({ field, value }) => [field, value]));
    expect([node[1], node[8], node[9]]).toEqual([2n, 262_000_000n, 1_191_999_999n]);
  });

  it('is the same each time', () => {
    expect(writeOsmPbf(data)).toEqual(writeOsmPbf(data));
  });
});

describe('the skeleton as OpenStreetMap data', () => {
  const osm = skeletonOsm();

  it('has every junction and every road, with its class, number, name and legal speed', () => {
    expect(osm.ways.filter(({ tags }) => tags['highway'])).toHaveLength(EDGES.length);
    expect(osm.nodes.slice(0, NODES.length).map(({ lat }) => lat)).toEqual(NODES.map(({ lat }) => lat));
    const spring = osm.ways.find(({ tags }) => tags['name'] === 'Gordon Cummins Highway');
    expect(spring?.tags).toEqual({ highway: 'trunk', maxspeed: '80', name: 'Gordon Cummins Highway', ref: 'ABC' });
  });

  it('bends a road until it is as long as it is', () => {
    const wrong = EDGES.filter(({ from, to, km }) => {
      const [a, b] = [from, to].map((id) => NODES.find((node) => node.id === id));
      if (!a || !b) return true;
      const bends = bendsOf(a, b, km * 1_000);
      return bends.length > 0 && Math.abs(metersOf([a, ...bends, b]) / (km * 1_000) - 1) > 0.003;
    });
    expect(wrong).toEqual([]);
  });
});

function metersOf(line: readonly { lat: number; lon: number }[]): number {
  const metersPerDegree = (Math.PI / 180) * 6_378_137;
  const scale = Math.cos((13.19 * Math.PI) / 180);
  return line.slice(1).reduce((sum, point, at) => {
    const before = line[at] ?? point;
    return sum + Math.hypot(point.lat - before.lat, (point.lon - before.lon) * scale) * metersPerDegree;
  }, 0);
}
