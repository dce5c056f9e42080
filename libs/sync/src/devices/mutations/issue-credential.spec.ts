import { describe, expect, it } from '@jest/globals';
import {
  DAN,
  deviceRow,
  EVE,
  fullCredentials,
  installRow,
  NOW_MS,
  play,
  REVOKED,
  sampleDevice,
} from '../../../test/samples.ts';
import type { Change } from '../../define/entity.ts';
import { changed } from '../../testing/stage.ts';
import { credentialTerms } from '../rules/credential-policy.ts';
import { credentialsKind, type CredentialsState } from '../rules/credentials.ts';
import { SYNC_LIMITS } from '../../limits.ts';
import { smsSenderId, type DeviceState } from '../rules/device.ts';
import { issueCredential } from './issue-credential.ts';

const args = { groupId: 'phone' };
const asked = (rows: readonly Change[], more: object = {}) =>
  play(issueCredential, { args, actor: DAN, rows, ...more });

describe('sync.issueCredential', () => {
  const endsAtMs = credentialTerms(['driver'], NOW_MS).expiresAtMs;

  const inForce = (groupId: string) => credentialsKind.put({ subject: DAN.subject, inForce: [{ groupId, endsAtMs }] });

  it.each<[string, DeviceState | undefined, Partial<DeviceState>]>([
    ['is the first', undefined, { lapsedFromMs: null, lapsedToMs: null }],
    ['follows on one that has not ended', sampleDevice(), { lapsedFromMs: null, lapsedToMs: null }],
    [
      'tells the lapse since the last',
      sampleDevice({ endsAtMs: NOW_MS - 5 }),
      { lapsedFromMs: NOW_MS - 5, lapsedToMs: NOW_MS },
    ],
    [
      'keeps an earlier lapse in mind',
      sampleDevice({ lapsedFromMs: 1, lapsedToMs: 2 }),
      { lapsedFromMs: 1, lapsedToMs: 2 },
    ],
  ])('%s', (_what, before, after) => {
    const verdict = asked([installRow(), ...(before ? [deviceRow(before)] : [])]);
    expect(verdict.changes).toEqual([deviceRow({ issuedAtMs: NOW_MS, endsAtMs, ...after }), inForce('phone')]);
    expect(verdict.details).toMatchObject({ roles: ['driver'], expiresAtMs: endsAtMs });
  });

  it('names the stream that may come by SMS, and forgets the one before', () => {
    const before = [installRow(), deviceRow({ smsStream: 'ride-1', smsSender: smsSenderId('phone') })];
    const after = changed(asked(before, { args: { ...args, smsStream: 'ride-2' } }), 'device');
    expect(after).toMatchObject({ smsStream: 'ride-2', smsSender: smsSenderId('phone') });
    expect(changed(asked(before), 'device')).toMatchObject({ smsStream: null, smsSender: null });
  });

  it('is refused to a device out of service', () => {
    expect(asked([installRow(), deviceRow(REVOKED)])).toMatchObject({ outcome: 'rejected', code: 'device_revoked' });
  });

  it('makes an install that was nobody’s its person’s', () => {
    expect(asked([]).changes).toMatchObject([{ kind: 'device' }, inForce('phone'), installRow()]);
  });

  it('is for so many devices of a person at once: one more is told to wait, whichever of them are out of service', () => {
    const own = deviceRow({ groupId: 'phone-3', revokedAtMs: NOW_MS - 1 });
    expect(asked([fullCredentials(), own])).toMatchObject({
      outcome: 'rejected',
      code: 'too_many_devices',
      changes: [],
    });
    // One of them is given the next, and so is another person.
    const again = asked([fullCredentials()], { args: { groupId: 'phone-3' } });
    const { inForce: now } = changed(again, 'credentials') as CredentialsState;
    expect(now).toHaveLength(SYNC_LIMITS.credentialsPerPersonMax);
    expect(asked([fullCredentials()], { actor: EVE })).toMatchObject({ outcome: 'applied' });
  });

  it('does not count what has ended', () => {
    expect(changed(asked([fullCredentials(NOW_MS)]), 'credentials')).toEqual(inForce('phone').state);
  });

  const ofEve = sampleDevice({ subject: EVE.subject });
  it.each<[string, readonly Change[], string | undefined]>([
    ['nobody’s', [], undefined],
    ['dan’s, by his pushes', [installRow()], undefined],
    ['dan’s, by his device', [deviceRow()], undefined],
    ['dan’s, with a device that eve had a credential for', [installRow(), deviceRow(ofEve)], undefined],
    [
      'dan’s, with a device that eve took out of service',
      [installRow(), deviceRow({ ...ofEve, revokedAtMs: 1 })],
      undefined,
    ],
    ['eve’s, by her pushes', [installRow(EVE)], 'device_not_found'],
    ['eve’s, by her device', [deviceRow(ofEve)], 'device_not_found'],
    ['eve’s, with a device that dan had a credential for', [installRow(EVE), deviceRow()], 'device_not_found'],
  ])('to dan, for an install that is %s', (_whose, rows, code) => {
    const verdict = asked(rows);
    expect(verdict.code).toBe(code);
    if (code === undefined)
      expect(changed(verdict, 'device')).toMatchObject({ subject: DAN.subject, revokedAtMs: null });
  });
});
