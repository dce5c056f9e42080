import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SyncRuntime } from '#sync';
import { type Sent } from '../harness/http-caller.ts';
import { pullBody, pushBody } from '../phone/index.ts';
import { expectProblem, SyncSurface } from './surface.ts';

/** Parked work over HTTP, as staff look at it, correct it and have it decided. */

const sync = new SyncSurface();
const { bookMutation, mint, ops, pull, push, rideId, stored, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

describe('parked work, for staff', () => {
  const path = ({ clientID, id }: { clientID: string; id: number }) => `${clientID}/${id}`;
  let support: string;
  let auditor: string;
  beforeAll(async () => {
    support = await mint('support-a', 'support');
    auditor = await mint('auditor-a', 'auditor');
  });

  /** Two pieces of work about one ride, parked by a server that does not know `rides.cancel` yet. */
  async function parkTwo(subject: string) {
    const { definitions } = sync.server.app.get(SyncRuntime).registry;
    const who = await mint(subject, 'rider');
    const [group, client] = [unique('group'), unique('client')];
    const book = bookMutation(client);
    const { rideId: ride } = book.args as { rideId: string };
    const cancel = {
      ...bookMutation(client, 2),
      name: 'rides.cancel',
      args: { rideId: rideId() },
      lane: `ride/${ride}`,
    };
    const renewed = { rideId: ride, pinSalt: '0'.repeat(32), pinHash: '1'.repeat(64) };
    const renew = { ...bookMutation(client, 3), name: 'rides.renewPin', args: renewed };
    const known = definitions.get('rides.cancel');
    if (!known) throw new Error('rides.cancel is not known');
    definitions.delete('rides.cancel');
    const body = pushBody(group, [book, cancel, renew]);
    const { json } = await push({ token: who, body });
    definitions.set('rides.cancel', known);
    expect(json).toMatchObject({
      mutations: [
        { result: { outcome: 'applied' } },
        { result: { code: 'unknown_mutation' } },
        { result: { code: 'lane_held' } },
      ],
    });
    return { who, group, body, ride, cancel, renew };
  }

  it('is listed by whose it is, and then nobody else’s is', async () => {
    for (const subject of ['rider-listed', 'rider-unlisted']) await parkTwo(subject);
    const of = async (subject: string) => (await ops('GET', `parked?subject=${subject}`, { token: support })).json;
    expect(await of('rider-listed')).toMatchObject({
      items: [{ subject: 'rider-listed' }, { subject: 'rider-listed' }],
    });
    expect((await of('rider-listed'))['items']).toHaveLength(2);
    expect(await of('rider-nobody')).toMatchObject({ items: [], nextAfter: null });
  });

  it('is listed, looked at, corrected and decided under its own id, and what waited behind it is decided, too', async () => {
    const { who, group, body, ride, cancel, renew } = await parkTwo('rider-parked');
    const listed = await ops('GET', 'parked?limit=200', { token: support });
    const items = listed.json['items'] as { clientId: string; mutationId: number; reason: string }[];
    const ours = items.filter(({ clientId }) => clientId === cancel.clientID);
    expect(ours.map(({ mutationId, reason }) => [mutationId, reason])).toEqual([
      [2, 'unknown_mutation'],
      [3, 'lane_held'],
    ]);

    const blocked = await ops('POST', `parked/${path(renew)}/replay`, { token: support });
    expectProblem(blocked, { status: 409, code: 'lane_blocked' });
    expect(blocked.json['first']).toMatchObject({ clientId: cancel.clientID, mutationId: 2 });

    const correction = { args: { rideId: ride }, note: 'The phone named another ride.' };
    const corrected = await ops('PUT', `parked/${path(cancel)}/args`, { token: support, body: correction });
    expect(corrected.status).toBe(204);
    const looked = await ops('GET', `parked/${path(cancel)}`, { token: auditor });
    expect(looked.json).toMatchObject({
      args: cancel.args,
      correctedArgs: correction.args,
      correctedBy: 'support-a',
      correctionNote: correction.note,
      resolved: null,
    });

    const asSeen = { body: { correctionHash: looked.json['correctionHash'] } };
    const alone = await ops('POST', `parked/${path(cancel)}/replay`, { token: support, ...asSeen });
    expectProblem(alone, { status: 409, code: 'needs_another' });
    const other = await mint('support-b', 'support');
    const replayed = await ops('POST', `parked/${path(cancel)}/replay`, { token: other, ...asSeen });
    expect(replayed.json).toMatchObject({
      replayed: [
        { mutationId: 2, outcome: { outcome: 'applied' } },
        { mutationId: 3, outcome: { outcome: 'rejected', code: 'pin_not_needed' } },
      ],
    });
    const again = await ops('POST', `parked/${path(cancel)}/replay`, { token: other });
    expect(again.json).toEqual({ replayed: [(replayed.json['replayed'] as object[])[0]] });

    // The phone that asks again is told how it ended, and its rows say so as well.
    const { json } = await push({ token: who, body });
    expect(json).toMatchObject({
      mutations: [{ replayed: true }, { result: { outcome: 'applied' } }, { result: { outcome: 'rejected' } }],
    });
    const { json: pulled } = await pull({ token: who, body: pullBody(group) });
    expect(pulled['patch']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: `ride/${ride}`, value: expect.objectContaining({ status: 'cancelled' }) }),
      ]),
    );
  });

  it('is looked up by any mutation’s id, with what was sent, what was said and what was made of it', async () => {
    const book = bookMutation(unique('client'));
    await push({ token: await mint('rider-looked-up', 'rider'), body: pushBody(unique('group'), [book]) });
    const { json } = await ops('GET', `mutations/${path(book)}`, { token: auditor });
    expect(json).toMatchObject({
      subject: 'rider-looked-up',
      name: 'rides.book',
      args: { ...(book.args as object), pinSalt: { hidden: 'secret' }, pinHash: { hidden: 'secret' } },
      outcome: 'applied',
      parked: null,
    });
  });

  it('that is not there is not found', async () => {
    const notFound = { status: 404, code: 'parked_not_found' };
    const correction = { args: {}, note: 'why' };
    expectProblem(await ops('GET', 'parked/nobody/1', { token: support }), notFound);
    expectProblem(await ops('POST', 'parked/nobody/1/replay', { token: support }), notFound);
    expectProblem(await ops('PUT', 'parked/nobody/1/args', { token: support, body: correction }), notFound);
    expectProblem(await ops('GET', 'mutations/nobody/1', { token: support }), {
      status: 404,
      code: 'mutation_not_found',
    });
  });

  it.each<[string, string, string, Sent, string]>([
    ['an id that is no number', 'GET', 'parked/c/x', {}, 'path_invalid'],
    ['id 0', 'GET', 'mutations/c/0', {}, 'path_invalid'],
    ['a page too large', 'GET', 'parked?limit=201', {}, 'query_invalid'],
    ['a page of nothing', 'GET', 'parked?limit=0', {}, 'query_invalid'],
    ['a filter nobody knows', 'GET', 'parked?person=rider-parked', {}, 'query_invalid'],
    ['a correction without a reason', 'PUT', 'parked/c/1/args', { body: { args: {}, note: '' } }, 'body_invalid'],
    ['a reason too long', 'PUT', 'parked/c/1/args', { body: { args: {}, note: 'x'.repeat(501) } }, 'body_invalid'],
    [
      'a correction with more in it',
      'PUT',
      'parked/c/1/args',
      { body: { args: {}, note: 'x', by: 'me' } },
      'body_invalid',
    ],
  ])('is not reached by %s', async (_name, method, where, sent, code) => {
    const before = await stored();
    expectProblem(await ops(method, where, { token: support, ...sent }), { status: 400, code });
    expect(await stored()).toEqual(before);
  });

  it('is not for everybody', async () => {
    const denied = { status: 403, code: 'permission_denied' };
    const before = await stored();
    expectProblem(await ops('GET', 'parked', { token: sync.token }), denied);
    expectProblem(await ops('GET', 'mutations/c/1', { token: sync.token }), denied);
    expectProblem(await ops('POST', 'parked/c/1/replay', { token: auditor }), denied);
    expectProblem(await ops('PUT', 'parked/c/1/args', { token: auditor, body: { args: {}, note: 'x' } }), denied);
    expect(await stored()).toEqual(before);
  });
});
