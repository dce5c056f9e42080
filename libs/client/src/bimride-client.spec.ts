import { describe, expect, it } from '@jest/globals';
import { book, cancel, driverKind, goOnline, rideKind, riderKind, type Ride } from '#rides/client';
import type { Priority } from '#sync/client';
import { note, NOTES_ROW, NotesIsland, notedBy, type NotesState } from '../test/notes.ts';
import { booking, DRIVER, Island, OISTINS, RIDER, TIME_ENOUGH, signedIn } from '../test/phones.ts';
import { ArgsInvalid } from './mutate.ts';
import { NotSaved } from './not-saved.ts';
import type { Upcaster } from './queue/upcast.ts';
import { NotSure } from './saved-mutation.ts';
import { MemoryStorage } from './storage/memory.ts';
import { FailingStorage } from './testing/failing-storage.ts';

describe('a mutation', () => {
  it('R5 R6 is saved, received and confirmed, and never called more than it is', async () => {
    const island = new Island();
    const { client, link } = await island.phone();
    link.offline = true;
    const args = booking();
    const saved = await client.mutate(book, args);
    expect(saved).toMatchObject({ durable: true, expected: { outcome: 'applied' } });
    expect(saved.state()).toEqual({ stage: 'saved' });
    expect(client.get<Ride>(`ride/${args.rideId}`)?.status).toBe('requested');
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'hindered', why: 'unreachable', waiting: 1 });
    expect(saved.state()).toEqual({ stage: 'saved' });

    link.offline = false;
    island.server.pullsAlong = false;
    link.fault = ({ path }) => (path.endsWith('/pull') ? 'lose_request' : null);
    await client.drainOnce(TIME_ENOUGH);
    expect(saved.state()).toMatchObject({ stage: 'received', outcome: { outcome: 'applied' } });
    link.fault = () => null;
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', waiting: 0 });
    expect(saved.state()).toMatchObject({ stage: 'confirmed', outcome: { outcome: 'applied' } });
    expect(await saved.confirmed()).toMatchObject({ outcome: 'applied' });
  });

  it('is refused at once when its arguments are not of its form, and nothing is kept', async () => {
    const { client, disk } = await new Island().phone();
    const before = new Map(disk);
    const wrong = client.mutate(book, { ...booking(), pickup: { lat: 0, lon: 0 } });
    await expect(wrong).rejects.toThrow(ArgsInvalid);
    expect(disk).toEqual(before);
  });

  it('outlives the app: what was durable is there after a restart, and under the same reference', async () => {
    const island = new Island();
    const { client, link, restart } = await island.phone();
    link.offline = true;
    const args = booking();
    const { ref } = await client.mutate(book, args);
    const again = await restart();
    expect(again.get<Ride>(`ride/${args.rideId}`)?.status).toBe('requested');
    link.offline = false;
    await again.drainOnce(TIME_ENOUGH);
    expect(again.stateOf(ref ?? 0)).toMatchObject({ stage: 'confirmed' });
    expect(island.server.decided).toHaveLength(1);
  });

  it('takes the value that its arguments had, whatever the app does to them later', async () => {
    const island = new NotesIsland();
    const { client } = await island.phone();
    const args = { text: 'first' };
    await client.mutate(note.ride, args);
    args.text = 'changed';
    await client.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['first']);
  });
});

describe('two people on one phone', () => {
  it('have a queue and views each: nobody sends or sees what the other did', async () => {
    const island = new NotesIsland();
    const rider = await island.phone();
    rider.link.offline = true;
    await rider.client.mutate(note.ride, { text: 'of the rider' });
    const driver = await rider.restart({ person: DRIVER, token: signedIn(DRIVER) });
    rider.link.offline = false;
    await driver.drainOnce(TIME_ENOUGH);
    expect(driver.queue().waiting).toBe(0);
    expect(driver.scan('')).toEqual([]);
    expect(island.server.decided).toEqual([]);
    const back = await rider.restart();
    await back.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['of the rider']);
  });

  it('are not mixed up by an app that hands over the wrong token', async () => {
    const payload = Buffer.from(JSON.stringify({ sub: 'somebody' })).toString('base64url');
    const { client, link } = await new NotesIsland().phone({ token: async () => `e30.${payload}.sig` });
    await client.mutate(note.ride, { text: 'mine' });
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ why: 'wrong_person', waiting: 1 });
    expect(link.requests).toEqual([]);
  });
});

describe('a device without room', () => {
  it('sends directly, and says so', async () => {
    const island = new NotesIsland();
    const storage = new FailingStorage(new MemoryStorage());
    const { client } = await island.phone({ storage });
    storage.failOn = storage.writes + 1;
    const sent = await client.mutate(note.ride, { text: 'straight' });
    expect(sent).toMatchObject({ durable: false, ref: null });
    expect(sent.state()).toMatchObject({ stage: 'received', outcome: { outcome: 'applied' } });
    expect(client.status().storage).toBe('storage_full');
    await client.mutate(note.ride, { text: 'kept' });
    expect(client.status().storage).toBe('durable');
    await client.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['straight', 'kept']);
  });

  it('says that nothing was done when there is no contact either, and an emergency overtakes what waits', async () => {
    const island = new NotesIsland();
    const storage = new FailingStorage(new MemoryStorage());
    const { client, link } = await island.phone({ storage });
    link.offline = true;
    await client.mutate(note.ride, { text: 'waits' });
    Object.assign(storage, { failOn: storage.writes + 1, keepsFailing: true });
    await expect(client.mutate(note.ride, { text: 'lost' })).rejects.toThrow(NotSaved);
    link.offline = false;
    link.fault = () => ({ status: 503, retryAfter: '1' });
    await expect(client.mutate(note.emergency, { text: 'lost too' })).rejects.toThrow(NotSaved);
    link.fault = () => null;
    expect(await client.mutate(note.emergency, { text: 'help' })).toMatchObject({ durable: false });
    expect(notedBy(island.server)).toEqual(['help']);
  });
});

describe('a device without room whose answer is lost', () => {
  async function unanswered() {
    const island = new NotesIsland();
    const storage = new FailingStorage(new MemoryStorage());
    const phone = await island.phone({ storage });
    Object.assign(storage, { failOn: storage.writes + 1, keepsFailing: true });
    phone.link.fault = ({ path }) => (path.endsWith('/push') ? 'lose_reply' : null);
    const tap = (text: string, which: Priority = 'emergency') => phone.client.mutate(note[which], { text });
    const failed = await tap('help').then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(failed instanceof NotSure)) throw new Error(`not unsure: ${String(failed)}`);
    const makeRoom = () => void Object.assign(storage, { failOn: null });
    return { ...phone, island, tap, mutation: failed.mutation, makeRoom };
  }

  it('is not told that nothing was done: it may have been, and is asked for again under the same id', async () => {
    const { client, island, link, mutation } = await unanswered();
    expect(notedBy(island.server)).toEqual(['help']);
    expect(mutation.state()).toEqual({ stage: 'unsure' });
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'hindered', why: 'storage_full', waiting: 1 });
    link.fault = () => null;
    await client.drainOnce(TIME_ENOUGH);
    expect(mutation.state()).toMatchObject({ stage: 'received', outcome: { outcome: 'applied' } });
    expect(await mutation.outcome()).toMatchObject({ outcome: 'applied' });
    expect(new Set(link.pushes().flat()).size).toBe(1);
    expect(island.server.decided).toHaveLength(1);
  });

  it.each([true, false])('is asked for by a second tap too, and done once (with room again: %s)', async (hasRoom) => {
    const { island, link, tap, mutation, makeRoom } = await unanswered();
    await expect(tap('help')).rejects.toThrow(NotSure);
    if (hasRoom) makeRoom();
    link.fault = () => null;
    expect(await tap('help')).toBe(mutation);
    expect(notedBy(island.server)).toEqual(['help']);
  });

  it('is answered for a second tap that came after the answer, once', async () => {
    const { client, island, link, tap, mutation } = await unanswered();
    link.fault = () => null;
    await client.drainOnce(TIME_ENOUGH);
    expect(await tap('help')).toBe(mutation);
    expect(notedBy(island.server)).toEqual(['help']);
    await tap('help');
    expect(notedBy(island.server)).toEqual(['help', 'help']);
  });

  it('is cleared up before something else about the same is sent', async () => {
    const { island, link, tap } = await unanswered();
    await expect(tap('fire')).rejects.toThrow(NotSure);
    expect(notedBy(island.server)).toEqual(['help']);
    link.fault = () => null;
    expect((await tap('fire')).state()).toMatchObject({ outcome: { outcome: 'applied' } });
    expect(notedBy(island.server)).toEqual(['help', 'fire']);
  });

  it('delays nothing else that can be kept', async () => {
    const { client, tap, makeRoom } = await unanswered();
    makeRoom();
    expect(await tap('fire')).toMatchObject({ durable: true });
    expect(client.queue().waiting).toBe(1);
  });

  it('holds back what is less urgent, and that was surely not done', async () => {
    const { island, link, tap } = await unanswered();
    await expect(tap('book', 'ride')).rejects.toThrow(NotSaved);
    link.fault = () => null;
    await tap('book', 'ride');
    expect(notedBy(island.server)).toEqual(['help', 'book']);
  });
});

describe('a device that fills up while work waits on it', () => {
  /** Two that wait and an emergency, kept while there was room. */
  async function filledUp() {
    const island = new NotesIsland();
    const storage = new FailingStorage(new MemoryStorage());
    const phone = await island.phone({ storage });
    phone.link.offline = true;
    await phone.client.mutate(note.ride, { text: 'one' });
    await phone.client.mutate(note.emergency, { text: 'help' });
    await phone.client.mutate(note.ride, { text: 'two' });
    Object.assign(storage, { failOn: storage.writes + 1, keepsFailing: true });
    phone.link.offline = false;
    const restart = (changed = {}) => phone.restart({ storage, ...changed });
    const makeRoom = () => void Object.assign(storage, { failOn: null });
    return { ...phone, island, restart, makeRoom };
  }

  it('brings all of it to the server, the emergency first, and then what is done now', async () => {
    const { client, island, link, makeRoom } = await filledUp();
    expect(await client.mutate(note.ride, { text: 'three' })).toMatchObject({ durable: false });
    expect(notedBy(island.server)).toEqual(['help', 'one', 'two', 'three']);
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ why: 'storage_full', waiting: 0 });
    expect(link.pushes().map((push) => push.length)).toEqual([1, 2, 1]);
    makeRoom();
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', waiting: 0 });
    expect(client.stateOf(1)).toMatchObject({ stage: 'confirmed', outcome: { outcome: 'applied' } });
    expect(link.pushes()).toHaveLength(3);
  });

  it('asks again after a crash, and nothing is done twice', async () => {
    const { client, island, restart } = await filledUp();
    await client.drainOnce(TIME_ENOUGH);
    const again = await restart();
    expect(await again.drainOnce(TIME_ENOUGH)).toMatchObject({ why: 'storage_full', waiting: 0 });
    expect(notedBy(island.server)).toEqual(['help', 'one', 'two']);
  });

  it.each<readonly [string, Upcaster]>([
    ['changes the form', ({ args }) => ({ args: { ...(args as object), list: RIDER.subject } })],
    ['has no way for it', () => null],
  ])('does nothing twice either when an update of the app %s of what may have left', async (_what, upcaster) => {
    const { client, island, restart, makeRoom } = await filledUp();
    await client.drainOnce(TIME_ENOUGH);
    makeRoom();
    const upcasters = { 'notes.ride': upcaster, 'notes.emergency': upcaster };
    const updated = await restart({ schemaVersion: '2', upcasters });
    await updated.mutate(note.ride, { text: 'three' });
    await updated.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['help', 'one', 'two', 'three']);
    const later = await restart({ schemaVersion: '3' });
    await later.drainOnce(TIME_ENOUGH);
    expect(notedBy(island.server)).toEqual(['help', 'one', 'two', 'three']);
    expect(later.queue()).toMatchObject({ waiting: 0, held: [] });
  });
});

describe('views', () => {
  it('are based anew on each pull: what another phone did comes under what waits here', async () => {
    const island = new NotesIsland();
    const here = await island.phone();
    const there = await island.phone();
    await there.client.mutate(note.ride, { text: 'there' });
    await there.client.drainOnce(TIME_ENOUGH);
    await here.client.mutate(note.ride, { text: 'here' });
    expect(here.client.get<NotesState>(NOTES_ROW)?.texts).toEqual(['here']);
    here.link.fault = ({ path }) => (path.endsWith('/push') ? { status: 503 } : null);
    await here.client.drainOnce(TIME_ENOUGH);
    expect(here.client.get<NotesState>(NOTES_ROW)?.texts).toEqual(['there', 'here']);
  });

  it('tell who watches, only of what changed, with the same array as long as nothing did', async () => {
    const { client } = await new NotesIsland().phone();
    const heard: string[] = [];
    client.watch('notes/', () => heard.push('notes'));
    const stop = client.watch('ride/', () => heard.push('ride'));
    const before = client.scan('notes/');
    expect(client.scan('notes/')).toBe(before);
    await client.mutate(note.ride, { text: 'x' });
    expect(heard).toEqual(['notes']);
    expect(client.scan('notes/')).not.toBe(before);
    expect(client.scan('notes/')).toMatchObject([{ key: NOTES_ROW, value: { texts: ['x'] } }]);
    stop();
  });

  it('are told of by their kind as by their keys, and of no kind whose name begins alike', async () => {
    const { client } = await new Island().phone();
    const told: string[] = [];
    for (const kind of [rideKind, riderKind, driverKind]) client.watch(kind, () => told.push(kind.kind));
    const args = booking();
    const { rideId } = args;
    await client.mutate(book, args);
    expect(client.get(rideKind, rideId)).toBe(client.get(`ride/${rideId}`));
    expect(client.get(rideKind, rideId)?.status).toBe('requested');
    expect(client.scan(rideKind)).toBe(client.scan('ride/'));
    expect(client.scan(rideKind).map(({ value }) => value.rideId)).toEqual([rideId]);
    expect(client.scan(riderKind).map(({ value }) => value.openRideId)).toEqual([rideId]);
    expect(client.get(driverKind, DRIVER.subject)).toBe(undefined);
    expect([...new Set(told)].toSorted()).toEqual(['ride', 'rider']);
  });

  it('drop what the server refused as soon as it is known', async () => {
    const island = new Island();
    const { client } = await island.phone();
    const [first, second] = [booking(), booking()];
    await client.mutate(book, first);
    await client.drainOnce(TIME_ENOUGH);
    const refused = await client.mutate(book, second);
    expect(refused.expected).toMatchObject({ outcome: 'rejected', code: 'ride_open' });
    expect(client.preview(cancel, { rideId: first.rideId, reason: 'changed_mind' })).toMatchObject({
      outcome: 'applied',
    });
    await client.drainOnce(TIME_ENOUGH);
    expect(client.scan('ride/').map(({ key }) => key)).toEqual([`ride/${first.rideId}`]);
  });
});

it('an alien token is never sent, a person without one keeps everything and is asked once', async () => {
  const asked: (string | null)[] = [];
  const island = new NotesIsland();
  const { client, link } = await island.phone({
    token: async ({ rejected }) => {
      asked.push(rejected);
      return rejected === null ? { token: 'stale', subject: RIDER.subject } : null;
    },
  });
  await client.mutate(note.ride, { text: 'kept' });
  expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ why: 'signed_out', waiting: 1 });
  expect(asked).toEqual([null, 'stale']);
  expect(link.requests).toHaveLength(1);
  link.people.set('stale', RIDER);
  expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained', waiting: 0 });
});

describe('the decision on the phone', () => {
  it('knows which device it is made on, as the server’s does', async () => {
    const island = new Island();
    const asDriver = { person: DRIVER, token: signedIn(DRIVER) };
    const [first, second] = [await island.phone(asDriver), await island.phone(asDriver)];
    await first.client.mutate(goOnline, { position: OISTINS });
    for (const { client } of [first, second]) await client.drainOnce(TIME_ENOUGH);
    const sinceBefore = { position: OISTINS, shiftEpoch: 0 };
    expect(first.client.preview(goOnline, sinceBefore)).toMatchObject({ outcome: 'applied' });
    const there = await second.client.mutate(goOnline, sinceBefore);
    expect(there.expected).toMatchObject({ outcome: 'rejected', code: 'other_device' });
    await second.client.drainOnce(TIME_ENOUGH);
    expect(await there.confirmed()).toMatchObject({ code: 'other_device' });
  });

  it('knows until when it is wanted and that there is no contact, as the server’s does', async () => {
    const island = new Island();
    const { client, link } = await island.phone();
    link.offline = true;
    await client.drainOnce(TIME_ENOUGH);
    const { rideId, ...args } = booking();
    const validUntilMs = island.clock.nowMs() + 600_000;
    await client.mutate(book, { rideId, ...args }, { validUntilMs });
    const wantedUntilMs = () => client.get<Ride>(`ride/${rideId}`)?.wantedUntilMs;
    expect(wantedUntilMs()).toBe(validUntilMs);
    link.offline = false;
    await client.drainOnce(TIME_ENOUGH);
    expect(client.queue().waiting).toBe(0);
    expect(wantedUntilMs()).toBe(validUntilMs);
  });
});
