import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { MODULES } from '../modules.ts';
import { issueWords } from './issue-words.ts';

const wordsOf = (schema: z.ZodType, value: unknown): string =>
  schema.safeParse(value, { error: issueWords }).error?.issues[0]?.message ?? 'nothing';

describe('the words of issues', () => {
  it.each([
    ['a member that is missing', z.object({ a: z.int() }), {}, 'is missing'],
    ['a missing name', z.object({ a: z.enum(['x', 'y']) }), {}, 'is missing'],
    ['an object', z.object({}), 7, 'must be an object'],
    ['a list', z.array(z.int()), 7, 'must be a list'],
    ['text', z.string(), 7, 'must be text'],
    ['a whole number', z.int(), 1.5, 'must be a whole number'],
    ['a number that is small', z.int().min(1), 0, 'must be at least 1'],
    ['a number that must be above', z.number().gt(1), 1, 'must be more than 1'],
    ['a number that is large', z.int().max(9), 10, 'must be at most 9'],
    ['text that is empty', z.string().min(1), '', 'must not be empty'],
    ['text that is short', z.string().min(2), 'a', 'must have at least 2 characters'],
    ['a list that is long', z.array(z.int()).max(1), [1, 2], 'must have at most 1 entries'],
    ['a name that is none', z.enum(['x', 'y']), 'z', 'must be one of x, y'],
    ['one value', z.literal('x'), 'z', 'must be x'],
    ['a UUID', z.uuid(), 'z', 'must be a UUID'],
    ['a pattern', z.string().regex(/^a$/), 'b', 'does not have the form that it must have'],
    ['a step', z.int().multipleOf(5), 7, 'must be a multiple of 5'],
    ['a member that is not known', z.strictObject({}), { b: 1 }, 'is not known here'],
    ['neither form', z.union([z.int(), z.boolean()]), 'b', 'has none of the forms that it may have'],
    ['a rule without words', z.int().refine(() => false), 7, 'is not what it must be'],
    ['words of the schema', z.int().min(1, 'there are no coins for it'), 0, 'there are no coins for it'],
  ] as const)('say of %s', (_what, schema, value, words) => {
    expect(wordsOf(schema, value)).toBe(words);
  });

  it('are ours for whatever is wrong with the arguments of any mutation', () => {
    const wrong = [undefined, null, 7, -1, 1.5, 'x', '', [], {}, true, { lat: 99, lon: 'x' }];
    const mutations = MODULES.flatMap(({ server }) => server.definition.mutations);
    const said = mutations.flatMap(({ args }) => {
      const names = Object.keys((args as z.ZodObject).shape);
      const given = [...wrong, ...wrong.map((value) => Object.fromEntries(names.map((name) => [name, value])))];
      return given.flatMap((value) => args.safeParse(value, { error: issueWords }).error?.issues ?? []);
    });
    expect(said.length).toBeGreaterThan(500);
    const foreign = said.filter(({ message }) => /^(?:Invalid|Too |Unrecognized)|expected|received/.test(message));
    expect(foreign.map(({ message }) => message)).toEqual([]);
  });
});
