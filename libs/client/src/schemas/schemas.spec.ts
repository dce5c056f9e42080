/**
 * The schemas of phones against zod: every schema that a phone's door shows, those of mutations among them, takes the same
 * with both, and gives the same. The values are made from the schemas themselves: fitting ones, and ones broken somewhere.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { z } from 'zod';
import { packageEntries, PHONE_ZOD, REPOSITORY } from '../../package/entries.ts';
import { bundle } from '../../test/bundle.ts';
import { brokenSomewhere, valuesOf, type JsonSchema } from '../../test/schema-values.ts';
import * as own from './z.ts';

interface Reads {
  safeParse(value: unknown): { readonly success: boolean; readonly data?: unknown };
}
type Door = Readonly<Record<string, unknown>>;

const seed = Math.floor(Math.random() * 1_000_000);
const doors = Object.values(packageEntries()).filter((file) => file.endsWith('/client'));
const withZod = new Map<string, Reads>();
const onPhones = new Map<string, Reads>();
for (const door of doors) collect(door, (await import(join(REPOSITORY, 'libs', `${door}.ts`))) as Door, withZod);

let folder = '';
beforeAll(async () => {
  process.stdout.write(`schemas: seed ${seed}\n`);
  folder = mkdtempSync(join(tmpdir(), 'bimride-schemas-'));
  const exports = doors.map((door, index) => `export * as door${index} from '../../${door}.ts';`);
  const text = await bundle(exports.join('\n'), { alias: { zod: join(REPOSITORY, PHONE_ZOD.compiled) } });
  writeFileSync(join(folder, 'doors.mjs'), text);
  const bundled = (await import(pathToFileURL(join(folder, 'doors.mjs')).href)) as Record<string, Door>;
  doors.forEach((door, index) => collect(door, bundled[`door${index}`] ?? {}, onPhones));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Of schemas whose rules JSON Schema cannot say: the members by which a value fits. */
const ring = [-59.6e6, 13.1e6, -59.5e6, 13.1e6, -59.5e6, 13.2e6];
const zone = { zoneId: 'a', kind: 'slow', name: 'a', reason: 'a', rings: [ring] };
const SAMPLES: Readonly<Record<string, object>> = {
  'pricing.recordCash args': { fareCents: 1000, cashDueCents: 1000, tenderedCents: 1000, changeCents: 0 },
  'routing.recordZones args': { zones: [{ ...zone, fromMs: 1, toMs: null, assumed: false }] },
  'routing.setZone args': { rings: [ring] },
};

/** Every schema in what a door exports: by itself, as the arguments of a mutation, in a list or within a module. */
function collect(place: string, value: unknown, into: Map<string, Reads>): void {
  if (typeof value !== 'object' || value === null) return;
  if ('safeParse' in value) into.set(place, value as Reads);
  else if ('decide' in value && 'args' in value && 'name' in value)
    into.set(`${String(value.name)} args`, value.args as Reads);
  else for (const [name, member] of Object.entries(value)) collect(`${place} ${name}`, member, into);
}

function read(schema: Reads | undefined, value: unknown) {
  const { success, data } = schema?.safeParse(value) ?? {};
  return { value, success, data };
}

it('finds the same schemas in both, of all modules', () => {
  expect([...onPhones.keys()]).toEqual([...withZod.keys()]);
  const modules = new Set([...withZod.keys()].map((place) => place.split(/[./]/)[0]));
  expect([...modules]).toEqual(expect.arrayContaining(['rides', 'pricing', 'routing', 'sync']));
});

it.each([...withZod.keys()])('%s takes the same with both', (place) => {
  const zod = withZod.get(place);
  const fitting = valuesOf(
    z.toJSONSchema(zod as never, { io: 'input', unrepresentable: 'any', metadata: z.registry() }) as JsonSchema,
  );
  let taken = 0;
  const same = (value: unknown): void => {
    const wanted = read(zod, value);
    expect(read(onPhones.get(place), value)).toEqual(wanted);
    if (wanted.success) taken += 1;
  };
  for (const value of [null, undefined, 1, 'x', [], {}, new Map()]) same(value);
  fc.assert(fc.property(fitting, same), { numRuns: 30, seed });
  fc.assert(fc.property(brokenSomewhere(fitting), same), { numRuns: 100, seed });
  const sample = SAMPLES[place];
  if (sample)
    fc.assert(
      fc.property(fitting, (value) => same({ ...(value as object), ...sample })),
      { numRuns: 30, seed },
    );
  expect(taken).toBeGreaterThan(0);
});

describe('each part of it', () => {
  /** Every export, as it is in a schema; and what else of zod it stands in for. */
  const PARTS = {
    string: (s) => s.string(),
    uuid: (s) => s.uuid(),
    number: (s) => s.number(),
    int: (s) => s.int(),
    boolean: (s) => s.boolean(),
    unknown: (s) => s.strictObject({ a: s.unknown() }),
    never: (s) => s.strictObject({ a: s.never().optional() }),
    json: (s) => s.json(),
    literal: (s) => s.union([s.literal('a'), s.literal(1), s.literal(true), s.literal(null)]),
    enum: (s) => s.enum(['a', 'b']),
    array: (s) => s.array(s.int()).min(1).max(2),
    record: (s) => s.record(s.string().max(1), s.int()),
    strictObject: (s) => s.strictObject({ a: s.int(), b: s.string().optional() }),
    looseObject: (s) => s.looseObject({ a: s.int(), b: s.string().optional() }),
    union: (s) => s.union([s.int(), s.string()]),
    discriminatedUnion: (s) =>
      s.discriminatedUnion('a', [
        s.strictObject({ a: s.literal('a'), b: s.int() }),
        s.strictObject({ a: s.literal('b'), b: s.string() }),
      ]),
    'min and max': (s) => s.union([s.number().min(1).max(2), s.string().min(1).max(2)]),
    regex: (s) => s.string().regex(/^a*$/),
    trim: (s) => s.string().trim().min(1),
    nullable: (s) => s.strictObject({ a: s.int().nullable(), b: s.int().nullable().optional() }),
    readonly: (s) => s.strictObject({ a: s.array(s.int()).readonly().optional() }).readonly(),
    refine: (s) => s.string().refine((text) => text !== 'a', { error: 'not a' }),
    unwrap: (s) => s.string().optional().unwrap(),
    shape: (s) => s.strictObject({ a: s.int() }).shape.a,
  } satisfies Record<string, (s: typeof own & typeof z) => Reads>;

  const leaf = fc.constantFrom<unknown>(
    '',
    'a',
    'b',
    ' a ',
    'aaa',
    0,
    1,
    1.5,
    -0,
    2 ** 53,
    Number.NaN,
    Infinity,
    true,
    null,
    undefined,
  );
  const values = fc.oneof(
    leaf,
    fc.uuid(),
    fc.array(leaf, { maxLength: 3 }),
    fc.constantFrom<unknown>({ a: 'a', b: 1 }, { a: 'b', b: 'x' }, JSON.parse('{"__proto__":1,"a":1}')),
    fc.dictionary(fc.constantFrom('a', 'b', 'cc'), fc.oneof(leaf, fc.array(leaf, { maxLength: 2 })), { maxKeys: 3 }),
    fc.constantFrom<unknown>(
      new Map(),
      new Date(0),
      Object.create({ a: 1 }),
      Object.assign(Object.create(null), { a: 1 }),
    ),
  );

  it('is tried here', () => {
    expect(Object.keys(PARTS)).toEqual(expect.arrayContaining(Object.keys(own)));
  });

  it.each(Object.entries(PARTS))('%s', (_, make: (s: never) => Reads) => {
    const [phones, zods] = [make(own as never), make(z as never)];
    let taken = 0;
    fc.assert(
      fc.property(values, (value) => {
        expect(read(phones, value)).toEqual(read(zods, value));
        if (zods.safeParse(value).success) taken += 1;
      }),
      { numRuns: 500, seed },
    );
    expect(taken).toBeGreaterThan(0);
  });

  it('freezes what it says is readonly', () => {
    expect(Object.isFrozen(own.array(own.int()).readonly().safeParse([1]).data)).toBe(true);
  });
});
