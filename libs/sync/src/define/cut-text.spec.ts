import { describe, expect, it } from '@jest/globals';
import { cutText } from './cut-text.ts';

describe('a text that is cut', () => {
  it('is left as it is up to its limit, and ends with an ellipsis beyond it', () => {
    expect(cutText('abcd', 4)).toBe('abcd');
    expect(cutText('abcde', 4)).toBe('abc…');
  });

  it('holds no half characters, which nothing could store', () => {
    const cut = cutText('ab🚕🚕', 4);
    expect(cut).toBe('ab…');
    expect(/\p{Surrogate}/u.test(cut)).toBe(false);
  });
});
