import { describe, expect, it } from '@jest/globals';
import { findJsonBreak } from './json-break.ts';

describe('where text stops being JSON', () => {
  it.each([
    ['{bad', 1, 2],
    ['{"pickup": {"lat": 13.1, "lon": }}', 1, 33],
    ['{\n  "a": 1,\n  "b": tru }', 3, 11],
    ['[1,]', 1, 4],
    ['{"a":1}}', 1, 8],
    ['{"a":1 "b":2}', 1, 8],
    ['{"a":01}', 1, 7],
    ['{"a":"x\ty"}', 1, 8],
    [String.raw`{"a":"\x"}`, 1, 8],
    ['NaN', 1, 1],
    ["{'a':1}", 1, 2],
  ])('%j', (text, line, column) => {
    expect(findJsonBreak(text)).toEqual({ line, column });
  });

  it.each(['{', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":"x', '[1', '[tru', '-', '1.', '1e', '"\\u00', '  '])(
    '%j breaks off',
    (text) => {
      expect(findJsonBreak(text)).toBe('breaks off');
    },
  );
});
