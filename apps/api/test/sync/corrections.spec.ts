import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SYNC_LIMITS, SyncRuntime } from '#sync';
import { callHttp } from '../harness/http-caller.ts';
import { pullBody, pushBody } from '../phone/index.ts';
import { expectProblem, SyncSurface, type SentMutation } from './surface.ts';

/** Staff correct what others sent, over HTTP: nobody acts in another person's name alone. */

const sync = new SyncSurface();
const { bookMutation, mint, ops, pull, push, query, rideId, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

/** What a device that was taken out of service sends: it is held for staff. */
async function held(
  role: string,
  mutation: (client: string) => Omit<SentMutation, 'clientID' | 'id' | 'timestamp'>,
  first?: SentMutation,
) {
  const [subject, group, client] = [unique(role), unique('group'), first?.clientID ?? unique('client')];
  const token = await mint(subject, role);
  const begin = first ?? {
    ...bookMutation(client),
    name: 'sync.acknowledgeOutcome',
    args: { clientID: client, id: 1 },
  };
  await push({ token, body: pushBody(group, [begin]) });
  const admin = await mint(unique('admin'), 'admin');
  const revoked = await ops('POST', `devices/${group}/revoke`, { token: admin, body: { subject } });
  expect(revoked.status).toBe(204);
  const sent = { ...bookMutation(client, 2), ...mutation(client) };
  const { json } = await push({ token, body: pushBody(group, [sent]) });
  expect(json).toMatchObject({ mutations: [{ result: { code: 'device_revoked' } }] });
  return { subject, token, group, client, path: `parked/${client}/2` };
}

/** A ride, and its cancellation under another ride's id. */
async function heldCancel() {
  const client = unique('client');
  const book = bookMutation(client);
  const { rideId: ride } = book.args as { rideId: string };
  const work = await held('rider', () => ({ name: 'rides.cancel', args: { rideId: rideId() } }), book);
  return { ...work, correction: { args: { rideId: ride }, note: 'The phone named another ride.' }, ride };
}

/** The hash of the correction, as staff see it now. */
async function seen(path: string, token: string): Promise<{ correctionHash: unknown }> {
  const { json } = await ops('GET', path, { token });
  return { correctionHash: json['correctionHash'] };
}

const statusOf = async (ride: string) =>
  (await query<{ status: string }[]>('SELECT status FROM rides.ride WHERE ride_id = $1', [ride]))[0]?.status;

describe('parked work of another person', () => {
  it.each(['support', 'admin'])(
    'that approves something is not corrected by %s: nobody approves in their name',
    async (role) => {
      const args = { version: 'v2023-01-07', documentHash: '0'.repeat(64) };
      const { path } = await held('pricing', () => ({ name: 'pricing.approveTariff', args }));
      const body = { args: { ...args, version: 'v2026-01-01' }, note: 'another one' };
      const token = await mint(unique(role), role);
      expectProblem(await ops('PUT', `${path}/args`, { token, body }), { status: 409, code: 'not_correctable' });
      expect((await ops('GET', path, { token })).json).toMatchObject({ correctedArgs: null });
    },
  );

  it('that books is not corrected: neither pickup nor PIN is anybody else’s to choose', async () => {
    const book = bookMutation('x').args as object;
    const { path } = await held('rider', () => ({ name: 'rides.book', args: book }));
    const body = { args: { ...book, pinHash: '1'.repeat(64) }, note: 'mine' };
    const token = await mint(unique('admin'), 'admin');
    expectProblem(await ops('PUT', `${path}/args`, { token, body }), { status: 409, code: 'not_correctable' });
  });

  it('that may cost something takes two people; its sender, the ledger and the audit name both, and why', async () => {
    const { path, client, correction, ride, token } = await heldCancel();
    const [first, second] = [await mint('support-one', 'support'), await mint('support-two', 'support')];
    expect((await ops('PUT', `${path}/args`, { token: first, body: correction })).status).toBe(204);
    const body = await seen(path, second);
    expectProblem(await ops('POST', `${path}/replay`, { token: first, body }), { status: 409, code: 'needs_another' });
    expect(await statusOf(ride)).toBe('requested');
    expect((await ops('POST', `${path}/replay`, { token: second, body })).status).toBe(200);
    expect(await statusOf(ride)).toBe('cancelled');

    const corrected = { by: 'support-one', approvedBy: 'support-two', ...correction };
    // Its device forgets everything; the person's next one is told.
    const { json } = await pull({ token, body: pullBody(unique('group')) });
    expect(json['patch']).toContainEqual(
      expect.objectContaining({
        key: `outcome/${client}/2`,
        value: expect.objectContaining({ outcome: expect.objectContaining({ outcome: 'applied', corrected }) }),
      }),
    );
    const looked = await ops('GET', `mutations/${client}/2`, { token: await mint('aud', 'auditor') });
    expect(looked.json).toMatchObject({ parked: { resolved: { by: 'support-two', result: { corrected } } } });
    const audit = await query<{ notes: string }[]>(
      `SELECT notes FROM public.audit_offline_first_mobile_architecture WHERE metric = 'sync_replayed_applied' AND notes LIKE $1`,
      [`%${client}%`],
    );
    expect(audit.map(({ notes }) => JSON.parse(notes) as object)).toMatchObject([
      { by: 'support-two', correctedBy: 'support-one', reason: correction.note },
    ]);
  });

  it('is decided as the second person saw it, or not at all', async () => {
    const { path, correction, ride } = await heldCancel();
    const [first, second] = [await mint('support-one', 'support'), await mint('support-two', 'support')];
    const blind = { status: 409, code: 'correction_changed' };
    const unseen = await seen(path, second);
    expect(unseen).toEqual({ correctionHash: null });
    await ops('PUT', `${path}/args`, { token: first, body: { ...correction, note: 'first version' } });
    const looked = await seen(path, second);
    for (const body of [{ note: 'second version' }, { args: { rideId: rideId() }, note: 'first version' }]) {
      await ops('PUT', `${path}/args`, { token: first, body: { ...correction, ...body } });
      for (const at of [looked, unseen, {}])
        expectProblem(await ops('POST', `${path}/replay`, { token: second, body: at }), blind);
      expectProblem(await ops('POST', `${path}/replay`, { token: second }), blind);
    }
    expect(await statusOf(ride)).toBe('requested');
    await ops('PUT', `${path}/args`, { token: first, body: { ...correction, note: 'first version' } });
    expect((await ops('POST', `${path}/replay`, { token: second, body: looked })).status).toBe(200);
    expect(await statusOf(ride)).toBe('cancelled');
  });

  it('is not decided by who decides other work of its lane, nor by the server after that', async () => {
    const client = unique('client');
    const book = bookMutation(client);
    const { rideId: ride } = book.args as { rideId: string };
    const token = await mint(unique('rider'), 'rider');
    const known = { ...book, id: 3, name: 'rides.cancel', args: { rideId: ride } };
    const before = { ...book, id: 2, name: 'future.thing', args: {}, lane: `ride/${ride}` };
    const { json } = await push({ token, body: pushBody(unique('group'), [book, before, known]) });
    expect(json).toMatchObject({
      mutations: [{}, { result: { outcome: 'parked' } }, { result: { code: 'lane_held' } }],
    });
    const [first, second] = [await mint('support-one', 'support'), await mint('support-two', 'support')];
    const path = `parked/${client}/3`;
    const body = { args: { rideId: ride }, note: 'seen by nobody else' };
    expect((await ops('PUT', `${path}/args`, { token: first, body })).status).toBe(204);
    const decided = await ops('POST', `parked/${client}/2/discard`, { token: second, body: { note: 'unknown' } });
    expect(decided.json).toMatchObject({ replayed: [{ mutationId: 2 }] });
    expect(decided.json['replayed']).toHaveLength(1);
    await sync.server.app.get(SyncRuntime).parked.decideFreed();
    expect(await statusOf(ride)).toBe('requested');
    expect((await ops('POST', `${path}/replay`, { token: second, body: await seen(path, second) })).status).toBe(200);
    expect(await statusOf(ride)).toBe('cancelled');
  });

  it('is not given more bytes of arguments than any mutation may have', async () => {
    const { path, correction } = await heldCancel();
    const token = await mint('support-one', 'support');
    const body = { ...correction, args: { ...correction.args, more: 'x'.repeat(SYNC_LIMITS.mutationArgsBytesMax) } };
    expectProblem(await ops('PUT', `${path}/args`, { token, body }), { status: 400, code: 'mutation_too_large' });
    expect((await ops('GET', path, { token })).json).toMatchObject({ correctedArgs: null });
  });

  it('is not decided by the server itself once it is corrected', async () => {
    const { path, client, correction, ride } = await heldCancel();
    const token = await mint('support-one', 'support');
    await ops('PUT', `${path}/args`, { token, body: correction });
    await query(`UPDATE sync.parked SET reason = 'lane_held' WHERE client_id = $1`, [client]);
    await sync.server.app.get(SyncRuntime).parked.decideFreed();
    expect(await statusOf(ride)).toBe('requested');
    await query(`UPDATE sync.parked SET reason = 'device_revoked' WHERE client_id = $1`, [client]);
  });

  it('is neither corrected nor approved by whose work it is', async () => {
    const client = unique('client');
    const token = await mint('support-rider', 'rider', 'support');
    const group = unique('group');
    const book = bookMutation(client);
    await push({ token, body: pushBody(group, [book]) });
    await callHttp(`${sync.server.url}/v1/devices/${group}/revoke`, { token });
    await push({
      token,
      body: pushBody(group, [{ ...bookMutation(client, 2), name: 'rides.cancel', args: { rideId: rideId() } }]),
    });
    const path = `parked/${client}/2`;
    const body = { args: { rideId: (book.args as { rideId: string }).rideId }, note: 'mine' };
    expectProblem(await ops('PUT', `${path}/args`, { token, body }), { status: 403, code: 'own_work' });
    expect((await ops('PUT', `${path}/args`, { token: await mint('support-one', 'support'), body })).status).toBe(204);
    const asSeen = await seen(path, token);
    expectProblem(await ops('POST', `${path}/replay`, { token, body: asSeen }), { status: 403, code: 'own_work' });
  });
});

describe('work of one’s own', () => {
  it.each([
    ['device_revoked', 'replay', undefined],
    ['device_revoked', 'discard', { note: 'mine' }],
    ['unknown_mutation', 'replay', undefined],
    ['unknown_mutation', 'discard', { note: 'mine' }],
  ] as const)('parked as %s is not for oneself to %s, whatever one may do for others', async (code, act, body) => {
    const [subject, group, client] = [unique('support'), unique('group'), unique('client')];
    const token = await mint(subject, 'rider', 'support');
    await push({ token, body: pushBody(group, [bookMutation(client)]) });
    if (code === 'device_revoked') await callHttp(`${sync.server.url}/v1/devices/${group}/revoke`, { token });
    const name = code === 'device_revoked' ? 'rides.cancel' : 'future.thing';
    const { json } = await push({ token, body: pushBody(group, [{ ...bookMutation(client, 2), name, args: {} }]) });
    expect(json).toMatchObject({ mutations: [{ result: { outcome: 'parked', code } }] });
    const path = `parked/${client}/2`;
    const own = await ops('POST', `${path}/${act}`, { token, ...(body ? { body } : {}) });
    expectProblem(own, { status: 403, code: 'own_work' });
    const another = await ops('POST', `${path}/${act}`, {
      token: await mint('support-one', 'support'),
      ...(body ? { body } : {}),
    });
    expect(another.status).toBe(200);
  });
});
