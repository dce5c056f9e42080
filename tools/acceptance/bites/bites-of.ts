import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTreeCopy, type TreeCopy } from '../../testing/tree-copy.ts';
import { bite, expectGreen } from '../bite.ts';
import type { Row } from '../row.ts';
import { CHAPTERS } from '../rows/index.ts';

/**
 * Switches off the rule of each shown row of a chapter, in a copy of the tree: its tests must turn red. A spec file for each
 * chapter, so that workers share the time that they take.
 * @throws RangeError when the chapter has no row whose rule could be switched off
 */
export function describeBites(chapter: string): void {
  const rows = CHAPTERS.filter(({ name }) => name === chapter).flatMap(({ rows: all }) => all.filter(hasBite));
  const [one] = rows;
  if (one === undefined) throw new RangeError(`${chapter} has no row with a bite`);

  describe(`${chapter}, without its rule`, () => {
    let copy: TreeCopy;
    beforeAll(async () => {
      copy = await openTreeCopy(['node_modules', 'dist']);
      expectGreen(copy, rows);
    });
    afterAll(() => copy?.close());

    it.each(rows.map((row) => [row.id, row] as const))('%s turns red', (_id, row) => {
      expect(bite(copy, row)).toMatchObject({ bites: true });
    });

    it('a row with another rule off stays green: red comes from the rule, not from the copy', () => {
      const harmless = {
        ...one,
        bite: { rule: 'none', file: 'package.json', from: '"private": true', to: '"private": true ' },
      };
      expect(bite(copy, harmless).bites).toBe(false);
    });
  });
}

/** Whether the page names a rule of the row that can be switched off. */
export function hasBite(row: Row): boolean {
  return row.bite !== undefined;
}
