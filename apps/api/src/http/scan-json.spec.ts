import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findJsonFlaw } from './scan-json.ts';

const DEPTH_MAX = 32;
const flawOf = (text: string): string | undefined => findJsonFlaw(text, DEPTH_MAX);
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('scanning JSON', () => {
  it.each([
    ['an object', '{"a":1,"b":[true,null,"x"],"c":{"a":2}}'],
    ['the same key in two objects', '[{"a":1},{"a":1}]'],
    ['a key that equals a value before it', '{"a":"b","b":"a"}'],
    ['a forbidden key as a value', '{"a":"__proto__","b":["constructor"]}'],
    ['the last exact integers', '[9007199254740991,-9007199254740991,0,-0]'],
    ['fractions and small exponents', '[0.1,1e3,-2.5E-10,13.193887,-59.543198]'],
    ['escapes', String.raw`{"a":"\"\\\/\b\f\n\r\t\u00e9","b\"":"\\"}`],
    ['a surrogate pair behind escapes', String.raw`["\ud83d\ude95"]`],
    ['a key that ends in a backslash', String.raw`{"a\\":1,"b":2}`],
    ['quotes that look like structure', String.raw`{"a":"}{][,:\"","b":1}`],
    ['the greatest depth', nested(DEPTH_MAX)],
  ])('finds nothing wrong with %s', (_name, text) => {
    expect(flawOf(text)).toBeUndefined();
    JSON.parse(text);
  });

  it.each([
    ['json_too_deep', nested(DEPTH_MAX + 1)],
    ['json_too_deep', '{"a":'.repeat(DEPTH_MAX + 1)],
    ['json_too_deep', nested(200_000)],
    ['json_duplicate_key', '{"a":1,"a":2}'],
    ['json_duplicate_key', '{"x":[{"b":{},"c":1,"b":2}]}'],
    ['json_duplicate_key', String.raw`{"a":1,"\u0061":2}`],
    ['json_duplicate_key', '{"":1,"":2}'],
    ['json_duplicate_key', `{${Array.from({ length: 40 }, (_, index) => `"k${index}":0`).join(',')},"k3":1}`],
    ['json_forbidden_key', '{"__proto__":{}}'],
    ['json_forbidden_key', String.raw`{"\u005f_proto__":{}}`],
    ['json_forbidden_key', '[{"constructor":{"prototype":{}}}]'],
    ['number_out_of_range', '[9007199254740992]'],
    ['number_out_of_range', '{"a":-9007199254740992}'],
    ['number_out_of_range', '[1e400]'],
    ['number_out_of_range', '[1E16]'],
    ['number_out_of_range', '[10000000000000000.5]'],
    ['text_has_nul', String.raw`["a\u0000b"]`],
    ['text_has_nul', String.raw`{"a\u0000":1}`],
    ['text_has_nul', '["a\0b"]'],
    ['text_not_unicode', String.raw`["\ud83d"]`],
    ['text_not_unicode', String.raw`{"\udc00":1}`],
    ['text_not_unicode', String.raw`["\ude95\ud83d"]`],
  ])('finds %s in %j', (flaw, text) => {
    expect(flawOf(text)).toBe(flaw);
  });

  it.each(['', '{', '"', '"\\', '[1', '-', '{"a"', '}', ']]]]', '{"a":1]', '"\\u12', ',,,,', '[1-2]', "{'a':1}"])(
    'does not throw on broken text: %s',
    (text) => {
      expect(() => flawOf(text)).not.toThrow();
    },
  );

  it('agrees with JSON.parse on all JSON there is', () => {
    // Doubles beyond the exact range are a flaw, and JSON.stringify writes them like any number.
    const exact = (value: unknown): boolean => !/\d{16}|e\+/.test(JSON.stringify(value));
    const value = fc.jsonValue({ maxDepth: 8, stringUnit: 'grapheme' }).filter(exact);
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 4 }), (json, indent) => {
        const text = JSON.stringify(json, null, indent);
        fc.pre(!/"(__proto__|constructor|prototype)":/.test(text) && !text.includes(String.raw`\u0000`));
        return flawOf(text) === undefined;
      }),
      { numRuns: 500 },
    );
  });

  it('needs time in proportion to the text, whatever is in it', () => {
    const million = 1_000_000;
    for (const text of [
      `"${'\\n'.repeat(million)}"`,
      `"${'\\"'.repeat(million)}"`,
      `[${'"",'.repeat(million)}""]`,
      '"'.repeat(million),
    ]) {
      expect(flawOf(text)).toBeUndefined();
    }
  });
});
