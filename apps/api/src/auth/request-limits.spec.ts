import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { HTTP_LIMITS } from '../http/limits.ts';
import type { Principal } from './principal.ts';
import { RequestLimits } from './request-limits.ts';

const PEOPLE = 10_000;

const from = (ip: string): FastifyRequest => ({ ip, headers: {} }) as FastifyRequest;
const person = (subject: string): Principal => ({ subject, roles: ['rider'], tokenIssuedAtMs: 0, tokenExpiresAtMs: 1 });
const isPutOff = (ask: () => void): boolean => {
  try {
    ask();
    return false;
  } catch {
    return true;
  }
};

describe('10,000 people behind one address', () => {
  /** All of them ask so often, from one address. How many are put off. */
  const askAll = (limits: RequestLimits, times: number): number => {
    let putOff = 0;
    for (let time = 0; time < times; time += 1)
      for (let at = 0; at < PEOPLE; at += 1) {
        if (isPutOff(() => limits.person(from('203.0.113.7'), person(`person-${at}`)))) putOff += 1;
      }
    return putOff;
  };

  it('each within their own limit, meet none, in a minute or in an hour', () => {
    const clock = { nowMs: 0 };
    const limits = new RequestLimits({}, () => clock.nowMs);
    const { personPointsPerMinute, allowanceBurstMinutes } = HTTP_LIMITS;
    expect(askAll(limits, 10)).toBe(0);
    // One of them who goes beyond it is put off alone.
    const greedy = person('person-1');
    for (let at = 0; at <= personPointsPerMinute * allowanceBurstMinutes; at += 1)
      if (isPutOff(() => limits.person(from('203.0.113.7'), greedy))) break;
    expect(isPutOff(() => limits.person(from('203.0.113.7'), greedy))).toBe(true);
    expect(isPutOff(() => limits.person(from('203.0.113.7'), person('person-2')))).toBe(false);
    clock.nowMs += 3_600_000;
    expect(askAll(limits, 10)).toBe(0);
  });

  it('(planted) would meet one that counts valid tokens by address, or all of them together', () => {
    class ByAddress extends RequestLimits {
      override person(request: FastifyRequest, principal: Principal): void {
        super.person(request, { ...principal, subject: request.ip });
      }
    }
    expect(askAll(new ByAddress({}, () => 0), 1)).toBeGreaterThan(PEOPLE / 3);
    class AsStranger extends RequestLimits {
      override person(request: FastifyRequest): void {
        this.signingIn(request);
      }
    }
    expect(askAll(new AsStranger({}, () => 0), 1)).toBeGreaterThan(PEOPLE / 3);
  });
});

describe('an address', () => {
  const fill = (limits: RequestLimits, ip: string): void => {
    while (!isPutOff(() => limits.refused(from(ip), 'token_malformed')));
  };

  it('of IPv6 is its customer’s whole network, however it is written', () => {
    const limits = new RequestLimits();
    fill(limits, '2001:db8:0:7::1');
    for (const same of ['2001:db8::7:0:0:0:2', '2001:db8:0:7:aaaa:bbbb:cccc:dddd'])
      expect(isPutOff(() => limits.refused(from(same), 'token_malformed'))).toBe(true);
    expect(isPutOff(() => limits.refused(from('2001:db8:0:8::1'), 'token_malformed'))).toBe(false);
  });

  it.each([
    ['203.0.113.9', '203.0.113.9:1024'],
    ['203.0.113.9:1024', '203.0.113.9:1025'],
    ['203.0.113.9', '::ffff:203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9:80'],
    ['[2001:db8:0:7::1]:443', '2001:db8:0:7::2'],
    ['[2001:db8:0:7::1]', '[2001:db8:0:7::3]:444'],
    ['2001:db8:2::5', '2001:0DB8:2:0::5'],
    ['2001:db8:2::5', '2001:db8:0002:0:0:0:0:5'],
    ['::ffff:6.6.6.9', '::ffff:606:609'],
    ['6.6.6.9', '0:0:0:0:0:ffff:606:609'],
    ['unknown7', 'gar1'],
    ['6.6.6.011', ''],
  ])('is one, however a proxy writes it: %s and %s', (one, same) => {
    const limits = new RequestLimits();
    fill(limits, one);
    expect(isPutOff(() => limits.refused(from(same), 'token_malformed'))).toBe(true);
    expect(isPutOff(() => limits.refused(from('203.0.113.90:1024'), 'token_malformed'))).toBe(false);
  });

  it('has no more for an expired token that is spelt in another way', () => {
    const limits = new RequestLimits();
    const bearing = (token: string) =>
      ({ ip: '192.0.2.1', headers: { authorization: `Bearer ${token}` } }) as FastifyRequest;
    const signature = Buffer.alloc(64, 7).toString('base64url');
    while (!isPutOff(() => limits.refused(bearing(`h.p.${signature}`), 'token_expired')));
    // Of the last of 86 characters four bits say nothing.
    const spelt = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      .split('')
      .flatMap((last) => [`${signature.slice(0, -1)}${last}`, `${signature.slice(0, -1)}${last}==`]);
    const same = spelt.filter((one) => Buffer.from(one, 'base64url').equals(Buffer.from(signature, 'base64url')));
    expect(same).toHaveLength(32);
    for (const one of same) expect(isPutOff(() => limits.refused(bearing(`h.p.${one}`), 'token_expired'))).toBe(true);
    expect(isPutOff(() => limits.refused(bearing(`h.p.${'A'.repeat(86)}`), 'token_expired'))).toBe(false);
  });

  it('that sends bad tokens does not sign in either, and the other way round', () => {
    const limits = new RequestLimits();
    fill(limits, '192.0.2.1');
    expect(isPutOff(() => limits.signingIn(from('192.0.2.1')))).toBe(true);
    expect(isPutOff(() => limits.signingIn(from('192.0.2.2')))).toBe(false);
  });
});
