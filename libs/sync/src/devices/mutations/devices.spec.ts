import { describe, expect, it } from '@jest/globals';
import { credentialTerms } from '../rules/credential-policy.ts';
import { deviceKind, smsSenderId, type DeviceState } from '../rules/device.ts';
import { installKind, newInstall, type InstallState } from '../rules/install.ts';
import type { Actor } from '../../define/mutation.ts';
import { issueCredential } from './issue-credential.ts';
import { revokeDevice } from './revoke-device.ts';

const NOW_MS = 1_700_000_000_000;
const time = { nowMs: NOW_MS, claimedAtMs: null, validUntilMs: null, offline: false };
const dan: Actor = { subject: 'dan', roles: ['driver'] };
const eve: Actor = { subject: 'eve', roles: ['rider'] };
const support: Actor = { subject: 'sam', roles: ['support'] };
const never = {
  issuedAtMs: null,
  endsAtMs: null,
  lapsedFromMs: null,
  lapsedToMs: null,
  smsStream: null,
  smsSender: null,
};
const held: DeviceState = {
  ...never,
  groupId: 'phone',
  subject: 'dan',
  roles: ['driver'],
  issuedAtMs: NOW_MS - 10,
  endsAtMs: NOW_MS + 10,
  revokedAtMs: null,
  revokedBy: null,
};
const revoked: DeviceState = { ...held, revokedAtMs: NOW_MS - 1, revokedBy: 'sam' };
const own = newInstall('phone', 'dan');
const refusedWith = (code: string) => ({ kind: 'refused', code });

describe('sync.issueCredential', () => {
  const decide = (actor: Actor, device?: DeviceState, install: InstallState | undefined = own) =>
    issueCredential.decide({ args: { groupId: 'phone' }, actor, time, state: { device, install } });
  const endsAtMs = credentialTerms(['driver'], NOW_MS).expiresAtMs;

  it.each<[string, DeviceState | undefined, Partial<DeviceState>]>([
    ['is the first', undefined, { lapsedFromMs: null, lapsedToMs: null }],
    ['follows on one that has not ended', held, { lapsedFromMs: null, lapsedToMs: null }],
    [
      'tells the lapse since the last',
      { ...held, endsAtMs: NOW_MS - 5 },
      { lapsedFromMs: NOW_MS - 5, lapsedToMs: NOW_MS },
    ],
    ['keeps an earlier lapse in mind', { ...held, lapsedFromMs: 1, lapsedToMs: 2 }, { lapsedFromMs: 1, lapsedToMs: 2 }],
  ])('%s', (_what, before, after) => {
    expect(decide(dan, before)).toMatchObject({
      kind: 'applied',
      changes: [deviceKind.put({ ...held, issuedAtMs: NOW_MS, endsAtMs, ...after })],
      details: { roles: ['driver'], expiresAtMs: endsAtMs },
    });
  });

  it('names the stream that may come by SMS, and forgets the one before', () => {
    const args = { groupId: 'phone', smsStream: 'ride-2' };
    const before = { ...held, smsStream: 'ride-1', smsSender: smsSenderId('phone') };
    const state = { device: before, install: own };
    const smsSender = smsSenderId('phone');
    expect(issueCredential.decide({ args, actor: dan, time, state })).toMatchObject({
      changes: [{ state: { smsStream: 'ride-2', smsSender } }],
    });
    expect(decide(dan, before)).toMatchObject({ changes: [{ state: { smsStream: null, smsSender: null } }] });
  });

  it('is refused to a device out of service', () => {
    expect(decide(dan, revoked)).toEqual(refusedWith('device_revoked'));
  });

  const bare = { args: { groupId: 'phone' }, time } as const;
  it('makes an install that was nobody’s its person’s', () => {
    const state = { device: undefined, install: undefined };
    expect(issueCredential.decide({ ...bare, actor: dan, state })).toMatchObject({
      changes: [{ kind: 'device' }, installKind.put(own)],
    });
  });

  const ofEve = { ...held, subject: 'eve' };
  it.each<[string, InstallState | undefined, DeviceState | undefined, string | undefined]>([
    ['nobody’s', undefined, undefined, undefined],
    ['dan’s, by his pushes', own, undefined, undefined],
    ['dan’s, by his device', undefined, held, undefined],
    ['dan’s, with a device that eve had a credential for', own, ofEve, undefined],
    ['dan’s, with a device that eve took out of service', own, { ...ofEve, revokedAtMs: 1 }, undefined],
    ['eve’s, by her pushes', newInstall('phone', 'eve'), undefined, 'device_not_found'],
    ['eve’s, by her device', undefined, ofEve, 'device_not_found'],
    ['eve’s, with a device that dan had a credential for', newInstall('phone', 'eve'), held, 'device_not_found'],
  ])('to dan, for an install that is %s', (_whose, install, device, code) => {
    const decision = issueCredential.decide({ ...bare, actor: dan, state: { device, install } });
    expect(decision.kind === 'refused' ? decision.code : undefined).toBe(code);
    if (decision.kind === 'applied')
      expect(decision.changes[0]).toMatchObject({ state: { subject: 'dan', revokedAtMs: null } });
  });
});

describe('sync.revokeDevice', () => {
  const decide = (
    actor: Actor,
    device: DeviceState | undefined,
    subject = 'dan',
    install: InstallState | undefined = own,
  ) => revokeDevice.decide({ args: { groupId: 'phone', subject }, actor, time, state: { device, install } });

  it.each<[string, Actor, DeviceState | undefined, DeviceState]>([
    ['by its own person', dan, held, { ...held, revokedAtMs: NOW_MS, revokedBy: 'dan' }],
    ['by staff', support, held, { ...held, revokedAtMs: NOW_MS, revokedBy: 'sam' }],
    [
      'by staff, though it never had a credential',
      support,
      undefined,
      { ...held, ...never, roles: [], revokedAtMs: NOW_MS, revokedBy: 'sam' },
    ],
    [
      'by its person, though another’s stands in the row of the device',
      dan,
      { ...held, subject: 'eve' },
      { ...held, ...never, roles: [], revokedAtMs: NOW_MS, revokedBy: 'dan' },
    ],
    [
      'by staff, though another’s stands in the row of the device',
      support,
      { ...held, subject: 'eve', revokedAtMs: 1 },
      { ...held, ...never, roles: [], revokedAtMs: NOW_MS, revokedBy: 'sam' },
    ],
  ])('takes effect %s', (_what, actor, before, after) => {
    expect(decide(actor, before)).toMatchObject({ kind: 'applied', changes: [deviceKind.put(after)] });
  });

  it('changes nothing the second time: who did it first stays', () => {
    expect(decide(dan, revoked)).toMatchObject({ kind: 'applied', changes: [], code: 'device_was_revoked' });
  });

  it.each<[string, Actor, DeviceState | undefined, string]>([
    ['a stranger', eve, held, 'dan'],
    ['a stranger who calls it theirs', eve, held, 'eve'],
    ['staff who name the wrong person', support, held, 'eve'],
    ['a dispatcher', { subject: 'dora', roles: ['dispatcher'] }, held, 'dan'],
  ])('is refused to %s', (_what, actor, device, subject) => {
    expect(decide(actor, device, subject)).toEqual(refusedWith('device_not_found'));
  });

  it('is refused for an install that nobody is known to have: an id could be anybody’s', () => {
    for (const actor of [eve, { ...support, subject: 'eve' }]) {
      const input = { args: { groupId: 'phone', subject: 'eve' }, actor, time };
      const decision = revokeDevice.decide({ ...input, state: { device: undefined, install: undefined } });
      expect(decision).toEqual(refusedWith('device_not_found'));
    }
  });
});
