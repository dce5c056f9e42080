import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fetchTransport, MemoryStorage, openClient } from '#client';
import {
  book,
  encodeSms,
  onSmsGrid,
  ridesMutations,
  smsEncoder,
  type SmsMutation,
  type SmsSender,
} from '#rides/client';
import { fromBase64url } from '#sync/client';
import { callHttp } from '../harness/http-caller.ts';
import { pushBody } from '../phone/index.ts';
import { booking, expectProblem, SyncSurface } from '../sync/surface.ts';

/** SMS of phones without data. The gateway of the telephone company is not ours: `gateway()` here stands for it. */

const sync = new SyncSurface();
const { mint, ops, push, query, rideId, unique } = sync;
let gatewayToken: string;
beforeAll(async () => {
  await sync.start();
  gatewayToken = await mint('digicel', 'gateway');
});
afterAll(sync.close);

const call = (path: string, token: string, body: object) => callHttp(`${sync.server.url}${path}`, { token, body });
const gateway = (text: string, token = gatewayToken) => call('/v1/sms/inbound', token, { text });

interface Phone {
  readonly subject: string;
  readonly token: string;
  readonly sender: SmsSender;
}

/** A rider's phone that had contact, and so has the key for its SMS. */
async function aPhone(): Promise<Phone> {
  const subject = unique('sms-rider');
  const token = await mint(subject, 'rider');
  const [groupId, clientId] = [unique('install'), unique('ride-stream')];
  const { json } = await call('/v1/devices/credential', token, { clientGroupID: groupId, smsStream: clientId });
  const key = fromBase64url(json['smsKey'] as string);
  if (key === null) throw new Error('no key came');
  return { subject, token, sender: { groupId, clientId, key } };
}

const aBooking = (id = 1): SmsMutation & { args: ReturnType<typeof booking> } => {
  const { pickup, dropoff, ...rest } = booking(rideId());
  const args = { ...rest, pickup: onSmsGrid(pickup), dropoff: onSmsGrid(dropoff) };
  return { kind: 'mutation', id, name: 'rides.book', args, claimedAtMs: Date.now() - 60_000, validUntilMs: null };
};
const aCancel = ({ args, claimedAtMs }: ReturnType<typeof aBooking>, id: number): SmsMutation => {
  return { kind: 'mutation', id, name: 'rides.cancel', args: { rideId: args.rideId }, claimedAtMs, validUntilMs: null };
};
const textOf = (sent: Parameters<typeof encodeSms>[0], { sender }: Phone): string => {
  const text = encodeSms(sent, sender);
  if (text === null) throw new Error('it does not fit');
  return text;
};
const pushed = (sent: readonly SmsMutation[], { token, sender }: Phone) => {
  const mutations = sent.map(({ id, name, args, claimedAtMs }) => {
    return { clientID: sender.clientId, id, name, args, timestamp: 0, claimedAt: claimedAtMs, offline: true };
  });
  return push({ token, body: pushBody(sender.groupId, mutations) });
};
const decided = (outcome: string, more: object = {}) => ({ mutations: [{ result: { outcome }, ...more }] });
const rides = async ({ subject }: Phone) => {
  const found = await query<{ status: string }[]>('SELECT status FROM rides.ride WHERE rider_id = $1', [subject]);
  return found.map(({ status }) => status);
};

describe('an SMS and the push of the same action', () => {
  it('R12 Y10 are one booking when the SMS comes first, twice, and then the push', async () => {
    const [phone, sent] = [await aPhone(), aBooking()];
    const text = textOf(sent, phone);
    expect((await gateway(text)).json).toMatchObject(decided('applied'));
    expect((await gateway(text)).json).toMatchObject(decided('applied', { replayed: true }));
    expect((await pushed([sent], phone)).json).toMatchObject(decided('applied', { replayed: true }));
    expect(await rides(phone)).toHaveLength(1);
  });

  it('are one booking of the phone library, which confirms what its SMS began', async () => {
    const subject = unique('sms-rider');
    const token = await mint(subject, 'rider');
    const transport = fetchTransport({ baseUrl: sync.server.url });
    const person = { subject, roles: ['rider'] };
    const storage = new MemoryStorage();
    const client = await openClient({
      person,
      transport,
      storage,
      token: async () => token,
      mutations: ridesMutations,
    });
    const { json } = await call('/v1/devices/credential', token, client.install());
    const saved = await client.mutate(book, aBooking().args);
    const text = await client.asSms(
      saved.ref ?? 0,
      smsEncoder(fromBase64url(json['smsKey'] as string) ?? new Uint8Array()),
    );
    expect((await gateway(text ?? '')).json).toMatchObject(decided('applied'));
    await client.drainOnce({ deadlineMs: 20_000 });
    expect(saved.state()).toMatchObject({ stage: 'confirmed', outcome: { outcome: 'applied' } });
    expect(await query('SELECT 1 FROM rides.ride WHERE rider_id = $1', [subject])).toHaveLength(1);
  });

  it('are one booking when the push comes first', async () => {
    const [phone, sent] = [await aPhone(), aBooking()];
    expect((await pushed([sent], phone)).json).toMatchObject(decided('applied'));
    expect((await gateway(textOf(sent, phone))).json).toMatchObject(decided('applied', { replayed: true }));
    expect(await rides(phone)).toHaveLength(1);
  });

  it('keep their order: a cancel that overtakes its booking is brought again', async () => {
    const [phone, sent] = [await aPhone(), aBooking()];
    const cancel = aCancel(sent, 2);
    expectProblem(await gateway(textOf(cancel, phone)), { status: 409, code: 'mutation_gap' });
    expect((await gateway(textOf(sent, phone))).json).toMatchObject(decided('applied'));
    expect((await gateway(textOf(cancel, phone))).json).toMatchObject(decided('applied'));
    expect((await pushed([sent, cancel], phone)).json).toMatchObject({
      mutations: [{ replayed: true }, { replayed: true }],
    });
    expect(await rides(phone)).toEqual(['cancelled']);
  });

  it('are told apart when the phone says something else under the same id: the first stays', async () => {
    const phone = await aPhone();
    expect((await gateway(textOf(aBooking(), phone))).json).toMatchObject(decided('applied'));
    const { json } = await pushed([aBooking()], phone);
    expect(json).toMatchObject({ mutations: [{ result: { error: 'id_reused' } }] });
  });
});

describe('an SMS', () => {
  it('of a phone out of service is kept for staff', async () => {
    const phone = await aPhone();
    const support = await mint('support-sms', 'support');
    const { groupId } = phone.sender;
    await ops('POST', `devices/${groupId}/revoke`, { token: support, body: { subject: phone.subject } });
    const { json } = await gateway(textOf(aBooking(), phone));
    expect(json).toMatchObject({ mutations: [{ result: { outcome: 'parked', code: 'device_revoked' } }] });
    expect(await rides(phone)).toEqual([]);
  });

  it('is refused when changed, of a stranger, of another stream, or no SMS of ours', async () => {
    const phone = await aPhone();
    const text = textOf(aBooking(), phone);
    const forged = textOf(aBooking(), { ...phone, sender: { ...phone.sender, key: new Uint8Array(32) } });
    const foreign = textOf(aBooking(), { ...phone, sender: { ...phone.sender, groupId: 'nobody' } });
    const old = textOf(aBooking(), { ...phone, sender: { ...phone.sender, clientId: 'before' } });
    const cases: [string, string][] = [
      [`${text.slice(0, 40)}${text[40] === 'A' ? 'B' : 'A'}${text.slice(41)}`, 'sms_not_believed'],
      [forged, 'sms_not_believed'],
      [foreign, 'sms_not_believed'],
      [old, 'sms_stream_unknown'],
      ['Taxi to Bathsheba please', 'sms_malformed'],
      [`I${text.slice(1)}`, 'sms_version_unknown'],
    ];
    for (const [sent, code] of cases) expectProblem(await gateway(sent), { status: 422, code });
    expect(await rides(phone)).toEqual([]);
  });

  it('with an SOS is told honestly that nobody answers it yet', async () => {
    const phone = await aPhone();
    const text = textOf({ kind: 'sos', id: 1, at: { lat: 13.2, lon: -59.52 }, claimedAtMs: Date.now() }, phone);
    expectProblem(await gateway(text), { status: 501, code: 'not_yet' });
  });

  it('of a credential that has ended is not taken: the push is', async () => {
    const [phone, sent] = [await aPhone(), aBooking()];
    await query('UPDATE sync.device SET ends_at_ms = $2 WHERE group_id = $1', [phone.sender.groupId, Date.now() - 1]);
    expectProblem(await gateway(textOf(sent, phone)), { status: 422, code: 'credential_expired' });
    expect((await pushed([sent], phone)).json).toMatchObject(decided('applied'));
  });

  it('is brought by the gateway alone, and the gateway may do nothing else', async () => {
    const [phone, sent] = [await aPhone(), aBooking()];
    expectProblem(await gateway(textOf(sent, phone), phone.token), { status: 403, code: 'permission_denied' });
    const intrusion = await push({ token: gatewayToken, body: pushBody(unique('group'), []) });
    expectProblem(intrusion, { status: 403, code: 'permission_denied' });
  });
});
