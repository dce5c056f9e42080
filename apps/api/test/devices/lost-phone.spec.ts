import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mayAct, verifyCredential } from '#sync/client';
import { callHttp, type Sent } from '../harness/http-caller.ts';
import { pullBody, pushBody } from '../phone/index.ts';
import { expectProblem, SyncSurface, type SentMutation } from '../sync/surface.ts';

/** A phone is stolen, and comes back into coverage: over HTTP, with the signatures and the database of production. */

const sync = new SyncSurface();
const { bookMutation, mint, ops, pull, push, query, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

const call = (path: string, sent: Sent) => callHttp(`${sync.server.url}${path}`, sent);
const issue = (token: string, clientGroupID: string) =>
  call('/v1/devices/credential', { token, body: { clientGroupID } });
const revokeOwn = (token: string, groupId: string) => call(`/v1/devices/${groupId}/revoke`, { method: 'POST', token });
const hold = (reason: string) => ({ result: { outcome: 'parked', code: reason } });
const cancelOf = (booked: SentMutation, id: number): SentMutation => {
  const { rideId } = booked.args as { rideId: string };
  return { ...booked, id, name: 'rides.cancel', args: { rideId } };
};
const statusOf = async ({ args }: SentMutation) => {
  const { rideId } = args as { rideId: string };
  const [row] = await query<{ status: string }[]>('SELECT status FROM rides.ride WHERE ride_id = $1', [rideId]);
  return row?.status ?? null;
};

/** A rider with a credential, whose phone has booked a ride. */
async function aRider() {
  const subject = unique('lost-rider');
  const token = await mint(subject, 'rider');
  const group = unique('phone');
  expect((await issue(token, group)).status).toBe(200);
  const booked = bookMutation(unique('stream'));
  const { json } = await push({ token, body: pushBody(group, [booked]) });
  expect(json).toMatchObject({ mutations: [{ result: { outcome: 'applied' } }] });
  return { subject, token, group, booked };
}

describe('an offline credential', () => {
  it('is checked on the phone with the published keys, for this install alone', async () => {
    const token = await mint('dan', 'driver');
    const group = unique('phone');
    const { json } = await issue(token, group);
    const keys = (await call('/v1/book/jwks.json', { method: 'GET' })).json as { keys: { kty: string }[] };
    const read = verifyCredential(json['credential'] as string, keys, { subject: 'dan', groupId: group });
    if ('code' in read) throw new Error(read.code);
    expect(read.credential).toEqual(json['terms']);
    const { issuedAtMs, expiresAtMs } = read.credential;
    expect(mayAct(read.credential, { roles: ['driver'], priority: 'ride' }, issuedAtMs)).toBeNull();
    expect(mayAct(read.credential, { roles: ['driver'], priority: 'ride' }, expiresAtMs + 1)).toBe(
      'credential_expired',
    );
  });

  it('is refused for somebody else’s install, and to staff', async () => {
    const { group } = await aRider();
    expectProblem(await issue(await mint('thief', 'rider'), group), { status: 404, code: 'device_not_found' });
    const staff = await issue(await mint('support-c', 'support'), unique('phone'));
    expectProblem(staff, { status: 403, code: 'permission_denied' });
  });

  it('of a driver that has ended holds the work made after it; a rider’s holds nothing', async () => {
    const claimedAt = Date.now() + 25 * 3_600_000;
    const late = (name: string) => ({ ...bookMutation(unique('stream')), name, claimedAt });
    const driver = await mint('drv', 'driver');
    const [withOne, without] = [unique('phone'), unique('phone')];
    await issue(driver, withOne);
    const offDuty = { ...late('rides.goOffline'), args: {} };
    const held = await push({ token: driver, body: pushBody(withOne, [offDuty]) });
    expect(held.json).toMatchObject({ mutations: [hold('credential_expired')] });
    // Contact brings a new one at once: what is held holds up nothing else.
    expect((await issue(driver, withOne)).status).toBe(200);
    const bare = await push({ token: driver, body: pushBody(without, [{ ...offDuty, clientID: unique('stream') }]) });
    expect(bare.json).not.toMatchObject({ mutations: [hold('credential_expired')] });
    const { token, group } = await aRider();
    const decided = await push({ token, body: pushBody(group, [late('rides.book')]) });
    expect(decided.json).not.toMatchObject({ mutations: [{ result: { outcome: 'parked' } }] });
  });
});

describe('a stolen phone', () => {
  it('Y11 comes back: its work is kept and not decided, it is told to forget, and its owner’s new phone goes on', async () => {
    const { subject, token, group, booked } = await aRider();
    expect((await revokeOwn(token, group)).status).toBe(204);
    const body = pushBody(group, [cancelOf(booked, 2)]);
    const first = await push({ token, body });
    expect(first.json).toMatchObject({ mutations: [hold('device_revoked')] });
    const again = await push({ token, body });
    expect(again.json).toMatchObject({ mutations: [{ ...hold('device_revoked'), replayed: true }] });
    expect(await statusOf(booked)).not.toBe('cancelled');

    const pulled = await pull({ token, body: pullBody(group) });
    expect(pulled.json).toMatchObject({ patch: [{ op: 'clear' }], lastMutationIDChanges: {}, more: false, scopes: {} });
    expect((pulled.json['patch'] as object[]).length).toBe(1);
    expectProblem(await issue(token, group), { status: 409, code: 'device_revoked' });

    const fresh = unique('phone');
    const seen = await pull({ token, body: pullBody(fresh) });
    expect(JSON.stringify(seen.json['patch'])).toContain(`"device/${group}"`);
    const own = await push({ token, body: pushBody(fresh, [{ ...cancelOf(booked, 1), clientID: unique('stream') }]) });
    expect(own.json).toMatchObject({ mutations: [{ result: { outcome: 'applied' } }] });
    expect(subject).not.toBe('');
  });

  it('is looked at by staff: one action is replayed, one is discarded with a reason, in order', async () => {
    const { subject, token, group, booked } = await aRider();
    const support = await mint('support-b', 'support');
    const revoked = await ops('POST', `devices/${group}/revoke`, { token: support, body: { subject } });
    expect(revoked.status).toBe(204);
    const second = { ...bookMutation(booked.clientID, 3) };
    await push({ token, body: pushBody(group, [cancelOf(booked, 2), second]) });
    const at = (id: number) => `parked/${booked.clientID}/${id}`;
    const listed = await ops('GET', 'parked?reason=device_revoked&limit=200', { token: support });
    expect(JSON.stringify(listed.json)).toContain(`"lane":"held-device/${group}"`);
    const note = { note: 'made by the thief' };

    const early = await ops('POST', `${at(3)}/discard`, { token: support, body: note });
    expectProblem(early, { status: 409, code: 'lane_blocked' });
    const replayed = await ops('POST', `${at(2)}/replay`, { token: support });
    expect(replayed.json).toMatchObject({ replayed: [{ mutationId: 2, outcome: { outcome: 'applied' } }] });
    expect(await statusOf(booked)).toBe('cancelled');
    const discarded = await ops('POST', `${at(3)}/discard`, { token: support, body: note });
    expect(discarded.json).toMatchObject({ replayed: [{ outcome: { outcome: 'rejected', code: 'discarded' } }] });
    expect(await statusOf(second)).toBeNull();
    expect((await ops('GET', at(3), { token: support })).json).toMatchObject({
      detail: note.note,
      resolved: { by: 'support-b' },
    });
    const again = await ops('POST', `${at(3)}/discard`, { token: support, body: note });
    expect(again).toMatchObject({ status: 200, json: discarded.json });
    const another = await ops('POST', `${at(3)}/discard`, { token: await mint('support-c', 'support'), body: note });
    expectProblem(another, { status: 404, code: 'parked_not_found' });
  });

  it('is not another person’s to revoke, nor under another person’s name', async () => {
    const { token, group, booked } = await aRider();
    expectProblem(await revokeOwn(await mint('thief', 'rider'), group), { status: 404, code: 'device_not_found' });
    const safety = await mint('safety-a', 'safety');
    const wrong = await ops('POST', `devices/${group}/revoke`, { token: safety, body: { subject: 'thief' } });
    expectProblem(wrong, { status: 404, code: 'device_not_found' });
    const { json } = await push({ token, body: pushBody(group, [cancelOf(booked, 2)]) });
    expect(json).toMatchObject({ mutations: [{ result: { outcome: 'applied' } }] });
  });

  it('is revoked by staff also when it never had a credential; staff find it by its person', async () => {
    const subject = unique('bare-rider');
    const token = await mint(subject, 'rider');
    const [group, booked] = [unique('phone'), bookMutation(unique('stream'))];
    await push({ token, body: pushBody(group, [booked]) });
    const admin = await mint('admin-a', 'admin');
    const found = await ops('GET', `devices?subject=${subject}`, { token: admin });
    expect(found.json).toMatchObject({ items: [{ groupId: group, subject, endsAtMs: null, revokedAtMs: null }] });
    await ops('POST', `devices/${group}/revoke`, { token: admin, body: { subject } });
    const { json } = await push({ token, body: pushBody(group, [cancelOf(booked, 2)]) });
    expect(json).toMatchObject({ mutations: [hold('device_revoked')] });
  });
});
