import { describe, expect, it } from '@jest/globals';
import { many, note, noteAll, NOTES_ROW, NotesIsland, type NotesState } from '../../test/notes.ts';
import { RIDER, TIME_ENOUGH } from '../../test/phones.ts';
import { CLIENT_LIMITS } from '../limits.ts';

describe('the last push of a drain', () => {
  it('brings what is new: one exchange, and everything is confirmed', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    const saved = await client.mutate(note.ride, { text: 'one' });
    await client.drainOnce(TIME_ENOUGH);
    expect(link.requests.map(({ path }) => path)).toEqual(['/v1/sync/push']);
    expect(saved.state()).toMatchObject({ stage: 'confirmed' });
    expect(client.get<NotesState>(NOTES_ROW)?.texts).toEqual(['one']);
  });

  it('is the only one of them that asks for it', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    const texts = many(CLIENT_LIMITS.batchMutationsMax + 1);
    await noteAll(client, texts);
    await client.drainOnce(TIME_ENOUGH);
    expect(link.requests.map(({ path, body }) => [path, 'pull' in body])).toEqual([
      ['/v1/sync/push', false],
      ['/v1/sync/push', true],
    ]);
    expect(client.get<NotesState>(NOTES_ROW)?.texts).toEqual(texts);
  });

  it('does not ask for it with an emergency, whose word must not wait: what is new is pulled after it', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    await client.mutate(note.ride, { text: 'later' });
    const saved = await client.mutate(note.emergency, { text: 'help' });
    await client.drainOnce(TIME_ENOUGH);
    expect(link.requests.map(({ path, body }) => [path, 'pull' in body])).toEqual([
      ['/v1/sync/push', false],
      ['/v1/sync/push', true],
    ]);
    const again = await client.mutate(note.emergency, { text: 'help again' });
    await client.drainOnce(TIME_ENOUGH);
    expect(link.requests.slice(2).map(({ path }) => path)).toEqual(['/v1/sync/push', '/v1/sync/pull']);
    for (const one of [saved, again]) expect(one.state()).toMatchObject({ stage: 'confirmed' });
  });

  it('is followed by pulls where there is more than the answer holds', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    const rows = CLIENT_LIMITS.pullPageRowsWithPush + 5;
    for (let row = 0; row < rows; row++) {
      const id = `another-phone/${row}`;
      island.server.put({ kind: 'outcome', id, state: { ...RIDER, outcome: { outcome: 'rejected' } } });
    }
    await client.mutate(note.ride, { text: 'one' });
    await client.drainOnce(TIME_ENOUGH);
    expect(link.requests.map(({ path }) => path)).toEqual(['/v1/sync/push', '/v1/sync/pull']);
    expect(client.scan('outcome/')).toHaveLength(rows);
    expect(client.get<NotesState>(NOTES_ROW)?.texts).toEqual(['one']);
  });

  it('is followed by a pull where the server could not tell, or the answer has another form', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    island.server.pullsAlong = false;
    const saved = await client.mutate(note.ride, { text: 'one' });
    await client.drainOnce(TIME_ENOUGH);
    expect(link.requests.map(({ path }) => path)).toEqual(['/v1/sync/push', '/v1/sync/pull']);
    expect(saved.state()).toMatchObject({ stage: 'confirmed' });
  });

  it('brings a snapshot to a phone whose server was restored, and what was lost is offered again', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    await noteAll(client, many(2));
    await client.drainOnce(TIME_ENOUGH);
    const backup = island.server.backup();
    await client.mutate(note.ride, { text: 'note 3' });
    await client.drainOnce(TIME_ENOUGH);
    island.server.restore(backup);
    await client.mutate(note.general, { text: 'note 4' });
    const before = link.requests.length;
    await client.drainOnce(TIME_ENOUGH);
    expect(link.requests.slice(before).map(({ path }) => path)).toEqual(['/v1/sync/push', '/v1/sync/push']);
    expect(client.get<NotesState>(NOTES_ROW)?.texts.toSorted()).toEqual(many(4));
  });
});

describe('a poke', () => {
  it('asks for nothing that the phone has already, and at most once for what a look did not bring', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    client.start();
    await client.mutate(note.ride, { text: 'one' });
    await settled();
    const before = link.requests.length;
    client.poke(newsOf(island));
    await settled();
    expect(link.requests).toHaveLength(before);
    client.poke(newsOf(island) + 1);
    await settled();
    expect(link.requests.slice(before).map(({ path }) => path)).toEqual(['/v1/sync/pull']);
    await client.close();
  });

  it('for whoever sees other scopes asks for them, though nothing is newer', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    client.start();
    await client.mutate(note.ride, { text: 'one' });
    await settled();
    const before = link.requests.length;
    client.poke(newsOf(island), 'others');
    await settled();
    expect(link.requests.slice(before).map(({ path }) => path)).toEqual(['/v1/sync/pull']);
    const asked = link.requests.at(-1)?.body as { cookie?: { scopes: string } } | undefined;
    client.poke(newsOf(island), asked?.cookie?.scopes);
    await settled();
    expect(link.requests).toHaveLength(before + 1);
    await client.close();
  });

  it('that comes while a drain brings its news asks for nothing more', async () => {
    const island = new NotesIsland();
    const { client, link } = await island.phone();
    client.start();
    await settled();
    const before = link.requests.length;
    link.fault = () => {
      client.poke(newsOf(island) + 1);
      return null;
    };
    await client.mutate(note.ride, { text: 'one' });
    await settled();
    expect(link.requests.slice(before).map(({ path }) => path)).toEqual(['/v1/sync/push']);
    await client.close();
  });
});

/** The order of a cookie that has everything. */
const newsOf = ({ server: { state } }: NotesIsland): number => state.epoch * 2 ** 40 + state.commit;

/** Everything that promises alone bring about has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
