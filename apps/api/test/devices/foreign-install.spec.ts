import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callHttp, type Sent } from '../harness/http-caller.ts';
import { pushBody } from '../phone/index.ts';
import { expectProblem, SyncSurface } from '../sync/surface.ts';

/** Somebody who knows the id of another person's install wants it for themselves: over HTTP, in every way there is. */

const sync = new SyncSurface();
const { bookMutation, mint, ops, push, query, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

const call = (path: string, sent: Sent) => callHttp(`${sync.server.url}${path}`, sent);
const credentialOf = (token: string, clientGroupID: string) =>
  call('/v1/devices/credential', { token, body: { clientGroupID } });
const claimByPush = (token: string, groupId: string) =>
  push({ token, body: pushBody(unique('own'), [{ ...bookMutation(unique('s')), ...claim(groupId) }]) });
const claimByRest = (token: string, groupId: string) =>
  call('/v1/mutations/sync.issueCredential', {
    token,
    headers: { 'idempotency-key': unique('key') },
    body: { args: { groupId } },
  });
const claim = (groupId: string) => ({ name: 'sync.issueCredential', args: { groupId } });
const notFound = { status: 404, code: 'device_not_found' };
const offDuty = (clientID: string, id: number) => ({
  ...bookMutation(clientID, id),
  name: 'rides.goOffline',
  args: {},
});
const held = { mutations: [{ result: { outcome: 'parked', code: 'device_revoked' } }] };

/** A driver whose phone has pushed and has no credential yet. */
async function aDriver() {
  const [subject, group, stream] = [unique('driver'), unique('phone'), unique('stream')];
  const token = await mint(subject, 'driver');
  expect((await push({ token, body: pushBody(group, [offDuty(stream, 1)]) })).status).toBe(200);
  return { subject, group, stream, token };
}

describe('an install of another person', () => {
  it('is not to be had by push or by REST: its own person gets the credential, and can take it out of service', async () => {
    const { group, stream, token } = await aDriver();
    const thief = await mint(unique('thief'), 'rider');
    const pushed = await claimByPush(thief, group);
    expect(pushed.json).toMatchObject({ mutations: [{ result: { outcome: 'rejected', code: 'device_not_found' } }] });
    expectProblem(await claimByRest(thief, group), notFound);
    expectProblem(await credentialOf(thief, group), notFound);

    expect((await credentialOf(token, group)).status).toBe(200);
    expect((await call(`/v1/devices/${group}/revoke`, { token })).status).toBe(204);
    expect((await push({ token, body: pushBody(group, [offDuty(stream, 2)]) })).json).toMatchObject(held);
  });

  it('is taken out of service by staff, and by its person, whatever stands in the row of its device', async () => {
    for (const by of ['safety', 'support', 'admin', 'its person']) {
      const { subject, group, stream, token } = await aDriver();
      // As a server that did not ask whose install it is has left it.
      const columns = 'group_id, subject, roles, issued_at_ms, ends_at_ms, commit';
      await query(`INSERT INTO sync.device (${columns}) VALUES ($1, 'thief', '{rider}', 1, 2, 1)`, [group]);
      const revoked =
        by === 'its person'
          ? await call(`/v1/devices/${group}/revoke`, { token })
          : await ops('POST', `devices/${group}/revoke`, { token: await mint(unique(by), by), body: { subject } });
      expect([by, revoked.status]).toEqual([by, 204]);
      expect((await push({ token, body: pushBody(group, [offDuty(stream, 2)]) })).json).toMatchObject(held);
    }
  });

  it('gives its person a credential though another’s stands in the row of its device', async () => {
    const { subject, group, token } = await aDriver();
    const columns = 'group_id, subject, roles, revoked_at_ms, commit';
    await query(`INSERT INTO sync.device (${columns}) VALUES ($1, 'thief', '{rider}', 1, 1)`, [group]);
    expect((await credentialOf(token, group)).json).toMatchObject({ terms: { subject, groupId: group } });
  });
});

describe('a new install', () => {
  it('belongs to whoever first asks for its credential: nobody else pushes from it or claims it', async () => {
    const [group, token] = [unique('phone'), await mint(unique('driver'), 'driver')];
    expect((await credentialOf(token, group)).status).toBe(200);
    const thief = await mint(unique('thief'), 'rider');
    const pushed = await push({ token: thief, body: pushBody(group, [bookMutation(unique('stream'))]) });
    expectProblem(pushed, { status: 404, code: 'client_group_not_found' });
    expectProblem(await claimByRest(thief, group), notFound);
    expect((await push({ token, body: pushBody(group, [offDuty(unique('stream'), 1)]) })).status).toBe(200);
  });

  it('may ask for its credential with its first push', async () => {
    const [group, token] = [unique('phone'), await mint(unique('driver'), 'driver')];
    const asked = { ...bookMutation(unique('stream')), ...claim(group) };
    const { json } = await push({ token, body: pushBody(group, [asked]) });
    expect(json).toMatchObject({ mutations: [{ result: { outcome: 'applied', details: { roles: ['driver'] } } }] });
    expectProblem(await claimByRest(await mint(unique('thief'), 'rider'), group), notFound);
  });
});
