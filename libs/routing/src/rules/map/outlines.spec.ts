import { describe, expect, it } from '@jest/globals';
import { joinBorders } from './outlines.ts';

describe('borders', () => {
  it('become a ring, whichever way each is drawn', () => {
    const ring = ['a', 'b', 'c', 'd'];
    expect(
      joinBorders([
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'd', 'a'],
      ]),
    ).toEqual(ring);
    expect(
      joinBorders([
        ['b', 'a'],
        ['c', 'b'],
        ['a', 'd', 'c'],
      ]),
    ).toEqual(ring);
  });

  it('that do not meet, or do not close, are refused', () => {
    expect(() =>
      joinBorders([
        ['a', 'b'],
        ['x', 'y'],
      ]),
    ).toThrow('no border goes on');
    expect(() =>
      joinBorders([
        ['a', 'b'],
        ['b', 'c'],
      ]),
    ).toThrow('does not close');
  });
});
