import { describe, expect, it } from '@jest/globals';
import { DAN, deviceRow, EVE, installRow, NOW_MS, play, REVOKED, SUPPORT } from '../../../test/samples.ts';
import type { Change } from '../../define/entity.ts';
import type { Actor } from '../../define/mutation.ts';
import type { DeviceState } from '../rules/device.ts';
import { revokeDevice } from './revoke-device.ts';

const asked = (actor: Actor, rows: readonly Change[], subject = DAN.subject) =>
  play(revokeDevice, { args: { groupId: 'phone', subject }, actor, rows });
const own = [installRow(), deviceRow()];
/** A device that never had a credential. */
const NEVER: Partial<DeviceState> = { roles: [], issuedAtMs: null, endsAtMs: null, cashLimitCents: null };

describe('sync.revokeDevice', () => {
  it.each<[string, Actor, readonly Change[], Partial<DeviceState>]>([
    ['by its own person', DAN, own, {}],
    ['by staff', SUPPORT, own, {}],
    ['by staff, though it never had a credential', SUPPORT, [installRow()], NEVER],
    [
      'by its person, though another’s stands in the row of the device',
      DAN,
      [installRow(), deviceRow({ subject: EVE.subject })],
      NEVER,
    ],
    [
      'by staff, though another’s stands in the row of the device',
      SUPPORT,
      [installRow(), deviceRow({ subject: EVE.subject, revokedAtMs: 1 })],
      NEVER,
    ],
  ])('takes effect %s', (_what, actor, rows, after) => {
    const revoked = { ...after, revokedAtMs: NOW_MS, revokedBy: actor.subject };
    expect(asked(actor, rows)).toMatchObject({ outcome: 'applied', changes: [deviceRow(revoked)] });
  });

  it('changes nothing the second time: who did it first stays', () => {
    const verdict = asked(DAN, [installRow(), deviceRow(REVOKED)]);
    expect(verdict).toMatchObject({ outcome: 'applied', changes: [], code: 'device_was_revoked' });
  });

  it.each<[string, Actor, string]>([
    ['a stranger', EVE, DAN.subject],
    ['a stranger who calls it theirs', EVE, EVE.subject],
    ['staff who name the wrong person', SUPPORT, EVE.subject],
    ['a dispatcher', { subject: 'dora', roles: ['dispatcher'] }, DAN.subject],
  ])('is refused to %s', (_what, actor, subject) => {
    expect(asked(actor, own, subject)).toMatchObject({ outcome: 'rejected', code: 'device_not_found' });
  });

  it('is refused for an install that nobody is known to have: an id could be anybody’s', () => {
    for (const actor of [EVE, { ...SUPPORT, subject: EVE.subject }])
      expect(asked(actor, [], EVE.subject)).toMatchObject({ outcome: 'rejected', code: 'device_not_found' });
  });
});
