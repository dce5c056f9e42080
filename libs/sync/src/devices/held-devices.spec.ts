import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mutation, push, pushBody, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import type { Actor } from '../define/mutation.ts';
import type { PushResponse } from '../wire/protocol.ts';
import { SYNC_LIMITS } from '../limits.ts';
import { CREDENTIAL_POLICY } from './rules/credential-policy.ts';

const HOUR_MS = 3_600_000;
const dan: Actor = { subject: 'dan', roles: ['rider', 'driver'] };
const support: Actor = { subject: 'sam', roles: ['support'] };

describe('what a device sends', () => {
  let fixture: PipelineFixture;
  let streams = 0;
  beforeAll(async () => {
    fixture = await startPipeline();
  });
  afterAll(() => fixture.close());

  const newStream = (): string => `held-${(streams += 1)}`;
  const perform = async (actor: Actor, name: string, args: object) => {
    const performed = await fixture.runtime.pushes.perform({ actor, key: newStream(), name, args: { ...args } });
    if ('error' in performed) throw new Error(performed.error);
    return performed.outcome;
  };
  const issue = (groupId: string) => perform(dan, 'sync.issueCredential', { groupId });
  const revoke = (groupId: string) => perform(support, 'sync.revokeDevice', { groupId, subject: 'dan' });
  const work = (claimedAt?: number, name = 'toy.count') => {
    const args = { counterId: newStream(), metric: 'toy_rows', rows: 0 };
    return mutation(newStream(), 1, name, args, claimedAt === undefined ? {} : { claimedAt });
  };
  const codeOf = ({ mutations }: PushResponse) =>
    mutations.map(({ result }) =>
      'code' in result ? result.code : 'outcome' in result ? result.outcome : result.error,
    );
  const pushed = async (group: string, ...sent: ReturnType<typeof work>[]) =>
    codeOf(await push(fixture.runtime, dan, sent, group));

  it('is held when it arrives after the end, is decided again after a new credential, but for what was made between', async () => {
    const { clock } = fixture;
    expect(await issue('phone-1')).toMatchObject({ outcome: 'applied', details: { roles: ['rider', 'driver'] } });
    const endsAtMs = clock.nowMs + CREDENTIAL_POLICY.driverHours * HOUR_MS;
    clock.nowMs = endsAtMs + HOUR_MS;
    expect(await pushed('phone-1', work(endsAtMs - 1))).toEqual(['credential_expired']);
    await issue('phone-1');
    clock.nowMs += 1;
    expect(await pushed('phone-1', work(endsAtMs - 1), work(endsAtMs + 1), work(clock.nowMs))).toEqual([
      'applied',
      'credential_expired',
      'applied',
    ]);
  });

  it('is held from the revocation on, also when both are decided in one commit', async () => {
    await issue('phone-2');
    const { pushes } = fixture.runtime;
    // The first occupies the sequencer: those behind it form one group.
    const [, revoked, answer] = await Promise.all([
      pushes.push(pushBody([work()], 'phone-2'), dan),
      revoke('phone-2'),
      pushes.push(pushBody([work()], 'phone-2'), dan),
    ]);
    if (answer.kind !== 'answered') throw new Error(answer.kind);
    const { mutations } = JSON.parse(answer.body) as PushResponse;
    expect(mutations).toMatchObject([{ result: { code: 'device_revoked', commit: revoked.commit } }]);
  });

  it('makes its install its sender’s, also for who wants the install in the same commit', async () => {
    const { pushes } = fixture.runtime;
    const eve: Actor = { subject: 'eve', roles: ['rider'] };
    const claim = mutation(newStream(), 1, 'sync.issueCredential', { groupId: 'phone-7' });
    const [, first, second] = await Promise.all([
      pushes.push(pushBody([work()], 'phone-2'), dan),
      pushes.push(pushBody([work()], 'phone-7'), dan),
      pushes.push(pushBody([claim], 'phone-of-eve'), eve),
    ]);
    if (first.kind !== 'answered' || second.kind !== 'answered') throw new Error(`${first.kind}, ${second.kind}`);
    const [own, claimed] = [first, second].map(({ body }) => (JSON.parse(body) as PushResponse).mutations[0]?.result);
    if (!own || !('outcome' in own)) throw new Error('no outcome');
    expect(own.outcome).toBe('applied');
    expect(claimed).toMatchObject({ code: 'device_not_found', commit: own.commit });
  });

  it('is held also when this server does not know it, and stays what it is: a mutation of its stream', async () => {
    await issue('phone-3');
    await revoke('phone-3');
    const unknown = work(undefined, 'toy.unheardOf');
    expect(await pushed('phone-3', unknown)).toEqual(['device_revoked']);
    expect(await pushed('phone-3', { ...unknown, id: 3 })).toEqual(['gap']);
    expect(await pushed('phone-3', { ...unknown, id: 2, name: 'toy.count' })).toEqual(['device_revoked']);
  });

  describe('Y11 when it takes cash without contact', () => {
    const taking = (cashCents: number, more: object = {}) => {
      const sent = work(fixture.clock.nowMs);
      return { ...sent, args: { ...(sent.args as object), cashCents }, offline: true, ...more };
    };
    const LIMIT_CENTS = CREDENTIAL_POLICY.driverCashCents;

    it('is held beyond what its credential says, and what is held counts; a new one begins anew', async () => {
      await issue('phone-8');
      fixture.clock.nowMs += 1;
      expect(await pushed('phone-8', taking(LIMIT_CENTS), taking(1), taking(0))).toEqual([
        'applied',
        'cash_limit_reached',
        'applied',
      ]);
      const before = taking(1, { claimedAt: fixture.clock.nowMs });
      await issue('phone-8');
      fixture.clock.nowMs += 1;
      // Made under the credential before, of which nothing is left: the new one is no help.
      expect(await pushed('phone-8', { ...before, claimedAt: fixture.clock.nowMs - 2 })).toEqual([
        'cash_limit_reached',
      ]);
      expect(await pushed('phone-8', taking(LIMIT_CENTS))).toEqual(['applied']);
    });

    it('is not held with contact, nor of an install without a credential; that it had contact must fit its clock', async () => {
      await issue('phone-9');
      const much = 2 * LIMIT_CENTS;
      expect(await pushed('phone-9', taking(much, { offline: false }))).toEqual(['applied']);
      expect(await pushed('phone-10', taking(much))).toEqual(['applied']);
      const late = { offline: false, claimedAt: fixture.clock.nowMs };
      fixture.clock.nowMs += SYNC_LIMITS.onlineLatenessMsMax + 1;
      expect(await pushed('phone-9', taking(much, late))).toEqual(['cash_limit_reached']);
    });

    it('counts once, however often it comes, and nothing that is refused', async () => {
      await issue('phone-11');
      fixture.clock.nowMs += 1;
      const half = taking(LIMIT_CENTS / 2);
      const refused = taking(LIMIT_CENTS, { args: { ...half.args, cashCents: LIMIT_CENTS / 2, answer: 'not_wanted' } });
      expect(await pushed('phone-11', half, refused)).toEqual(['applied', 'not_wanted']);
      expect(await pushed('phone-11', half)).toEqual(['applied']);
      expect(await pushed('phone-11', taking(LIMIT_CENTS / 2), taking(1))).toEqual(['applied', 'cash_limit_reached']);
    });
  });

  it('is decided in an emergency, whatever became of the device', async () => {
    await issue('phone-6');
    await revoke('phone-6');
    const cry = mutation(newStream(), 1, 'toy.addToTwin', { counterId: newStream(), amount: 1 });
    expect(await pushed('phone-6', cry)).not.toEqual(['device_revoked']);
  });

  it('does not hold the same person’s other device', async () => {
    await issue('phone-4');
    await revoke('phone-4');
    expect(await pushed('phone-5', work())).toEqual(['applied']);
  });
});
