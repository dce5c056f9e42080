import { describe, expect, it } from '@jest/globals';
import { TryAgain } from '../intake/sequencer.ts';
import { errorText, HandlerTimeout, isPutOff } from './error-text.ts';

const CHARS_MAX = 300;

function coded(name: string, code: string, message = 'x'): Error {
  return Object.assign(new Error(message), { name, code });
}

describe('what is kept of an error', () => {
  it('is its name, its code and where it was thrown; the same of its causes', () => {
    const error = new TypeError('bad', { cause: coded('QueryFailedError', '22P02') });
    const place = String.raw`at \w*( ?\()?error-text\.spec\.ts:\d+\)?`;
    expect(errorText(error, CHARS_MAX)).toMatch(
      new RegExp(
        `^TypeError (${place})?(.*), caused by QueryFailedError 22P02 (at .*error-text\\.spec\\.ts:\\d+\\)?)$`,
      ),
    );
  });

  it.each<[string, unknown]>([
    ['a message', new Error('no ride for Keisha Alleyne, 246-555-0123')],
    [
      'a message that looks like a stack',
      new Error('x\n    at Keisha.Alleyne (keisha.ts:246:5)\n    at Alleyne (a.ts:1:1)'),
    ],
    ['a name', Object.assign(new Error('x'), { name: 'Keisha Alleyne' })],
    ['a code', Object.assign(new Error('x'), { code: 'Keisha Alleyne' })],
    ['a text that was thrown', 'Keisha Alleyne'],
    [
      'a stack that was replaced',
      Object.assign(new Error('Keisha'), { stack: 'Error: Alleyne\n at Keisha (alleyne.ts:1:1)' }),
    ],
    ['an object that was thrown', { message: 'Keisha Alleyne', name: 246 }],
  ])('never holds what %s says', (_name, error) => {
    expect(errorText(error, CHARS_MAX)).not.toMatch(/Keisha|Alleyne|alleyne|246/);
  });

  it.each([undefined, null])('says so where %s was thrown', (error) => {
    expect(errorText(error, CHARS_MAX)).toBe('nothing');
  });

  it('is bounded, in length and in causes', () => {
    const endless = new Error('x');
    endless.cause = endless;
    expect(errorText(endless, CHARS_MAX).split('caused by')).toHaveLength(3);
    expect(errorText(endless, 10)).toHaveLength(10);
  });
});

describe('a try that does not count', () => {
  it.each<[string, unknown, boolean]>([
    ['the pipeline takes nothing', new TryAgain('overloaded'), true],
    ['the database shuts down', coded('error', '57P01'), true],
    ['no connection to the database', coded('Error', 'ECONNREFUSED'), true],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect'), true],
    ['a defect', new TypeError('x is not a function'), false],
    ['what the database refuses', coded('error', '23505'), false],
    [
      'a time limit of the handler’s own',
      Object.assign(new Error('The operation was aborted due to timeout'), { name: 'TimeoutError' }),
      false,
    ],
    ['our time limit', new HandlerTimeout(30_000), false],
    ['nothing', undefined, false],
  ])('%s: %#', (_name, error, expected) => {
    expect(isPutOff(error)).toBe(expected);
  });
});
