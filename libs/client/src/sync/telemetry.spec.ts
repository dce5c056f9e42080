/** Positions and the like wait for more of their kind, and for nothing else. */
import { expect, it } from '@jest/globals';
import { many, note, NotesIsland, notedBy } from '../../test/notes.ts';
import { TIME_ENOUGH } from '../../test/phones.ts';
import type { ClientOptions } from '../client-options.ts';
import { CLIENT_LIMITS } from '../limits.ts';

async function driving(options: Partial<ClientOptions> = {}) {
  const island = new NotesIsland();
  const phone = await island.phone(options);
  phone.client.start();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 30; turn++) await island.pass(0);
  };
  await settle();
  phone.link.requests.length = 0;
  const position = (text: string) => phone.client.mutate(note.telemetry, { text });
  return { ...phone, island, settle, position };
}

it('six positions in half a minute are durable at once, and one push', async () => {
  const { client, island, settle, position, link } = await driving();
  for (const text of many(6)) {
    expect((await position(text)).durable).toBe(true);
    await settle();
    expect(link.requests).toEqual([]);
    island.clock.advance(CLIENT_LIMITS.telemetryEveryMs / 6);
  }
  await settle();
  expect(link.pushes()).toHaveLength(1);
  expect(notedBy(island.server)).toEqual(many(6));
  expect(client.queue().waiting).toBe(0);
  await client.close();
});

it('whatever else goes out takes them along', async () => {
  const { client, island, settle, position, link } = await driving();
  await position('where');
  await client.mutate(note.ride, { text: 'what' });
  await settle();
  expect(new Set(notedBy(island.server))).toEqual(new Set(['where', 'what']));
  expect(link.requests.length).toBeLessThanOrEqual(2);
  await client.close();
});

it('an app that goes to the background drains them, and one may set another time', async () => {
  const { client, island, settle, position } = await driving({ telemetryEveryMs: 5_000 });
  await position('first');
  await client.drainOnce(TIME_ENOUGH);
  expect(notedBy(island.server)).toEqual(['first']);
  await position('second');
  island.clock.advance(5_000);
  await settle();
  expect(notedBy(island.server)).toEqual(['first', 'second']);
  await client.close();
});

it('without contact they keep the backoff', async () => {
  const { client, island, settle, position, link } = await driving();
  link.offline = true;
  for (const text of many(20)) {
    await position(text);
    island.clock.advance(10_000);
    await settle();
  }
  link.offline = false;
  client.trigger('online');
  await settle();
  expect(notedBy(island.server)).toEqual(many(20));
  expect(link.pushes()).toHaveLength(1);
  await client.close();
});
