import { expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';

/** Who writes the body of a push or pull must name the profile: whoever does so beside these is one more phone. */
const NAMES_THE_PROFILE = /\bprofileID\b/;

const WRITERS = [
  'apps/api/test/phone/bodies.ts',
  // Spoils texts by hand, where no object would do: a key twice, half a body.
  'apps/api/test/sync/refusals.spec.ts',
];

it('is the one phone of tests, demo, island and measurements beside the product’s own: use it, or #client', () => {
  const files = globSync(['apps/*/test/**/*.ts', 'apps/{demo,island}/**/*.ts', '{bench,tools}/**/*.ts'], {
    exclude: (path) => path.includes('node_modules'),
  });
  expect(files.length).toBeGreaterThan(200);
  const writers = files.filter((file) => NAMES_THE_PROFILE.test(readFileSync(file, 'utf8')));
  expect([...new Set(writers)].toSorted()).toEqual(WRITERS);
});
