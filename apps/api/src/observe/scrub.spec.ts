import { describe, expect, it } from '@jest/globals';
import { scrub } from './scrub.ts';

describe('scrubbing text for the log', () => {
  it.each([
    ['bad token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJyaWRlciJ9.c2lnbmF0dXJl!', 'bad token [token]!'],
    ['header "Bearer abc.def-123"', 'header "[token]"'],
    ['connect postgresql://bimride:hunter2@db:5432/x failed', 'connect postgresql://[credentials]@db:5432/x failed'],
    ['no mail to keisha.alleyne+x@example.com today', 'no mail to [email] today'],
    ['near 13.193887,-59.543198', 'near [coordinate],[coordinate]'],
    ['call +1 (246) 555-0123 now', 'call [phone] now'],
    ['call 246-555-0123 now', 'call [phone] now'],
    ['call 2465550123 now', 'call [phone] now'],
  ])('%s', (text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  it.each([
    'took 12.34 ms',
    'commit 24655',
    'version 18.4',
    'at 127.0.0.1:5432',
    '5 of 100 tries',
    'ride 0199b8b8-8a4e-7c3e',
  ])('leaves alone: %s', (text) => {
    expect(scrub(text)).toBe(text);
  });
});
