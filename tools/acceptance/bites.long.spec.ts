/** Switches off the rule of each shown row, in a copy of the tree: its tests must turn red. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTreeCopy, type TreeCopy } from '../testing/tree-copy.ts';
import { bite, expectGreen } from './bite.ts';
import type { Row } from './row.ts';
import { CHAPTERS } from './rows/index.ts';

const ROWS = CHAPTERS.flatMap(({ rows }) => rows).filter((row) => row.bite !== undefined);

let copy: TreeCopy;
beforeAll(async () => {
  copy = await openTreeCopy(['node_modules', 'dist']);
  expectGreen(copy, ROWS);
});
afterAll(() => copy?.close());

describe('without its rule', () => {
  it.each(ROWS.map((row) => [row.id, row] as const))('%s turns red', (_id, row) => {
    expect(bite(copy, row)).toMatchObject({ bites: true });
  });

  it('a row with another rule off stays green: red comes from the rule, not from the copy', () => {
    const [one] = ROWS as [Row];
    const harmless = {
      ...one,
      bite: { rule: 'none', file: 'package.json', from: '"private": true', to: '"private": true ' },
    };
    expect(bite(copy, harmless).bites).toBe(false);
  });
});
