import { p256 } from '@noble/curves/nist.js';
import { describe, expect, it } from '@jest/globals';
import { toBase64url } from './base64url.ts';
import { CREDENTIAL_POLICY, credentialTerms } from './credential-policy.ts';
import { CREDENTIAL_TYPE, mayAct, verifyCredential, type Credential, type OfflineAct } from './credential.ts';

const NOW_MS = 1_700_000_000_000;
const HOUR_MS = 3_600_000;
const holder = { subject: 'dan', groupId: 'phone' };
const driver: Credential = { ...holder, ...credentialTerms(['driver'], NOW_MS), roles: ['driver'] };
const rider: Credential = { ...holder, ...credentialTerms(['rider'], NOW_MS), roles: ['rider'] };

describe('the terms', () => {
  it('are a rider’s, a driver’s, and a driver’s for who is both; other roles bring none', () => {
    const hours = (...roles: string[]) => (credentialTerms(roles, NOW_MS).expiresAtMs - NOW_MS) / HOUR_MS;
    expect([hours('rider'), hours('driver'), hours('rider', 'driver')]).toEqual([72, 24, 24]);
    expect(credentialTerms(['admin', 'rider'], NOW_MS)).toMatchObject({ roles: ['rider'], cashLimitCents: 0 });
    expect(credentialTerms(['driver'], NOW_MS).cashLimitCents).toBe(CREDENTIAL_POLICY.driverCashCents);
  });
});

describe('Y11 what may be done offline', () => {
  const end: OfflineAct = { roles: ['driver'], priority: 'ride' };
  const sos: OfflineAct = { roles: ['system'], priority: 'emergency' };
  const cash = (cashCents: number): OfflineAct => ({ ...end, cashCents });
  it.each<[string, Credential, OfflineAct, number, ReturnType<typeof mayAct>]>([
    ['what the role allows', driver, end, NOW_MS, null],
    ['up to the very end', driver, end, driver.expiresAtMs, null],
    ['nothing after it', driver, end, driver.expiresAtMs + 1, 'credential_expired'],
    ['nothing by a clock that is not one', driver, end, Number.NaN, 'clock_behind'],
    ['five minutes of a slow clock', driver, end, NOW_MS - 300_000, null],
    ['nothing by a clock that was put back', driver, end, NOW_MS - 300_001, 'clock_behind'],
    ['nothing of another role', rider, end, NOW_MS, 'power_missing'],
    ['what everybody may', rider, { roles: ['*'], priority: 'general' }, NOW_MS, null],
    ['cash up to the limit', driver, cash(CREDENTIAL_POLICY.driverCashCents), NOW_MS, null],
    ['no cent more', driver, cash(CREDENTIAL_POLICY.driverCashCents + 1), NOW_MS, 'cash_limit_reached'],
    ['an emergency, always', rider, sos, rider.expiresAtMs + HOUR_MS, null],
  ])('%s', (_what, credential, act, nowMs, expected) => {
    expect(mayAct(credential, act, nowMs)).toBe(expected);
  });
});

describe('a signed credential', () => {
  const key = p256.utils.randomSecretKey();
  const point = p256.getPublicKey(key, false);
  const [x, y] = [toBase64url(point.slice(1, 33)), toBase64url(point.slice(33))];
  const jwks = { keys: [{ kty: 'EC', crv: 'P-256', kid: 'k', x, y }] };
  const bytes = (text: string) => new TextEncoder().encode(text);
  const signed = (content: object, typ = CREDENTIAL_TYPE, kid = 'k') => {
    const head = toBase64url(bytes(JSON.stringify({ alg: 'ES256', typ, kid })));
    const text = `${head}.${toBase64url(bytes(JSON.stringify(content)))}`;
    return `${text}.${toBase64url(p256.sign(bytes(text), key, { lowS: false }))}`;
  };
  const read = (jws: string, who = holder) => verifyCredential(jws, jwks, who);

  it('is believed on the install it was issued to, and on no other', () => {
    expect(read(signed(driver))).toEqual({ credential: driver });
    expect(read(signed(driver), { ...holder, groupId: 'another' })).toEqual({ code: 'credential_of_another' });
    expect(read(signed(driver), { ...holder, subject: 'eve' })).toEqual({ code: 'credential_of_another' });
  });

  it('is refused when it was changed, is no credential, or is of another key', () => {
    const [head, , tail] = signed(rider).split('.');
    const raised = toBase64url(bytes(JSON.stringify({ ...rider, roles: ['driver'] })));
    expect(read(`${head}.${raised}.${tail}`)).toEqual({ code: 'credential_signature_wrong' });
    expect(read(signed(driver, 'bimride-page+jws'))).toEqual({ code: 'credential_algorithm_wrong' });
    expect(read(signed(driver, CREDENTIAL_TYPE, 'other'))).toEqual({ code: 'credential_key_unknown' });
    expect(read(signed({ ...driver, roles: [] }))).toEqual({ code: 'credential_malformed' });
    for (const text of ['', 'a.b.c', 'x'.repeat(5_000)]) expect(read(text)).toEqual({ code: 'credential_malformed' });
  });
});
