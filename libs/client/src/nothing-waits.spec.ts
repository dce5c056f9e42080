/** Everything that may never answer, does not: each wait ends, has a name, and lets an emergency pass. */
import { describe, expect, it } from '@jest/globals';
import { note, noteAll, NotesIsland, notedBy } from '../test/notes.ts';
import { RIDER, signedIn, browserOfTabs, TIME_ENOUGH, type Phone } from '../test/phones.ts';
import { CLIENT_LIMITS } from './limits.ts';
import { MemoryStorage } from './storage/memory.ts';
import type { Tabs } from './sync/tabs.ts';
import type { TokenSource } from './wire/token.ts';

const never = <T>() => new Promise<T>(() => undefined);

async function seconds(island: NotesIsland, count: number): Promise<void> {
  for (let second = 0; second < count; second++) await island.pass(1_000);
}

describe('a token that never comes', () => {
  it('is waited for 15 s, has a name, and is asked for again; nothing is lost', async () => {
    const island = new NotesIsland();
    let asked = 0;
    const token: TokenSource = (ask) => (asked++ === 0 ? never() : signedIn(RIDER)(ask));
    const { client, link } = await island.phone({ token });
    client.start();
    await client.mutate(note.ride, { text: 'one' });
    await island.pass(0);
    await seconds(island, CLIENT_LIMITS.tokenTimeoutMs / 1_000);
    expect(client.status().hindrance).toBe('token_late');
    expect(link.requests).toEqual([]);
    await seconds(island, 60);
    expect(notedBy(island.server)).toEqual(['one']);
    expect(client.status().hindrance).toBeNull();
    await client.close();
  });

  it('holds no emergency: it goes with the last token there was, within seconds', async () => {
    const island = new NotesIsland();
    let asked = 0;
    const token: TokenSource = (ask) => (asked++ > 0 ? never() : signedIn(RIDER)(ask));
    const { client } = await island.phone({ token });
    client.start();
    await island.pass(0);
    await noteAll(client, ['one']);
    await island.pass(0);
    await client.mutate(note.emergency, { text: 'help' });
    await island.pass(0);
    await seconds(island, CLIENT_LIMITS.urgentTokenTimeoutMs / 1_000);
    expect(notedBy(island.server)).toEqual(['help']);
    await client.close();
  });

  it('and a person who was signed out since, or a token of somebody else, do not either', async () => {
    for (const later of [null, { token: 'other', subject: 'other' }]) {
      const island = new NotesIsland();
      let asked = 0;
      const { client } = await island.phone({
        token: async (ask) => (asked++ === 0 ? signedIn(RIDER)(ask) : later),
      });
      client.start();
      await island.pass(0);
      await client.mutate(note.emergency, { text: 'help' });
      await island.pass(0);
      expect(notedBy(island.server)).toEqual(['help']);
      await client.close();
    }
  });

  it('that throws before it promises anything is one that could not be had', async () => {
    const island = new NotesIsland();
    const token: TokenSource = () => {
      throw new Error('not ready');
    };
    const { client } = await island.phone({ token });
    await noteAll(client, ['one']);
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ why: 'unreachable', waiting: 1 });
  });
});

describe('a transport', () => {
  it('that throws before it promises anything is a link that broke', async () => {
    const { client } = await new NotesIsland().phone({
      transport: {
        post: () => {
          throw new Error('no');
        },
      },
    });
    await noteAll(client, ['one']);
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ why: 'unreachable', waiting: 1 });
  });

  it('that hangs in a pull holds no emergency', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    const post = link.post.bind(link);
    link.post = (request) => (request.path.endsWith('/pull') ? never() : post(request));
    client.start();
    await island.pass(0);
    await client.mutate(note.emergency, { text: 'help' });
    await island.pass(0);
    expect(notedBy(island.server)).toEqual(['help']);
    await client.close();
  });
});

describe('another tab', () => {
  it('that holds the lock for ever holds no emergency', async () => {
    const island = new NotesIsland();
    const newTab = browserOfTabs();
    void newTab().exclusively(() => never());
    const { client, link } = await island.phone({ tabs: newTab() });
    client.start();
    await island.pass(0);
    await noteAll(client, ['one']);
    await client.mutate(note.emergency, { text: 'help' });
    await island.pass(0);
    expect(notedBy(island.server)).toEqual(['help']);
    expect(link.pushes()).toHaveLength(1);
    // One that was lost goes at the next look.
    link.offline = true;
    await client.mutate(note.emergency, { text: 'again' });
    await island.pass(0);
    link.offline = false;
    await seconds(island, 61);
    expect(notedBy(island.server)).toEqual(['help', 'again']);
    await client.close();
  });

  it('whose channel is closed does not make undone what is durable', async () => {
    const broken: Tabs = {
      ...browserOfTabs()(),
      post: () => {
        throw new Error('the channel is closed');
      },
    };
    const errors: unknown[] = [];
    const { client } = await new NotesIsland().phone({ tabs: broken, onError: (error) => errors.push(error) });
    expect(await client.mutate(note.ride, { text: 'one' })).toMatchObject({ durable: true });
    expect(errors).toHaveLength(1);
  });
});

it('a storage that hangs has a name, and an emergency is sent without it', async () => {
  const island = new NotesIsland();
  const storage = new MemoryStorage();
  const { client } = await island.phone({ storage });
  storage.commit = () => never();
  const kept = client.mutate(note.ride, { text: 'one' });
  const sent = client.mutate(note.emergency, { text: 'help' });
  await seconds(island, 2 * (CLIENT_LIMITS.storageTimeoutMs / 1_000));
  expect(client.status().storage).toBe('storage_late');
  expect(await sent).toMatchObject({ durable: false });
  expect(notedBy(island.server)).toEqual(['help']);
  expect(await Promise.race([kept, Promise.resolve('still waits')])).toBe('still waits');
});

describe('code of the app that throws', () => {
  const bug = (): never => {
    throw new Error('bug');
  };
  const phoneWith = async (): Promise<Phone & { readonly island: NotesIsland; readonly errors: unknown[] }> => {
    const errors: unknown[] = [];
    const island = new NotesIsland();
    const onError = (error: unknown): void => {
      errors.push(error);
      bug();
    };
    return { ...(await island.phone({ onError, mayActOffline: bug })), island, errors };
  };

  it('in a listener is told, and harms neither what was done nor the other listeners', async () => {
    const { client, errors, island } = await phoneWith();
    let heard = 0;
    client.watch('', bug);
    client.watchAll(bug);
    client.watch('', () => (heard += 1));
    expect(await client.mutate(note.ride, { text: 'one' })).toMatchObject({ durable: true });
    expect([heard, errors.length]).toEqual([1, 2]);
    expect(await client.drainOnce(TIME_ENOUGH)).toMatchObject({ kind: 'drained' });
    expect(notedBy(island.server)).toEqual(['one']);
  });

  it('when it is asked about a credential does not stop what is done without contact', async () => {
    const { client, link, errors } = await phoneWith();
    link.offline = true;
    await client.drainOnce(TIME_ENOUGH);
    expect(await client.mutate(note.ride, { text: 'one' })).toMatchObject({ durable: true, mayBeHeldFor: null });
    expect(errors).toHaveLength(1);
  });
});
