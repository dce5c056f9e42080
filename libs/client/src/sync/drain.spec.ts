import { describe, expect, it } from '@jest/globals';
import type { PushRequest } from '#sync/client';
import { many, note, noteAll, NOTES_ROW, NotesIsland, notedBy, type NotesState } from '../../test/notes.ts';
import { RIDER, TIME_ENOUGH } from '../../test/phones.ts';
import { CLIENT_LIMITS } from '../limits.ts';
import { MemoryStorage } from '../storage/memory.ts';
import { FailingStorage } from '../testing/failing-storage.ts';
import type { LinkFault } from '../testing/scripted-link.ts';

describe('a drain', () => {
  it('sends in bounded batches, in order, and nothing that was answered twice', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    await noteAll(client, many(600));
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', waiting: 0 });
    expect(notedBy(island.server)).toEqual(many(600));
    const pushes = link.pushes();
    expect(pushes.map((push) => push.length)).toEqual([
      CLIENT_LIMITS.batchMutationsFirst,
      600 - CLIENT_LIMITS.batchMutationsFirst,
    ]);
    expect(new Set(pushes.flat()).size).toBe(600);
    for (const { body } of link.requests) {
      expect(JSON.stringify(body).length).toBeLessThan(CLIENT_LIMITS.batchBytesMax + 1_000);
    }
  });

  it('bounds a batch by bytes too, and lets a large one go alone', async () => {
    const { client, link } = await new NotesIsland().phone();
    await noteAll(
      client,
      Array.from({ length: 40 }, () => 'x'.repeat(15_000)),
    );
    await client.drainOnce(TIME_ENOUGH);
    expect(link.pushes().map((push) => push.length)).toEqual([17, 17, 6]);
  });

  it('sends an emergency first and alone, then by urgency', async () => {
    const { client, link } = await new NotesIsland().phone();
    await client.mutate(note.telemetry, { text: 'where' });
    await client.mutate(note.general, { text: 'rating' });
    await client.mutate(note.ride, { text: 'book' });
    await client.mutate(note.emergency, { text: 'help' });
    await client.drainOnce(TIME_ENOUGH);
    const streams = link.pushes().map((push) => push.map((ref) => ref.slice(0, ref.indexOf('-'))));
    expect(streams).toEqual([['emergency'], ['ride', 'general', 'telemetry']]);
  });

  it('calls off what is on its way when an emergency is made', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    await noteAll(client, many(3));
    let emergency: Promise<unknown> | undefined;
    const post = link.post.bind(link);
    link.post = async (request) => {
      if (emergency || !request.path.endsWith('/push')) return post(request);
      emergency = client.mutate(note.emergency, { text: 'help' });
      await post(request);
      // The link is slow: the reply would come after a long time.
      return new Promise((_resolve, reject) =>
        request.signal.addEventListener('abort', () => reject(new Error('off'))),
      );
    };
    await client.drainOnce(TIME_ENOUGH);
    await emergency;
    expect(link.pushes()[1]).toHaveLength(1);
    expect(notedBy(island.server)).toEqual([...many(3), 'help']);
    expect(new Set(island.server.decided).size).toBe(4);
  });

  it.each<readonly [LinkFault, string]>([
    ['portal', 'portal'],
    ['dead', 'silent'],
    ['lose_request', 'unreachable'],
    ['lose_reply', 'unreachable'],
    [{ status: 429, retryAfter: '7' }, 'busy'],
    [{ status: 500 }, 'busy'],
    [{ status: 400, code: 'body_malformed' }, 'garbled'],
    [{ status: 400, code: 'json_malformed' }, 'garbled'],
    [{ status: 403 }, 'forbidden'],
    [{ status: 404 }, 'portal'],
    [{ status: 404, code: 'client_group_not_found' }, 'wrong_person'],
  ])('meets %j, calls it %s, and keeps everything', async (fault, why) => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    await noteAll(client, many(3));
    link.fault = () => fault;
    const report = await client.drainOnce(TIME_ENOUGH);
    expect(report).toMatchObject({ kind: 'hindered', why, waiting: 3 });
    expect(report.retryAfterMs).toBe(typeof fault === 'object' && fault.retryAfter === '7' ? 7_000 : null);
    link.fault = () => null;
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', waiting: 0 });
    expect(notedBy(island.server)).toEqual(many(3));
    expect(new Set(island.server.decided).size).toBe(island.server.decided.length);
  });

  it('goes on with other streams where the server has no room for one, keeps that one, and sends it again', async () => {
    const island = new NotesIsland();
    const { client } = await island.phone();
    for (const text of ['first', 'second']) await client.mutate(note.general, { text });
    await client.mutate(note.ride, { text: 'book' });
    island.server.noRoomFor.add(note.general.name);
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({
      kind: 'hindered',
      why: 'busy',
      waiting: 2,
      // Whoever is told to wait waits with an emergency, too; this is of one stream alone.
      retryAfterMs: null,
    });
    expect(notedBy(island.server)).toEqual(['book']);
    await client.mutate(note.emergency, { text: 'help' });
    await client.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['book', 'help']);
    island.server.noRoomFor.clear();
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', waiting: 0 });
    expect(notedBy(island.server)).toEqual(['book', 'help', 'first', 'second']);
    expect(new Set(island.server.decided).size).toBe(island.server.decided.length);
  });

  it('ends when its time is up, and goes on the next time', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    await noteAll(client, many(600));
    link.fault = () => {
      island.clock.advance(900);
      return null;
    };
    expect(await client.drainOnce({ deadlineMs: 1_000 })).toMatchObject({ why: 'deadline' });
    await client.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(many(600));
  });

  it('is not called done while what it brought up still waits', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    island.server.pullsAlong = false;
    island.server.parks.add('notes.ride');
    for (let time = 0; time < 6; time++) await client.mutate(note.ride, { text: `parked ${time}` });
    await client.drainOnce(TIME_ENOUGH);
    // Each time it has taken what is new, one more of what was parked turns out to be decided.
    let decided = 0;
    const { mutations } = (link.requests.find(({ path }) => path.endsWith('/push'))?.body ?? {}) as Pick<
      PushRequest,
      'mutations'
    >;
    link.fault = ({ path }) => {
      const next = path.endsWith('/pull') ? mutations[decided++] : undefined;
      if (next) {
        island.server.parks.clear();
        island.server.decideParked(`${next.clientID}/${next.id}`, next, RIDER);
      }
      return null;
    };
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'unfinished', why: null, waiting: 1 });
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', waiting: 0 });
  });

  it('Y6 lets no poison block the others: it is set aside, kept, and named', async () => {
    const island = new NotesIsland();
    const { client, link, restart } = await island.phone();
    await noteAll(client, many(5));
    await client.mutate(note.general, { text: 'poison' });
    await client.mutate(note.general, { text: 'after it' });
    island.server.chokesOn.add('notes.general');
    await client.mutate(note.ride, { text: 'note 6' });
    await client.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(many(6));
    const held = client.queue().held;
    expect(held).toMatchObject([{ name: 'notes.general', why: 'refused_by_server' }, { args: { text: 'after it' } }]);
    expect(client.stateOf(held[0]?.ref ?? 0)).toEqual({ stage: 'held' });
    island.server.chokesOn.clear();
    const updated = await restart({ schemaVersion: '2' });
    await updated.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual([...many(6), 'poison', 'after it']);
    expect(updated.stateOf(held[0]?.ref ?? 0)).toMatchObject({ stage: 'confirmed' });
    expect(link.pushes().flat()).not.toContain(undefined);
  });

  it('does not blame a mutation when the server refuses every push', async () => {
    const { client, link } = await new NotesIsland().phone();
    await noteAll(client, many(2));
    link.fault = ({ path }) => (path.endsWith('/push') ? { status: 400, code: 'body_invalid' } : null);
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ why: 'update_needed', waiting: 2 });
    expect(client.queue()).toMatchObject({ held: [], waiting: 2 });
  });

  it('applies nothing of a pull that did not come whole', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    island.server.put({ kind: 'notes', id: 'rider-1', state: { owner: 'rider-1', texts: ['before'] } });
    await client.drainOnce(TIME_ENOUGH);
    for (let index = 0; index < 2_500; index++) {
      const id = `n${index}`;
      island.server.state.commit += 1;
      island.server.state.views
        .get('person:rider-1')
        ?.set(`x/${id}`, { value: id, commit: island.server.state.commit });
    }
    island.server.put({ kind: 'notes', id: 'rider-1', state: { owner: 'rider-1', texts: ['after'] } });
    let pages = 0;
    link.fault = () => (++pages === 3 ? 'lose_request' : null);
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ why: 'unreachable' });
    expect(client.scan('x/')).toEqual([]);
    expect(client.get<NotesState>(NOTES_ROW)?.texts).toEqual(['before']);
    link.fault = () => null;
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', driftedScopes: [] });
    expect(client.scan('x/')).toHaveLength(2_500);
    expect(client.get<NotesState>(NOTES_ROW)?.texts).toEqual(['after']);
  });

  it('finds rows that went wrong on the device by their digest, and takes a snapshot', async () => {
    const island = new NotesIsland();
    const { client, disk, restart } = await island.phone();
    await noteAll(client, many(2));
    await client.drainOnce(TIME_ENOUGH);
    const key = [...disk.keys()].find((one) => one.endsWith(`row/${NOTES_ROW}`)) ?? '';
    disk.set(key, JSON.stringify({ owner: 'rider-1', texts: ['something else'] }));
    const again = await restart();
    expect(again.get<NotesState>(NOTES_ROW)?.texts).toEqual(['something else']);
    expect(await again.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', driftedScopes: [] });
    expect(again.get<NotesState>(NOTES_ROW)?.texts).toEqual(many(2));
  });

  it('asks again what became of parked work once it was decided', async () => {
    const island = new NotesIsland();
    const { client } = await island.phone();
    island.server.parks.add('notes.ride');
    const saved = await client.mutate(note.ride, { text: 'later' });
    await client.drainOnce(TIME_ENOUGH);
    await client.drainOnce(TIME_ENOUGH);
    expect(saved.state()).toMatchObject({ stage: 'received', outcome: { outcome: 'parked' } });
    expect(client.inbox()).toMatchObject([{ kind: 'parked' }]);
    island.server.parks.clear();
    const ref = island.server.decided[0] ?? '';
    const [clientID = '', id] = ref.split('/');
    const wire = { clientID, id: Number(id), name: 'notes.ride', args: { text: 'later' }, timestamp: 0 };
    island.server.decideParked(ref, wire, RIDER);
    await client.drainOnce(TIME_ENOUGH);
    expect(saved.state()).toMatchObject({ stage: 'confirmed', outcome: { outcome: 'applied' } });
    expect(client.inbox()).toEqual([]);
  });

  it('survives a storage that breaks at any write, also one that wrote and did not say so', async () => {
    for (const failure of ['broken', 'full', 'written_but_broken'] as const) {
      for (let failOn = 3; failOn < 9; failOn++) {
        const island = new NotesIsland();
        const storage = new FailingStorage(new MemoryStorage());
        const { client } = await island.phone({ storage });
        Object.assign(storage, { failOn, failure });
        const taken: string[] = [];
        for (const text of many(3)) {
          await client.mutate(note.ride, { text }).then(
            () => taken.push(text),
            () => undefined,
          );
        }
        for (let time = 0; time < 3; time++) await client.drainOnce(TIME_ENOUGH).catch(() => undefined);
        expect(client.queue().waiting).toBe(0);
        expect({ failure, failOn, noted: notedBy(island.server) }).toMatchObject({
          noted: expect.arrayContaining(taken),
        });
        expect(new Set(island.server.decided).size).toBe(island.server.decided.length);
        expect(new Set(notedBy(island.server)).size).toBe(notedBy(island.server).length);
      }
    }
  });
});

describe('Y8 a server restored from backup', () => {
  it.each([true, false])(
    'is offered again what it lost, and ends with everything (epoch raised: %s)',
    async (raiseEpoch) => {
      const island = new NotesIsland();
      const { client, disk } = await island.phone();
      await noteAll(client, many(4));
      await client.drainOnce(TIME_ENOUGH);
      const backup = island.server.backup();
      await noteAll(client, many(8).slice(4));
      await client.drainOnce(TIME_ENOUGH);
      await client.mutate(note.ride, { text: 'note 9' });
      island.server.restore(backup, { raiseEpoch });
      await client.drainOnce(TIME_ENOUGH);
      await client.drainOnce(TIME_ENOUGH);
      expect(notedBy(island.server)).toEqual(many(9));
      expect(client.get<NotesState>(NOTES_ROW)?.texts).toEqual(many(9));
      expect([...disk.keys()].filter((key) => key.includes('/queue/'))).toHaveLength(9);
    },
  );

  it('that lost the whole install gets the work under fresh ids when the old ones cannot be taken', async () => {
    const island = new NotesIsland();
    const { client, disk, restart } = await island.phone();
    const empty = island.server.backup();
    await noteAll(client, many(3));
    await client.drainOnce(TIME_ENOUGH);
    // The first one is no longer kept on the phone.
    const first = [...disk.keys()].filter((key) => key.includes('/queue/')).toSorted()[0] ?? '';
    disk.delete(first);
    const again = await restart();
    island.server.restore(empty);
    await again.mutate(note.ride, { text: 'note 4' });
    await again.drainOnce(TIME_ENOUGH);
    await again.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['note 2', 'note 3', 'note 4']);
  });
});

it('two copies of one device never swallow each other’s work', async () => {
  const island = new NotesIsland();
  const { client, disk, link, restart } = await island.phone();
  link.offline = true;
  await client.mutate(note.ride, { text: 'common' });
  const copy = await restart({ storage: new MemoryStorage(new Map(disk)) });
  link.offline = false;
  await copy.mutate(note.ride, { text: 'of the copy' });
  await client.mutate(note.ride, { text: 'of the first' });
  await client.mutate(note.ride, { text: 'of the first again' });
  for (const one of [copy, client, copy]) await one.drainOnce(TIME_ENOUGH);
  expect(notedBy(island.server).toSorted()).toEqual(['common', 'of the copy', 'of the first', 'of the first again']);
});

it('sends less at once after a push that a bad link broke, and not after tries without any link', async () => {
  const island = new NotesIsland();
  const { client, link } = await island.phone();
  const first = CLIENT_LIMITS.batchMutationsFirst;
  await noteAll(client, many(first));
  link.offline = true;
  for (let time = 0; time < 5; time++) await client.drainOnce(TIME_ENOUGH);
  link.offline = false;
  link.fault = ({ path }) => {
    if (!path.endsWith('/push') || link.pushes().length > 1) return null;
    island.clock.advance(CLIENT_LIMITS.linkTriedMsMin);
    return 'lose_request';
  };
  await client.drainOnce(TIME_ENOUGH);
  await client.drainOnce(TIME_ENOUGH);
  expect(link.pushes().map((push) => push.length)).toEqual([first, first / 2, first / 2]);
});
