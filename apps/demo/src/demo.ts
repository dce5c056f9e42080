import type { Ride } from '#rides/client';
import { SignInFailed } from '#api/people';
import { compareWithServer, type Finding } from './compare.ts';
import { NoNetwork } from './link.ts';
import { signInPeople, type People } from './people.ts';
import { NotInTime, ServerRefused } from './phone.ts';
import { playStory, StoryBroken, type Told } from './story.ts';
import { Telling } from './telling.ts';
import { endShift, tidyUp } from './tidy-up.ts';

/** Plays the story and checks how it ended. False: something did not fit, and was said. */
export async function runDemo(baseUrl: string, write: (text: string) => void): Promise<boolean> {
  const telling = new Telling(write);
  telling.chapter(`Bimride at ${baseUrl}: a ride booked where there is no network`);
  try {
    const people = await signInPeople(baseUrl);
    await tidyUp(people, telling);
    const told = await playStory(people, telling);
    await endShift(people.driver);
    await endShift(people.otherDriver);
    return verdict(await checkAll(people, told), telling);
  } catch (error) {
    if (!isExpected(error)) throw error;
    telling.chapter(`The story broke off. ${error.message}`);
    return false;
  }
}

/** Everybody's phone beside the server, and the rider's two rides as she must see them. */
export async function checkAll(
  { rider, driver, otherDriver, dispatcher }: People,
  told: Told,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const person of [rider, driver, otherDriver, dispatcher]) findings.push(await compareWithServer(person));
  const rides = new Map(rider.phone.rowsOf<Ride>('ride').map((ride) => [ride.rideId, ride.status]));
  const ends = [rides.get(told.cancelledRideId), rides.get(told.riddenRideId)].join(', ');
  const flaws = ends === 'cancelled, ended' ? [] : [`the two rides are ${ends}, not cancelled, ended`];
  return [...findings, { name: 'both rides', summary: 'one cancelled, one ended, none twice', flaws }];
}

/** Says how it ended. */
export function verdict(findings: readonly Finding[], telling: Telling): boolean {
  telling.chapter('Does everybody see what the server sees?');
  for (const { name, summary, flaws } of findings) {
    telling.say(name, summary, flaws.length === 0 ? 'equal' : 'DIFFERENT');
    for (const flaw of flaws) telling.say('', flaw);
  }
  const isGood = findings.every(({ flaws }) => flaws.length === 0);
  const text = isGood
    ? 'Yes. Nothing was lost, nothing was doubled, and nobody was told something else.'
    : 'No. See above.';
  telling.chapter(`${text}\n`);
  return isGood;
}

function isExpected(error: unknown): error is Error {
  return [NoNetwork, NotInTime, ServerRefused, SignInFailed, StoryBroken].some((kind) => error instanceof kind);
}
