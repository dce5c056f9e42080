/** Three tabs over one storage: what one act costs them together, on the test clock. */
import { expect, it } from '@jest/globals';
import { note, noteAll, NotesIsland, notedBy } from '../test/notes.ts';
import { browserOfTabs, type Phone } from '../test/phones.ts';
import type { BimrideClient } from './bimride-client.ts';

async function threeTabs() {
  const island = new NotesIsland();
  const newTab = browserOfTabs();
  const phone: Phone = await island.phone({ tabs: newTab() });
  const others = await Promise.all([1, 2].map(() => phone.restart({ tabs: newTab() })));
  const clients: readonly BimrideClient[] = [phone.client, ...others];
  for (const client of clients) client.start();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 200; turn++) await island.pass(0);
  };
  await settle();
  phone.link.requests.length = 0;
  const close = () => Promise.all(clients.map((client) => client.close()));
  return { ...phone, island, clients, settle, close };
}
const sentBy = ({ link }: Pick<Phone, 'link'>) => link.requests.map(({ path }) => path.slice(9));

it('one act is one push and no more, and every tab shows it', async () => {
  const all = await threeTabs();
  await all.client.mutate(note.ride, { text: 'one' });
  await all.settle();
  expect(sentBy(all)).toEqual(['push']);
  for (const client of all.clients) expect(client.queue().waiting).toBe(0);
  for (const client of all.clients) expect(client.scan('notes/')).toMatchObject([{ value: { texts: ['one'] } }]);
  await all.close();
});

it('ten acts in one tab are ten pushes at most; an hour without any is one look a minute and tab', async () => {
  const all = await threeTabs();
  await noteAll(all.client, ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
  await all.settle();
  expect(sentBy(all).length).toBeLessThanOrEqual(10);
  expect(notedBy(all.island.server)).toHaveLength(10);
  all.link.requests.length = 0;
  for (let minute = 0; minute < 60; minute++) {
    await all.island.pass(60_000);
    await all.settle();
  }
  expect(sentBy(all).length).toBeLessThanOrEqual(180);
  await all.close();
});

it('a tab that does not run is sent for by one that does', async () => {
  const all = await threeTabs();
  const silent = await all.restart({ tabs: browserOfTabs()() });
  await silent.mutate(note.ride, { text: 'mine' });
  all.client.trigger('foreground');
  await all.settle();
  expect(notedBy(all.island.server)).toEqual(['mine']);
  await all.close();
});
