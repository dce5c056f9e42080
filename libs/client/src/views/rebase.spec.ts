/** Rebasing is deterministic, and where rows are not shared the order of arrival changes nothing. By seed. */
import { expect, it } from '@jest/globals';
import { note, NOTES_ROW, NotesIsland, type NotesState } from '../../test/notes.ts';
import { RIDER, TIME_ENOUGH, type Phone } from '../../test/phones.ts';
import { TestClock } from '../testing/test-clock.ts';

const PHONES = 3;
const STEPS = 24;
const SEEDS = 8;

interface Done {
  readonly who: number;
  /** Null: the list that all share. */
  readonly list: string | null;
  readonly text: string;
}

function shuffled<T>(of: readonly T[], chance: TestClock): readonly T[] {
  return of
    .map((one) => ({ one, at: chance.random() }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ one }) => one);
}

function story(seed: number): readonly Done[] {
  const chance = new TestClock({ seed });
  return Array.from({ length: STEPS }, (_, step) => {
    const who = Math.floor(chance.random() * PHONES);
    return { who, list: chance.random() < 0.6 ? `list ${who}` : null, text: `${who} did ${step}` };
  });
}

async function make(phones: readonly Phone[], done: readonly Done[]): Promise<void> {
  for (const { who, list, text } of done)
    await phones[who]?.client.mutate(note.ride, list === null ? { text } : { text, list });
}

/** Plays what was done on phones without contact; then they come back in an order by chance, and each drains in small pieces. */
async function play(done: readonly Done[], seed: number) {
  const island = new NotesIsland(seed);
  const phones = await Promise.all(Array.from({ length: PHONES }, () => island.phone()));
  await make(phones, done);
  const chance = new TestClock({ seed });
  const turns = Array.from({ length: PHONES }, (_, who) => [who, who, who]).flat();
  for (const who of shuffled(turns, chance)) {
    const phone = phones[who];
    if (!phone) continue;
    phone.link.fault = () => (chance.random() < 0.4 ? 'lose_reply' : null);
    await phone.client.drainOnce(TIME_ENOUGH);
  }
  for (let round = 0; round < 2; round++)
    for (const { client, link } of phones) {
      link.fault = () => null;
      await client.drainOnce(TIME_ENOUGH);
    }
  const rowOf = (key: string) => (island.server.state.rows.get(key)?.state as NotesState | undefined)?.texts ?? [];
  const own = Object.fromEntries(phones.map((_, who) => [who, rowOf(`notes/list ${who}`)]));
  return {
    own,
    common: rowOf(NOTES_ROW),
    seen: phones.map(({ client }) => client.get<NotesState>(NOTES_ROW)?.texts ?? []),
  };
}

it('Y2 ends the same for rows that are not shared, whoever comes back first; a shared row keeps each phone’s order', async () => {
  const first = Math.floor(Math.random() * 1_000_000);
  process.stdout.write(`rebase: seeds ${first} to ${first + SEEDS - 1}\n`);
  for (let seed = first; seed < first + SEEDS; seed++) {
    const done = story(seed);
    const wanted = (who: number | null) =>
      done.filter(({ list }) => list === (who === null ? null : `list ${who}`)).map(({ text }) => text);
    for (let order = 0; order < 3; order++) {
      const { own, common, seen } = await play(done, seed * 7 + order);
      expect({ seed, own }).toEqual({ seed, own: { 0: wanted(0), 1: wanted(1), 2: wanted(2) } });
      expect({ seed, common: common.toSorted() }).toEqual({ seed, common: wanted(null).toSorted() });
      for (const who of [0, 1, 2]) {
        const of = (texts: readonly string[]) => texts.filter((text) => text.startsWith(`${who} `));
        expect({ seed, who, texts: of(common) }).toEqual({ seed, who, texts: of(wanted(null)) });
      }
      for (const texts of seen) expect({ seed, texts }).toEqual({ seed, texts: common });
    }
  }
});

it('shows after a restart exactly what was shown before it: deciding one by one and all anew are the same', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const island = new NotesIsland(seed);
    const [here, there] = [await island.phone(), await island.phone()];
    const chance = new TestClock({ seed });
    for (const { text } of story(seed)) {
      const { client } = chance.random() < 0.7 ? here : there;
      await client.mutate(note.ride, { text });
      if (chance.random() < 0.3) await client.drainOnce(TIME_ENOUGH);
      // What waits stays waiting, what another phone did is taken in under it.
      here.link.fault = ({ path }) => (path.endsWith('/push') ? { status: 503 } : null);
      if (chance.random() < 0.3) await here.client.drainOnce(TIME_ENOUGH);
      here.link.fault = () => null;
      const again = await here.restart();
      expect({ seed, shown: again.scan('') }).toEqual({ seed, shown: here.client.scan('') });
    }
    expect(here.client.get<NotesState>(`notes/${RIDER.subject}`)).toBeDefined();
  }
});
