import { expect, it } from '@jest/globals';
import { keyOfText, visibleBase } from './visible-base.ts';

it('a base names nothing that its sender was never shown', () => {
  const base = { 'ride/1': 4, 'ride/2': 5 };
  expect(visibleBase(base, (key) => key === 'ride/1')).toEqual({ 'ride/1': 4 });
  expect(visibleBase(base, () => false)).toEqual({});
  expect(visibleBase(null, () => true)).toBeNull();
});

it('a text names a row by its kind and by all that comes after it', () => {
  expect(keyOfText('outcome/stream/4')).toEqual({ kind: 'outcome', id: 'stream/4' });
});
