/**
 * Writes OpenStreetMap's binary format (.osm.pbf), as much of it as a small road graph needs: plain nodes, ways,
 * and relations of boundaries.
 * https://wiki.openstreetmap.org/wiki/PBF_Format. Invariant: the same graph gives the same bytes.
 */
import { deflateSync } from 'node:zlib';

export type OsmTags = Readonly<Record<string, string>>;
export type OsmNode = { readonly id: number; readonly lat: number; readonly lon: number; readonly tags?: OsmTags };
export type OsmWay = { readonly id: number; readonly nodes: readonly number[]; readonly tags: OsmTags };
/** A relation whose members are ways in the role `outer`: a boundary. */
export type OsmRelation = { readonly id: number; readonly outerWays: readonly number[]; readonly tags: OsmTags };
export type OsmData = {
  readonly nodes: readonly OsmNode[];
  readonly ways: readonly OsmWay[];
  readonly relations: readonly OsmRelation[];
};

/** The format's unit of latitude and longitude: 100 nanodegrees. */
const UNITS_PER_DEGREE = 1e7;
/** The format allows 8,000 things of a kind in one block. */
const THINGS_PER_BLOCK = 8_000;

/** The file. */
export function writeOsmPbf(data: OsmData): Buffer {
  const blocks = [fileBlock('OSMHeader', headerBlock())];
  for (const nodes of chunks(data.nodes)) blocks.push(fileBlock('OSMData', primitiveBlock(nodes, 1, writeNode)));
  for (const ways of chunks(data.ways)) blocks.push(fileBlock('OSMData', primitiveBlock(ways, 3, writeWay)));
  for (const some of chunks(data.relations)) blocks.push(fileBlock('OSMData', primitiveBlock(some, 4, writeRelation)));
  return Buffer.concat(blocks);
}

type Strings = { readonly index: (text: string) => number };

function headerBlock(): Buffer {
  return Buffer.concat([text(4, 'OsmSchema-V0.6'), text(16, 'bimride')]);
}

function primitiveBlock<T>(things: readonly T[], field: number, write: (thing: T, strings: Strings) => Buffer): Buffer {
  const table: string[] = [''];
  const known = new Map<string, number>();
  const index = (value: string): number => {
    const found = known.get(value) ?? table.push(value) - 1;
    known.set(value, found);
    return found;
  };
  const group = Buffer.concat(things.map((thing) => bytes(field, write(thing, { index }))));
  return Buffer.concat([bytes(1, Buffer.concat(table.map((value) => text(1, value)))), bytes(2, group)]);
}

function writeNode({ id, lat, lon, tags = {} }: OsmNode, strings: Strings): Buffer {
  return Buffer.concat([
    number(1, zigzag(id)),
    ...writeTags(tags, strings),
    number(8, zigzag(Math.round(lat * UNITS_PER_DEGREE))),
    number(9, zigzag(Math.round(lon * UNITS_PER_DEGREE))),
  ]);
}

function writeWay({ id, nodes, tags }: OsmWay, strings: Strings): Buffer {
  return Buffer.concat([number(1, BigInt(id)), ...writeTags(tags, strings), packed(8, steps(nodes))]);
}

function writeRelation({ id, outerWays, tags }: OsmRelation, strings: Strings): Buffer {
  const role = BigInt(strings.index('outer'));
  const roles = outerWays.map(() => role);
  const types = outerWays.map(() => MEMBER_IS_WAY);
  const members = [packed(8, roles), packed(9, steps(outerWays)), packed(10, types)];
  return Buffer.concat([number(1, BigInt(id)), ...writeTags(tags, strings), ...members]);
}

const MEMBER_IS_WAY = 1n;

/** Ids as the format wants them: each as its difference from the one before. */
function steps(ids: readonly number[]): bigint[] {
  return ids.map((id, at) => zigzag(id - (ids[at - 1] ?? 0)));
}

function writeTags(tags: OsmTags, strings: Strings): Buffer[] {
  const entries = Object.entries(tags);
  if (entries.length === 0) return [];
  return [
    packed(
      2,
      entries.map(([key]) => BigInt(strings.index(key))),
    ),
    packed(
      3,
      entries.map(([, value]) => BigInt(strings.index(value))),
    ),
  ];
}

/** A block of the file: the length of its head, its head, its compressed body. */
function fileBlock(type: string, body: Buffer): Buffer {
  const blob = Buffer.concat([number(2, BigInt(body.length)), bytes(3, deflateSync(body))]);
  const head = Buffer.concat([text(1, type), number(3, BigInt(blob.length))]);
  const headLength = Buffer.alloc(4);
  headLength.writeUInt32BE(head.length);
  return Buffer.concat([headLength, head, blob]);
}

// The wire format of Protocol Buffers: a field is a tag, then a varint, or a length and that many bytes.

function number(field: number, value: bigint): Buffer {
  return Buffer.concat([varint(BigInt(field << 3)), varint(value)]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(BigInt((field << 3) | 2)), varint(BigInt(value.length)), value]);
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value));
}

function packed(field: number, values: readonly bigint[]): Buffer {
  return bytes(field, Buffer.concat(values.map(varint)));
}

function varint(value: bigint): Buffer {
  const septets: number[] = [];
  let rest = value;
  while (rest > 127n) {
    septets.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Buffer.from([...septets, Number(rest)]);
}

/** Signed numbers to unsigned ones: 0, -1, 1, -2, … to 0, 1, 2, 3, … */
function zigzag(value: number): bigint {
  const signed = BigInt(value);
  return signed < 0n ? -2n * signed - 1n : 2n * signed;
}

function chunks<T>(all: readonly T[]): readonly (readonly T[])[] {
  const parts = Math.ceil(all.length / THINGS_PER_BLOCK);
  return Array.from({ length: parts }, (_, part) => all.slice(part * THINGS_PER_BLOCK, (part + 1) * THINGS_PER_BLOCK));
}
