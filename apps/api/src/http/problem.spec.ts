import { describe, expect, it } from '@jest/globals';
import { HTTP_LIMITS } from './limits.ts';
import { SecretUnavailable } from '../secrets.ts';
import { Problem } from './problem.ts';
import { toProblem } from './to-problem.ts';

const headersOf = (status: number, headers?: Record<string, string>) =>
  new Problem({ status, code: 'any', title: 'Any', ...(headers ? { headers } : {}) }).headers;

describe('a problem that asks to come later', () => {
  it.each([429, 503])('says when, whatever it is (%i)', (status) => {
    expect(headersOf(status)).toEqual({ 'Retry-After': String(HTTP_LIMITS.retryAfterSeconds) });
    expect(headersOf(status, { 'Retry-After': '9', Connection: 'close' })).toEqual({
      'Retry-After': '9',
      Connection: 'close',
    });
  });

  it('is the only one that does', () => expect(headersOf(500)).toEqual({}));
});

describe('a secret that cannot be had', () => {
  it('is no defect of ours: come again later', () => {
    const problem = toProblem(new SecretUnavailable('id-key', 'Key Vault answers 500'));
    expect(problem).toMatchObject({ status: 503, code: 'secrets_unavailable' });
    expect(JSON.stringify(problem)).not.toContain('id-key');
  });
});
