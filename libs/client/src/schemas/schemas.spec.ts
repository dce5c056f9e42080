/** The small schemas of the published package against zod, on every mutation a phone knows. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { z } from 'zod';
import { ridesMutations } from '#rides/client';
import { syncMutations, type MutationDefinition } from '#sync/client';
import { bundle } from '../test/bundle.ts';
import { booking } from '../test/phones.ts';
import * as ownSchemas from './phone-schemas.ts';

let folder = '';
let small: ReadonlyMap<string, MutationDefinition>;
const mutations = [...ridesMutations, ...syncMutations];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bimride-schemas-'));
  const schemas = join(import.meta.dirname, 'phone-schemas.ts');
  const text = await bundle(
    `import { ridesMutations } from '#rides/client'; import { syncMutations } from '#sync/client';
     export const mutations = [...ridesMutations, ...syncMutations];`,
    { plugins: [{ name: 'small', setup: (build) => replaceZod(build, schemas) }] },
  );
  writeFileSync(join(folder, 'small.mjs'), text);
  const loaded = (await import(pathToFileURL(join(folder, 'small.mjs')).href)) as { mutations: MutationDefinition[] };
  small = new Map(loaded.mutations.map((mutation) => [mutation.name, mutation]));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the package build does to compiled files, done to the source. */
function replaceZod(build: import('esbuild').PluginBuild, schemas: string): void {
  build.onLoad({ filter: /\/libs\/.*\.ts$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8').replace("import { z } from 'zod'", `import * as z from '${schemas}'`),
    loader: 'ts',
  }));
}

const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    'x',
    'changed_mind',
    '1234',
    'driver-1',
    0,
    1,
    -1,
    13.1,
    -59.5,
    1e300,
    2 ** 53,
  ),
  fc.constantFrom<unknown>(
    true,
    {},
    [],
    Number.NaN,
    '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e55',
    '00112233445566778899aabbccddeeff',
  ),
  fc.string(),
  fc.integer(),
);
const known = { ...booking('0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e55'), clientID: 'c', id: 1 };
const NAMES = [
  ...Object.keys(known),
  'reason',
  'pin',
  'position',
  'riderId',
  'driverId',
  'quotedFareCents',
  'nowMs',
  '__proto__x',
  'lost',
  'comms',
];

const args = fc
  .tuple(
    fc.subarray(Object.keys(known)),
    fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(scalar, fc.constant(known.pickup))),
  )
  .map(([kept, changed]) => ({
    ...Object.fromEntries(Object.entries(known).filter(([name]) => kept.includes(name))),
    ...changed,
  }));

it.each(mutations.map((mutation) => [mutation.name, mutation] as const))(
  '%s takes the same with both',
  (name, mutation) => {
    const both = (given: unknown) => {
      const [withZod, withSmall] = [mutation.args.safeParse(given), small.get(name)?.args.safeParse(given)];
      expect({ given, taken: withSmall?.success, data: withSmall?.data }).toEqual({
        given,
        taken: withZod.success,
        data: withZod.data,
      });
      return withZod.success;
    };
    for (const given of [null, undefined, 1, 'x', [], {}, new Map()]) both(given);
    const exact = Object.keys((mutation.args as { shape?: object }).shape ?? {});
    const fitting = Object.fromEntries(
      Object.entries({ ...known, position: known.pickup, pin: '1234' }).filter(([key]) => exact.includes(key)),
    );
    both(fitting);
    fc.assert(
      fc.property(args, (given) => void both(given)),
      { numRuns: 150 },
    );
    fc.assert(
      fc.property(scalar, fc.constantFrom(...exact, 'none'), (value, key) => void both({ ...fitting, [key]: value })),
      { numRuns: 150 },
    );
  },
);

it('takes a booking that is as it must be', () => {
  expect(small.get('rides.book')?.args.safeParse(booking()).success).toBe(true);
});

it('takes the same with both for forms that only signed documents use', () => {
  const own = ownSchemas.looseObject({ alg: ownSchemas.string(), crit: ownSchemas.never().optional() });
  const theirs = z.looseObject({ alg: z.string(), crit: z.never().optional() });
  for (const value of [{}, { alg: 'a' }, { alg: 'a', more: 1 }, { alg: 'a', crit: 1 }, { alg: 1 }, [], null, 'x']) {
    const read = (schema: { safeParse(value: unknown): { success: boolean; data?: unknown } }) => {
      const { success, data } = schema.safeParse(value);
      return { value, success, data };
    };
    expect(read(own)).toEqual(read(theirs));
  }
});
