import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { SYNC_LIMITS, SyncRuntime } from '#sync';
import { until } from '../harness/until.ts';
import { pullBody, pushBody } from '../phone/index.ts';
import { booking, expectProblem, SyncSurface } from './surface.ts';

/** Push and pull over HTTP: whose a stream is, what a newer phone gets, gaps, and too much at once. */

const sync = new SyncSurface();
const { bookMutation, goodPull, goodPush, mint, pull, push, rideId, stored, unique } = sync;
beforeAll(sync.start);
afterAll(sync.close);

describe('what belongs to somebody else', () => {
  it('is not found: their group, and their stream in a group of one’s own', async () => {
    const [group, client] = [unique('group'), unique('client')];
    expect((await push({ body: pushBody(group, [bookMutation(client)]) })).status).toBe(200);
    const stranger = await mint('rider-b', 'rider');
    const before = await stored();
    const missing = { status: 404, code: 'client_group_not_found' };
    expectProblem(await push({ token: stranger, body: pushBody(group, [bookMutation(unique('client'))]) }), missing);
    expectProblem(await push({ token: stranger, body: pushBody(group, [bookMutation(client, 2)]) }), missing);
    expectProblem(await pull({ token: stranger, body: pullBody(group) }), missing);
    expectProblem(await push({ token: stranger, body: pushBody(unique('group'), [bookMutation(client, 2)]) }), missing);
    expect(await stored()).toEqual(before);
  });

  it('spoils the whole push, also what would have been good in it', async () => {
    const client = unique('client');
    expect((await push({ body: pushBody(unique('group'), [bookMutation(client)]) })).status).toBe(200);
    const stranger = await mint('rider-c', 'rider');
    const before = await stored();
    const mixed = pushBody(unique('group'), [bookMutation(unique('client')), bookMutation(client, 2)]);
    expectProblem(await push({ token: stranger, body: mixed }), { status: 404, code: 'client_group_not_found' });
    expect(await stored()).toEqual(before);
  });

  it('a ride of somebody else is a ride that is not there', async () => {
    const book = bookMutation(unique('client'));
    const mine = await mint('rider-d', 'rider');
    expect((await push({ token: mine, body: pushBody(unique('group'), [book]) })).status).toBe(200);
    const cancel = (id: string) => ({ ...bookMutation(unique('client')), name: 'rides.cancel', args: { rideId: id } });
    const cancels = [cancel((book.args as { rideId: string }).rideId), cancel(rideId())];
    const { json } = await push({ body: pushBody(unique('group'), cancels) });
    const results = (json['mutations'] as { result: object }[]).map(({ result }) => result);
    expect(results[0]).toMatchObject({ outcome: 'rejected', code: 'ride_not_found' });
    expect(results[1]).toEqual(results[0]);
  });
});

describe('a push that asks for what is new', () => {
  it('gets it as of its own commit: exactly what a pull would have told', async () => {
    const [group, client] = [unique('group'), unique('client')];
    const token = await mint(unique('rider'), 'rider');
    const book = bookMutation(client);
    const { status, json } = await push({ token, body: { ...pushBody(group, [book]), pull: { cookie: null } } });
    expect({ status, json }).toMatchObject({
      status: 200,
      json: { mutations: [{ result: { outcome: 'applied' } }], pull: { lastMutationIDChanges: { [client]: 1 } } },
    });
    const { json: pulled } = await pull({ token, body: pullBody(group) });
    expect(json['pull']).toEqual(pulled);
    const { cookie } = pulled;
    const next = { ...pushBody(group, [bookMutation(client, 2)]), pull: { cookie } };
    const { json: second } = await push({ token, body: next });
    expect(second).toMatchObject({
      mutations: [{ result: { outcome: 'rejected', code: 'ride_open' } }],
      pull: { patch: [{ op: 'put', key: `outcome/${client}/2` }], lastMutationIDChanges: { [client]: 2 } },
    });
  });

  it('gets the word on what it did also where what is new cannot be told', async () => {
    const body = { ...goodPush(), pull: { cookie: { order: Number.MAX_SAFE_INTEGER, scopes: 'x' } } };
    const { status, json } = await push({ body });
    expect({ status, json }).toMatchObject({
      status: 200,
      json: { mutations: [{ result: { commit: expect.any(Number) } }] },
    });
    expect(json).not.toHaveProperty('pull');
  });

  it('is refused whole where the wish has not its form', async () => {
    const before = await stored();
    const answered = await push({ body: { ...goodPush(), pull: { cookie: null, pageRows: 0 } } });
    expectProblem(answered, { status: 400, code: 'body_invalid' });
    expect(await stored()).toEqual(before);
  });
});

describe('a push larger than a commit', () => {
  it('is decided in order, in several commits, and once', async () => {
    const [group, client] = [unique('group'), unique('client')];
    const count = 2 * SYNC_LIMITS.commitMutationsMax + 1;
    const mutations = Array.from({ length: count }, (_, index) => {
      const args = { clientID: client, id: index + 1 };
      return { ...bookMutation(client, index + 1), name: 'sync.acknowledgeOutcome', args };
    });
    const body = pushBody(group, mutations);
    const [first, second] = [await push({ body }), await push({ body })];
    const ids = ({ json }: typeof first) => (json['mutations'] as { id: { id: number } }[]).map(({ id }) => id.id);
    expect(ids(first)).toEqual(mutations.map(({ id }) => id));
    expect(ids(second)).toEqual(ids(first));
    expect(first.text).not.toContain('"replayed"');
    expect(second.text.split('"replayed":true')).toHaveLength(count + 1);
    const ledger = await sync.query<{ mutation_id: string; commit: string }[]>(
      'SELECT mutation_id, commit FROM sync.ledger WHERE client_id = $1 ORDER BY commit, ordinal',
      [client],
    );
    expect(ledger.map((row) => Number(row.mutation_id))).toEqual(mutations.map(({ id }) => id));
    expect(new Set(ledger.map(({ commit }) => commit)).size).toBe(3);
  });
});

describe('what a newer phone says', () => {
  it('is answered so that it keeps its work, and changes nothing', async () => {
    const before = await stored();
    const newer = { ...goodPush(), pushVersion: 2, whatever: { is: 'new' } };
    const said = { status: 200, json: { error: 'VersionNotSupported', versionType: 'push' } };
    expect(await push({ body: newer })).toMatchObject(said);
    const pulled = await pull({ body: { ...goodPull(), pullVersion: 7, cookie: ['new', 'form'] } });
    expect(pulled).toMatchObject({ status: 200, json: { error: 'VersionNotSupported', versionType: 'pull' } });
    expect(await stored()).toEqual(before);
  });

  it('R14 is parked where only the mutation is unknown, and answered the same the second time', async () => {
    const body = pushBody(unique('group'), [
      { ...bookMutation(unique('client')), name: 'rides.teleport', args: { to: 'Mars' } },
    ]);
    const [first, second] = [await push({ body }), await push({ body })];
    expect(first.json).toMatchObject({ mutations: [{ result: { outcome: 'parked', code: 'unknown_mutation' } }] });
    expect(second.text).toBe(first.text.replace('}}]}', '},"replayed":true}]}'));
  });

  it('holds back only its own sender’s work about the same thing', async () => {
    const [ride, holder] = [rideId(), unique('client')];
    const unknown = { ...bookMutation(holder), name: 'rides.teleport', args: {}, lane: `ride/${ride}` };
    const stranger = await mint('rider-e', 'rider');
    await push({ token: stranger, body: pushBody(unique('group'), [unknown]) });
    const owner = await mint('rider-f', 'rider');
    const book = { ...bookMutation(unique('client')), args: booking(ride) };
    const { json } = await push({ token: owner, body: pushBody(unique('group'), [book]) });
    expect(json).toMatchObject({ mutations: [{ result: { outcome: 'applied' } }] });
  });
});

describe('a gap', () => {
  it('stops its stream, and what came before it stands', async () => {
    const [group, client, other] = [unique('group'), unique('client'), unique('client')];
    const who = await mint('rider-gap', 'rider');
    const acknowledge = (clientID: string, id: number) => ({
      ...bookMutation(clientID, id),
      name: 'sync.acknowledgeOutcome',
      args: { clientID, id },
    });
    const sent = [bookMutation(client, 1), acknowledge(client, 3), acknowledge(other, 1)];
    const gap = await push({ token: who, body: pushBody(group, sent) });
    expectProblem(gap, { status: 409, code: 'mutation_gap' });
    expect(gap.json).toMatchObject({
      expectedId: 2,
      clientID: client,
      mutations: [
        { result: { outcome: 'applied' } },
        { result: { error: 'gap', expectedId: 2 } },
        { result: { outcome: 'rejected' } },
      ],
    });
    expect((await pull({ token: who, body: pullBody(group) })).json['lastMutationIDChanges']).toEqual({
      [client]: 1,
      [other]: 1,
    });
    const filled = [sent[0] as object, acknowledge(client, 2), sent[1] as object];
    const { status, json } = await push({ token: who, body: pushBody(group, filled) });
    expect({ status, json }).toMatchObject({ status: 200, json: { mutations: [{ replayed: true }, {}, {}] } });
  });

  it('is not what a used id with other contents is: that is refused, and the first stays', async () => {
    const [group, client] = [unique('group'), unique('client')];
    const who = await mint('rider-reuse', 'rider');
    const first = bookMutation(client);
    await push({ token: who, body: pushBody(group, [first]) });
    const { status, json } = await push({ token: who, body: pushBody(group, [bookMutation(client)]) });
    expect({ status, json }).toMatchObject({ status: 200, json: { mutations: [{ result: { error: 'id_reused' } }] } });
    const { json: pulled } = await pull({ token: who, body: pullBody(group) });
    const rides = (pulled['patch'] as { key?: string }[]).filter(({ key }) => key?.startsWith('ride/'));
    expect(rides.map(({ key }) => key)).toEqual([`ride/${(first.args as { rideId: string }).rideId}`]);
  });
});

describe('too much at once', () => {
  it('is put off: a person’s pushes in flight have a limit, and what waited is decided', async () => {
    const lock = new Client({ connectionString: sync.server.testDatabase.url });
    await lock.connect();
    await lock.query('BEGIN; SELECT * FROM sync.head FOR UPDATE');
    const who = await mint('rider-busy', 'rider');
    const bodies = Array.from({ length: SYNC_LIMITS.pushesInFlightPerPersonMax }, () => goodPush());
    const waiting = bodies.map((body) => push({ token: who, body }));
    // One is being decided, the others wait behind it.
    const { sequencer } = sync.server.app.get(SyncRuntime);
    await until('the pushes wait', () => sequencer.queuedSteps >= bodies.length - 1);
    const refused = await push({ token: who, body: goodPush() });
    const somebodyElse = push({ token: await mint('rider-patient', 'rider'), body: goodPush() });
    await until('somebody else waits, too', () => sequencer.queuedSteps >= bodies.length);
    await lock.query('ROLLBACK');
    await lock.end();
    expectProblem(refused, { status: 429, code: 'too_many_pushes' });
    expect(refused.headers.get('retry-after')).toBe(String(SYNC_LIMITS.retryAfterSeconds));
    expect((await Promise.all([...waiting, somebodyElse])).map(({ status }) => status)).toEqual(Array(9).fill(200));
    expect((await push({ token: who, body: goodPush() })).status).toBe(200);
  });
});
