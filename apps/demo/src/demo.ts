import { SignInFailed } from '#api/people';
import { NotConfirmed } from '#client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareWithServer, type Finding } from './compare.ts';
import { closePhones, signInPeople, type People } from './people.ts';
import { playStory, type Narrated } from './story.ts';
import { StoryBroken } from './story-broken.ts';
import { Narrator } from './narrator.ts';
import { endShift, tidyUp } from './tidy-up.ts';

export interface DemoOptions {
  readonly baseUrl: string;
  readonly write: (text: string) => void;
  /** Tells each request of each phone, too. */
  readonly verbose?: boolean;
}

/** Plays the story and checks how it ended. False: something did not fit, and was said. */
export async function runDemo({ baseUrl, write, verbose = false }: DemoOptions): Promise<boolean> {
  const telling = new Narrator(write);
  telling.chapter(`Bimride at ${baseUrl}: a ride booked where there is no network`);
  const folder = await mkdtemp(join(tmpdir(), 'bimride-demo-'));
  let people: People | undefined;
  try {
    people = await signInPeople({
      baseUrl,
      folder,
      ...(verbose && { onExchange: (...one) => telling.exchange(...one) }),
    });
    await tidyUp(people, telling);
    const told = await playStory(people, telling);
    await endShift(people.driver);
    await endShift(people.otherDriver);
    const isGood = verdict(await checkAll(people, told), telling);
    telling.howToLook(baseUrl, told.riddenRideId);
    return isGood;
  } catch (error) {
    if (!isExpected(error)) throw error;
    telling.chapter(`The story broke off. ${error.message}\n`);
    return false;
  } finally {
    if (people) await closePhones(people);
    await rm(folder, { recursive: true });
  }
}

/** Everybody's phone beside the server, and the rider's two rides as she must see them. */
export async function checkAll(
  { rider, driver, otherDriver, dispatcher }: People,
  told: Narrated,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const person of [rider, driver, otherDriver, dispatcher]) findings.push(await compareWithServer(person));
  const ends = [told.cancelledRideId, told.riddenRideId].map((rideId) => rider.phone.ride(rideId)?.status).join(', ');
  const flaws = ends === 'cancelled, ended' ? [] : [`the two rides are ${ends}, not cancelled, ended`];
  return [...findings, { name: 'both rides', summary: 'one cancelled, one ended, none twice', flaws }];
}

/** Says how it ended. */
export function verdict(findings: readonly Finding[], telling: Narrator): boolean {
  telling.chapter('Does everybody see what the server sees?');
  for (const { name, summary, flaws } of findings) {
    telling.say(name, summary, flaws.length === 0 ? 'equal' : 'DIFFERENT');
    for (const flaw of flaws) telling.say('', flaw);
  }
  const isGood = findings.every(({ flaws }) => flaws.length === 0);
  const text = isGood
    ? 'Yes. Nothing was lost, nothing was doubled, and nobody was told something else.'
    : 'No. See above.';
  telling.chapter(text);
  return isGood;
}

function isExpected(error: unknown): error is Error {
  return [StoryBroken, SignInFailed, NotConfirmed].some((kind) => error instanceof kind);
}
