import { expect, it } from '@jest/globals';
import { DocumentStore } from './document-store.ts';

const intent = (id: string, name = 'rides.book') => ({ id, name });

it('takes what RxDB sends once: what comes again goes back as a conflict and takes no effect', () => {
  const store = new DocumentStore();
  const rows = [{ newDocumentState: intent('a') }, { newDocumentState: intent('b') }];
  expect(store.writeAssuming(rows)).toEqual([]);
  expect(store.writeAssuming(rows)).toEqual([intent('a'), intent('b')]);
  expect([...store.effects]).toEqual([
    ['a', 1],
    ['b', 1],
  ]);
});

it('takes a record that WatermelonDB creates again for an update that changes nothing', () => {
  const store = new DocumentStore();
  const changes = { intents: { created: [intent('a')], updated: [], deleted: [] } };
  store.writeChanges(changes);
  store.writeChanges(changes);
  expect([...store.effects]).toEqual([['a', 1]]);
});

it('takes what TanStack sends under one key once, and counts a double where there is no key', () => {
  const store = new DocumentStore();
  for (const key of ['k', 'k']) store.writeOnce(key, intent('a'));
  for (const key of ['', '']) store.writeOnce(key, intent('b'));
  expect([...store.effects]).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});

it('gives what is newer than a version, oldest first', () => {
  const store = new DocumentStore();
  for (const id of ['a', 'b', 'c']) store.writeOnce(id, intent(id));
  expect(store.since(1, 10)).toEqual([intent('b'), intent('c')]);
  expect(store.since(0, 1)).toEqual([intent('a')]);
});
