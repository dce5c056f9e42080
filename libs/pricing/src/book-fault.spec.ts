import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { BookFault, faultText } from './book-fault.ts';

describe('what the log says when the book was not kept', () => {
  it.each([
    ['our own words', new BookFault('map ended as page_invalid'), 'map ended as page_invalid'],
    [
      'of the database no more than the name',
      new QueryFailedError('INSERT INTO t VALUES ($1)', ['rider-a'], new Error('Key (rider)=(rider-a) exists')),
      'QueryFailedError',
    ],
    ['of anything else no more than that', 'rider-a', 'string'],
  ])('%s', (_what, error, text) => {
    expect(faultText(error)).toBe(text);
  });
});
