/** What an app compares by identity: rows, lists, the queue and the inbox are the same objects until they say something else. */
import { expect, it } from '@jest/globals';
import { many, note, noteAll, NotesIsland, notesKind, type NotesState } from '../../test/notes.ts';
import { TIME_ENOUGH } from '../../test/phones.ts';
import { KeyIndex } from './key-index.ts';
import { isSame, kept, keptList } from './same.ts';

const LISTS = ['a', 'b', 'c'];

async function threeLists() {
  const island = new NotesIsland();
  const phone = await island.phone();
  for (const list of LISTS) await phone.client.mutate(note.ride, { text: 'first', list });
  return { island, ...phone };
}

it('one row changes: the others are the same objects, and lists without it the same lists', async () => {
  const { client } = await threeLists();
  const before = client.scan(notesKind);
  const [onlyA, onlyB] = [client.scan('notes/a'), client.scan('notes/b')];
  await client.mutate(note.ride, { text: 'second', list: 'b' });
  const after = client.scan(notesKind);
  expect(after.map(({ value }) => value.texts.length)).toEqual([1, 2, 1]);
  expect(after.map((row, at) => row === before[at])).toEqual([true, false, true]);
  expect([client.scan('notes/a') === onlyA, client.scan('notes/b') === onlyB]).toEqual([true, false]);
});

it('what was decided here and is confirmed as it stands is no change: nobody who watches the rows is told', async () => {
  const { client } = await threeLists();
  const before = client.scan(notesKind);
  let told = 0;
  client.watch(notesKind, () => (told += 1));
  // Their own rows are in no view of this person: only the one under their name comes back.
  await client.mutate(note.ride, { text: 'mine' });
  const mine = client.scan(notesKind).find(({ key }) => key === 'notes/rider-1');
  told = 0;
  await client.drainOnce(TIME_ENOUGH);
  expect(client.queue().waiting).toBe(0);
  expect(client.scan(notesKind).find(({ key }) => key === 'notes/rider-1')).toBe(mine);
  expect(before.length).toBe(3);
  expect(told).toBe(1); // the three lists of others went
});

it('rows that come, go and come again stand in order', async () => {
  const { client } = await threeLists();
  expect(client.scan('notes/').map(({ key }) => key)).toEqual(['notes/a', 'notes/b', 'notes/c']);
  await client.mutate(note.ride, { text: 'x', list: 'aa' });
  await client.mutate(note.ride, { text: 'x', list: '0' });
  expect(client.scan('notes/').map(({ key }) => key)).toEqual(['notes/0', 'notes/a', 'notes/aa', 'notes/b', 'notes/c']);
  await client.drainOnce(TIME_ENOUGH);
  expect(client.scan<NotesState>('notes/').map(({ key }) => key)).toEqual([]);
});

it('the inbox and the queue stay the same objects while nothing in them changes', async () => {
  const { client } = await threeLists();
  await client.mutate(note.ride, { text: 'refuse me' });
  await client.drainOnce(TIME_ENOUGH);
  const [inbox, queue] = [client.inbox(), client.queue()];
  expect(inbox).toHaveLength(1);
  await client.drainOnce(TIME_ENOUGH);
  expect([client.inbox() === inbox, client.queue() === queue]).toEqual([true, true]);
  await noteAll(client, ['one more']);
  expect([client.inbox() === inbox, client.queue() === queue]).toEqual([true, false]);
  await client.mutate(note.ride, { text: 'refuse me' });
  await client.drainOnce(TIME_ENOUGH);
  const [first] = inbox;
  expect(client.inbox()).toHaveLength(2);
  expect(client.inbox()[0]).toBe(first);
});

it('the first look is over when it found rows, when it found nothing, and when rows were there', async () => {
  const island = new NotesIsland();
  const { client, link, restart } = await island.phone();
  link.offline = true;
  const looking = client.firstLook();
  expect(looking).toBeInstanceOf(Promise);
  expect(client.firstLook()).toBe(looking);
  await client.drainOnce({ deadlineMs: 1_000 });
  await looking;
  expect(client.firstLook()).toBeNull();
  link.offline = false;
  await client.drainOnce(TIME_ENOUGH);
  expect((await restart()).firstLook()).toBeNull();
});

it('an index follows what comes and goes as if it were sorted anew each time; by seed', () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  process.stdout.write(`key index: seed ${seed}\n`);
  let state = seed;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const there = new Set(many(40));
  const index = new KeyIndex(() => there);
  for (let step = 0; step < 400; step++) {
    const moved = new Set(Array.from({ length: next(step % 50 === 0 ? 200 : 3) }, () => `note ${next(120)}`));
    for (const key of moved) if (!there.delete(key)) there.add(key);
    index.changed(moved, (key) => there.has(key));
    const prefix = `note ${next(12)}`;
    const expected = [...there].filter((key) => key.startsWith(prefix)).sort();
    expect({ seed, step, keys: index.startingWith(prefix) }).toEqual({ seed, step, keys: expected });
  }
});

it('says of two values whether they say the same', () => {
  const value = { a: [1, { b: null }], c: 'x' };
  expect(isSame(value, { c: 'x', a: [1, { b: null }] })).toBe(true);
  for (const other of [
    { a: [1, { b: 0 }], c: 'x' },
    { a: [1], c: 'x' },
    { a: [1, { b: null }] },
    null,
    [],
    { ...value, d: undefined },
  ])
    expect(isSame(value, other)).toBe(false);
  expect(isSame([], {})).toBe(false);
  expect(kept(value, structuredClone(value))).toBe(value);
  expect(kept(undefined, value)).toBe(value);
  const list = [{ id: '1' }, { id: '2' }];
  expect(keptList(list, structuredClone(list), ({ id }) => id)).toBe(list);
  expect(keptList(list, [{ id: '2' }], ({ id }) => id)[0]).toBe(list[1]);
});
