/**
 * Phones on an island where everything goes wrong, by seed. What was taken is done once, in order; in the end everybody
 * sees what the server has.
 */
import { expect, it } from '@jest/globals';
import { PRIORITIES, type Priority } from '#sync/client';
import { note, NOTES_ROW, NotesIsland, notedBy, type NotesState } from '../test/notes.ts';
import { TIME_ENOUGH, type Phone } from '../test/phones.ts';
import type { BimrideClient } from './bimride-client.ts';
import type { LinkFault } from './testing/scripted-link.ts';

const FAULTS: readonly LinkFault[] = [
  'lose_request',
  'lose_reply',
  'duplicate',
  'portal',
  'dead',
  { status: 503, retryAfter: '1' },
];
const STEPS = 40;

interface Player {
  phone: Phone;
  client: BimrideClient;
  readonly made: { readonly stream: Priority; readonly text: string }[];
}

async function play(seed: number): Promise<void> {
  const island = new NotesIsland(seed);
  const chance = (one: number) => island.clock.random() < one;
  const pick = <T>(of: readonly T[]) => of[Math.floor(island.clock.random() * of.length)] as T;
  const players: Player[] = [];
  for (let index = 0; index < 2; index++) {
    const phone = await island.phone();
    phone.link.fault = () => (chance(0.35) ? pick(FAULTS) : null);
    players.push({ phone, client: phone.client, made: [] });
  }
  let backup = island.server.backup();
  for (let step = 0; step < STEPS; step++) {
    const player = pick(players);
    player.phone.link.offline = chance(0.3);
    if (chance(0.6)) {
      const stream = pick(PRIORITIES);
      const text = `${players.indexOf(player)} ${stream} ${step}`;
      await player.client.mutate(note[stream], { text });
      player.made.push({ stream, text });
    } else {
      const what = island.clock.random();
      if (what < 0.7) await player.client.drainOnce({ deadlineMs: 300_000 });
      else if (what < 0.85) player.client = await player.phone.restart();
      else if (what < 0.93) backup = island.server.backup();
      else island.server.restore(backup);
    }
    island.clock.advance(1_000);
  }
  for (const { phone } of players) Object.assign(phone.link, { offline: false, fault: () => null });
  for (let round = 0; round < 4; round++) for (const { client } of players) await client.drainOnce(TIME_ENOUGH);
  check(island, players);
}

function check(island: NotesIsland, players: readonly Player[]): void {
  const noted = notedBy(island.server);
  for (const { client, made } of players) {
    expect(client.queue().waiting).toBe(0);
    expect(client.inbox()).toEqual([]);
    expect(client.get<NotesState>(NOTES_ROW)?.texts ?? []).toEqual(noted);
    for (const stream of PRIORITIES) {
      const texts = made.filter((one) => one.stream === stream).map(({ text }) => text);
      expect(noted.filter((text) => texts.includes(text))).toEqual(texts);
    }
  }
  expect(noted).toHaveLength(players.reduce((sum, { made }) => sum + made.length, 0));
}

/** Seeds that once found something. */
const FOUND_SOMETHING = [808_218, 185_331, 963_369, 546_024];
const RANDOM_SEEDS = 60;

it('loses nothing and does nothing twice', async () => {
  const first = Math.floor(Math.random() * 1_000_000);
  process.stdout.write(`client simulation: seeds ${first} to ${first + RANDOM_SEEDS - 1}\n`);
  const seeds = [...FOUND_SOMETHING, ...Array.from({ length: RANDOM_SEEDS }, (_, index) => first + index)];
  for (const seed of seeds) {
    const trouble = await play(seed).then(
      () => null,
      (error: unknown) => error,
    );
    expect({ seed, trouble }).toEqual({ seed, trouble: null });
  }
});
