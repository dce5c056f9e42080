/** Ten stories of acts that cannot all stand: what every person sees on every phone at every moment, in both languages, for people to judge. */
import { accept, arrive, book, cancel, confirm, end, goOnline, noShow, pinHash, renewPin, start } from '#rides/client';
import { SYSTEM_ACTOR, type Actor } from '#sync/client';
import { expect, it } from '@jest/globals';
import { booking, DRIVER, Island, OISTINS, RIDER, signedIn, TIME_ENOUGH, type Phone } from '../../test/phones.ts';
import { uuidv7 } from '../ids.ts';
import { MemoryStorage } from '../storage/memory.ts';
import { english, spanish, tell } from '../words.ts';
import type { InboxItem } from './item.ts';

const HERE = { position: OISTINS };
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DISPATCHER: Actor = { subject: 'dispatcher-1', roles: ['dispatcher'] };
const placeName = () => 'Bathsheba';
const LANGUAGES = { en: tell(english, { placeName }), es: tell(spanish, { placeName }) };

/** People with phones, and what has been written down of them. */
class Story {
  readonly island = new Island();
  readonly args = booking(uuidv7(this.island.clock.nowMs(), () => new Uint8Array(10)));
  readonly rideId = this.args.rideId;
  readonly phones = new Map<string, Phone>();
  readonly lines: string[] = [];
  #acts = 0;

  async phone(name: string, person: Actor, storage = new MemoryStorage()): Promise<Phone> {
    const phone = await this.island.phone({ person, token: signedIn(person), storage });
    this.phones.set(name, phone);
    return phone;
  }

  /** A rider and a driver on duty, the ride booked and offered. */
  async offered() {
    const rider = await this.phone('rider', RIDER);
    const driver = await this.phone('driver', DRIVER);
    await driver.client.mutate(goOnline, HERE);
    await rider.client.mutate(book, this.args);
    await this.meet(driver, rider);
    this.island.offer(this.rideId);
    await this.meet(driver, rider);
    return { rider, driver };
  }

  /** The same, accepted. */
  async accepted() {
    const people = await this.offered();
    await people.driver.client.mutate(accept, { rideId: this.rideId });
    await this.meet(people.driver, people.rider);
    return people;
  }

  async meet(...phones: readonly Phone[]): Promise<void> {
    for (const { client, link } of phones) {
      link.offline = false;
      await client.drainOnce(TIME_ENOUGH);
    }
  }

  apart(): void {
    for (const { link } of this.phones.values()) link.offline = true;
  }

  /** The server does it, or staff by its console. */
  serverDoes(name: string, args: object, actor = SYSTEM_ACTOR): void {
    this.#acts += 1;
    const mutation = { clientID: `server-${this.#acts}`, id: 1, timestamp: 0, name, args };
    this.island.server.answer('/v1/sync/push', { clientGroupID: 'group-of-server', mutations: [mutation] }, actor);
  }

  async later(ms: number): Promise<void> {
    await this.island.pass(ms);
  }

  /** Writes down what each phone shows. */
  tells(moment: string): void {
    this.lines.push('', `  ${moment}`);
    for (const [name, { client }] of this.phones) {
      const ride = client.get<{ status: string }>(`ride/${this.rideId}`)?.status ?? 'no ride';
      const inbox = client.inbox();
      this.lines.push(`    ${name}: ${ride}${inbox.length === 0 ? ', nothing to read' : ''}`);
      for (const item of inbox) this.lines.push(...linesOf(item));
    }
  }
}

function linesOf(item: InboxItem): string[] {
  const languages = Object.entries(LANGUAGES).map(([language, words]) => {
    const { wanted, reason, next, instead } = words(item);
    return `        ${language}: ${[wanted, reason, ...instead].join(' ')}${next === null ? '' : ` -> ${next}`}`;
  });
  return [`      [${item.kind}${item.code === null ? '' : ` ${item.code}`}]`, ...languages];
}

const STORIES: Readonly<Record<string, (story: Story) => Promise<void>>> = {
  '1 The rider cancels, and the driver says yes without network': async (story) => {
    const { rider, driver } = await story.offered();
    story.apart();
    await rider.client.mutate(cancel, { rideId: story.rideId });
    await driver.client.mutate(accept, { rideId: story.rideId });
    story.tells('before contact');
    await story.meet(rider, driver, rider);
    story.tells('after');
  },
  '2 The driver says yes, and the rider cancels without network': async (story) => {
    const { rider, driver } = await story.offered();
    story.apart();
    await driver.client.mutate(accept, { rideId: story.rideId });
    await rider.client.mutate(cancel, { rideId: story.rideId });
    story.tells('before contact');
    await story.meet(driver, rider, driver);
    story.tells('after');
  },
  '3 A rider books on two phones without network': async (story) => {
    const one = await story.phone('phone 1', RIDER);
    const two = await story.phone('phone 2', RIDER);
    await story.meet(one, two);
    story.apart();
    await one.client.mutate(book, story.args);
    await two.client.mutate(book, booking(uuidv7(story.island.clock.nowMs(), () => new Uint8Array(10).fill(7))));
    story.tells('before contact');
    await story.meet(one, two, one);
    story.tells('after');
    await one.client.mutate(cancel, { rideId: story.rideId });
    await story.meet(one, two);
    story.tells('after a later act: the open ride is cancelled');
  },
  '4 A driver says yes on a phone that does not have the shift': async (story) => {
    const { rider, driver } = await story.offered();
    const two = await story.phone('driver, phone 2', DRIVER);
    await story.meet(two);
    await driver.client.mutate(accept, { rideId: story.rideId });
    await story.meet(driver);
    two.link.offline = true;
    await two.client.mutate(arrive, { rideId: story.rideId, ...HERE });
    await story.meet(two, driver, rider);
    story.tells('after');
  },
  '5 A booking reaches Bimride after its time, and is confirmed': async (story) => {
    const rider = await story.phone('rider', RIDER);
    await story.meet(rider);
    story.apart();
    await rider.client.mutate(book, story.args, { validUntilMs: story.island.clock.nowMs() + MINUTE_MS });
    story.tells('before contact, in time');
    await story.later(2 * MINUTE_MS);
    story.tells('before contact, too late');
    await story.meet(rider);
    story.tells('after');
    story.apart();
    await rider.client.mutate(confirm, { rideId: story.rideId });
    story.tells('after a later act: confirmed, before contact');
    await story.meet(rider);
    story.tells('after a later act: confirmed');
  },
  '6 Bimride cancels, and the rider makes a new PIN without network': async (story) => {
    const { rider, driver } = await story.accepted();
    story.apart();
    story.serverDoes('rides.cancel', { rideId: story.rideId }, DISPATCHER);
    const pinSalt = 'ffeeddccbbaa99887766554433221100';
    await rider.client.mutate(renewPin, {
      rideId: story.rideId,
      pinSalt,
      pinHash: pinHash(story.rideId, pinSalt, '9876'),
    });
    story.tells('before contact');
    await story.meet(rider, driver);
    story.tells('after');
  },
  '7 The driver says that nobody came, and the rider had cancelled': async (story) => {
    const { rider, driver } = await story.accepted();
    await driver.client.mutate(arrive, { rideId: story.rideId, ...HERE });
    await story.meet(driver, rider);
    story.apart();
    await story.later(10 * MINUTE_MS);
    await rider.client.mutate(cancel, { rideId: story.rideId });
    await driver.client.mutate(noShow, { rideId: story.rideId, ...HERE, waitedMs: 10 * MINUTE_MS });
    story.tells('before contact');
    await story.meet(rider, driver, rider);
    story.tells('after');
  },
  '8 The driver drives without network, and the rider cancels from the back seat': async (story) => {
    const { rider, driver } = await story.accepted();
    story.apart();
    await driver.client.mutate(arrive, { rideId: story.rideId, ...HERE });
    await driver.client.mutate(start, { rideId: story.rideId, pin: '1234' });
    await story.later(20 * MINUTE_MS);
    await rider.client.mutate(cancel, { rideId: story.rideId });
    await driver.client.mutate(end, { rideId: story.rideId });
    story.tells('before contact');
    await story.meet(rider, driver, rider);
    story.tells('after');
  },
  '9 A wrong PIN, then the right one': async (story) => {
    const { rider, driver } = await story.accepted();
    await driver.client.mutate(arrive, { rideId: story.rideId, ...HERE });
    story.apart();
    await driver.client.mutate(start, { rideId: story.rideId, pin: '0000' });
    story.tells('before contact, the wrong PIN');
    await story.meet(driver, rider);
    story.tells('after the wrong PIN');
    await driver.client.mutate(start, { rideId: story.rideId, pin: '1234' });
    await story.meet(driver, rider);
    story.tells('after the right PIN');
  },
  '10 The driver says yes without network, after the offer has ended': async (story) => {
    const { rider, driver } = await story.offered();
    story.apart();
    await driver.client.mutate(accept, { rideId: story.rideId });
    await story.later(11 * MINUTE_MS);
    story.serverDoes('rides.expireOffer', { rideId: story.rideId, offerNumber: 1 });
    story.tells('before contact');
    await story.meet(driver, rider);
    story.tells('after');
  },
};

it('ten stories are told to everybody on every phone in words that are true', async () => {
  const lines: string[] = [];
  for (const [title, play] of Object.entries(STORIES)) {
    const story = new Story();
    await play(story);
    lines.push('', title, ...story.lines);
  }
  expect(`${lines.join('\n')}\n`).toMatchSnapshot();
});
