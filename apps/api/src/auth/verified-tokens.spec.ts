import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Principal } from './principal.ts';
import { VERIFIED_TOKEN_LIMITS, VerifiedTokens } from './verified-tokens.ts';

describe('tokens verified a moment ago', () => {
  let nowMs: number;
  let tokens: VerifiedTokens;
  beforeEach(() => {
    nowMs = 1_000_000;
    tokens = new VerifiedTokens(() => nowMs);
  });
  const anna = (tokenExpiresAtMs: number): Principal => ({
    subject: 'anna',
    roles: ['rider'],
    tokenIssuedAtMs: 0,
    tokenExpiresAtMs,
  });

  it('are recalled for a while, and then looked at again', () => {
    const principal = anna(nowMs + 900_000);
    tokens.remember('t', principal);
    nowMs += VERIFIED_TOKEN_LIMITS.rememberMs - 1;
    expect(tokens.recall('t')).toBe(principal);
    nowMs += 1;
    expect(tokens.recall('t')).toBeUndefined();
  });

  it('are never recalled past their own expiry', () => {
    tokens.remember('t', anna(nowMs + 10));
    nowMs += 10;
    expect(tokens.recall('t')).toBeUndefined();
  });

  it('are told apart to the letter', () => {
    tokens.remember('t', anna(nowMs + 900_000));
    expect(tokens.recall('T')).toBeUndefined();
  });

  it('are no more than the limit: the oldest is forgotten', () => {
    for (let i = 0; i <= VERIFIED_TOKEN_LIMITS.tokensMax; i++) tokens.remember(`t${i}`, anna(nowMs + 900_000));
    expect(tokens.recall('t0')).toBeUndefined();
    expect(tokens.recall('t1')).toBeDefined();
  });
});
