/**
 * The promise of the queue: first in, first out; a mutation is taken off only when it is acknowledged; on failure the phone
 * waits and stops, and nothing overtakes what failed.
 */
import { expect, it } from '@jest/globals';
import { note, NotesIsland, notedBy } from '../../test/notes.ts';
import { TIME_ENOUGH, type Phone } from '../../test/phones.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import type { LinkFault } from '../testing/scripted-link.ts';

/** More than a push holds. */
const COUNT = CLIENT_LIMITS.batchMutationsFirst + 100;
const texts = Array.from({ length: COUNT }, (_, index) => `note ${index + 1}`);

async function queued(): Promise<{ readonly island: NotesIsland; readonly phone: Phone }> {
  const island = new NotesIsland();
  const phone = await island.phone();
  for (const text of texts) await phone.client.mutate(note.ride, { text });
  return { island, phone };
}

/** The ids of each push. All are of one stream here. */
const idsOf = ({ link }: Phone) => link.pushes().map((push) => push.map((ref) => Number(ref.split('/')[1])));
const waitingOnDisk = ({ disk }: Phone) =>
  [...disk].filter(([key, value]) => key.includes('/queue/') && value.includes('"outcome":null')).length;

/** The server answers the first so many of a push only. */
function answersOnly(phone: Phone, count: number): void {
  const post = phone.link.post.bind(phone.link);
  phone.link.post = async (request) => {
    const reply = await post(request);
    if (!request.path.endsWith('/push')) return reply;
    const body = JSON.parse(reply.text) as { mutations: unknown[] };
    return { ...reply, text: JSON.stringify({ ...body, mutations: body.mutations.slice(0, count) }) };
  };
}

it('R5 first in, first out: what was done first is sent first and decided first, whatever the link does', async () => {
  const { island, phone } = await queued();
  const faults: readonly (LinkFault | null)[] = ['lose_reply', null, 'lose_request', 'duplicate', 'portal', null];
  let asked = 0;
  phone.link.fault = () => faults[asked++ % faults.length] ?? null;
  for (let time = 0; time < 20; time++) await phone.client.drainOnce(TIME_ENOUGH);
  expect(notedBy(island.server)).toEqual(texts);
  const pushed = idsOf(phone);
  for (const ids of pushed) expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index));
  // No push begins before what an earlier one began with: what was acknowledged is not sent again.
  const begun = pushed.map((ids) => ids[0] ?? 0);
  expect(begun).toEqual(begun.toSorted((left, right) => left - right));
});

it('taken off only when acknowledged: an answer for some takes off those and no other', async () => {
  const { phone } = await queued();
  answersOnly(phone, 7);
  phone.link.fault = () => (idsOf(phone).length > 1 ? 'lose_request' : null);
  await phone.client.drainOnce(TIME_ENOUGH);
  expect({ waiting: phone.client.queue().waiting, onDisk: waitingOnDisk(phone) }).toEqual({
    waiting: COUNT - 7,
    onDisk: COUNT - 7,
  });
  expect(idsOf(phone)[1]?.[0]).toBe(8);
});

it.each<LinkFault>(['lose_request', 'lose_reply', 'portal', 'dead', { status: 500 }, { status: 400 }, { status: 404 }])(
  'not acknowledged by %j: nothing is taken off',
  async (fault) => {
    const { phone } = await queued();
    phone.link.fault = () => fault;
    await phone.client.drainOnce(TIME_ENOUGH);
    expect({ waiting: phone.client.queue().waiting, onDisk: waitingOnDisk(phone) }).toEqual({
      waiting: COUNT,
      onDisk: COUNT,
    });
  },
);

it('on failure it stops, waits, and goes on with what failed', async () => {
  const { island, phone } = await queued();
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  let fails = true;
  phone.link.fault = ({ path }) =>
    fails && path.endsWith('/push') && idsOf(phone).length > 1 ? { status: 503, retryAfter: '30' } : null;
  phone.client.start();
  while (phone.client.status().hindrance === null) await settle();
  const first = CLIENT_LIMITS.batchMutationsFirst;
  expect(idsOf(phone).map((ids) => ids[0])).toEqual([1, first + 1]);

  await phone.client.mutate(note.ride, { text: 'made while it waits' });
  phone.client.trigger('online');
  island.clock.advance(29_999);
  for (let turn = 0; turn < 100; turn++) await settle();
  expect(idsOf(phone)).toHaveLength(2);

  fails = false;
  island.clock.advance(CLIENT_LIMITS.backoffLongestMs);
  while (phone.client.queue().waiting > 0) await settle();
  expect(idsOf(phone)[2]?.[0]).toBe(first + 1);
  expect(notedBy(island.server)).toEqual([...texts, 'made while it waits']);
  await phone.client.close();
});
