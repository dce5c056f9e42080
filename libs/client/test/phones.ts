/** Phones of the specs: the real client over a scripted server. */
import { pinHash, rides, ridesMutations } from '#rides/client';
import { routing } from '#routing/client';
import { SYSTEM_ACTOR, type Actor } from '#sync/client';
import { openClient, type BimrideClient } from '../src/bimride-client.ts';
import type { ClientOptions } from '../src/client-options.ts';
import { MemoryStorage } from '../src/storage/memory.ts';
import { ScriptedLink } from '../src/testing/scripted-link.ts';
import { ScriptedServer } from '../src/testing/scripted-server.ts';
import { TestClock } from '../src/testing/test-clock.ts';
import type { TokenSource } from '../src/wire/token.ts';
import type { TabMessage, Tabs } from '../src/sync/tabs.ts';
import { uuidv7 } from '../src/ids.ts';

export const RIDER: Actor = { subject: 'rider-1', roles: ['rider'] };
export const DRIVER: Actor = { subject: 'driver-1', roles: ['driver'] };
export const OISTINS = { lat: 13.066, lon: -59.535 };
export const BATHSHEBA = { lat: 13.21, lon: -59.517 };
export const TIME_ENOUGH = { deadlineMs: 600_000 };

const SALT = '00112233445566778899aabbccddeeff';

/** Arguments of a booking. */
export function booking(rideId = uuidv7(1_763_900_000_000)) {
  return { rideId, pickup: OISTINS, dropoff: BATHSHEBA, pinSalt: SALT, pinHash: pinHash(rideId, SALT, '1234') };
}

/** The app of somebody who is signed in. Tokens are opaque here: names of people. */
export function signedIn({ subject }: Actor): TokenSource {
  return async () => ({ token: subject, subject });
}

/** A browser with tabs of one app, as many as are asked for: one lock, and messages that come a moment later. */
export function browserOfTabs(): () => Tabs {
  const tabs: ((message: TabMessage) => void)[][] = [];
  let held = false;
  let leading = Promise.resolve();
  return () => {
    const own: ((message: TabMessage) => void)[] = [];
    tabs.push(own);
    return {
      shared: true,
      exclusively: async (work) => {
        if (held) return undefined;
        held = true;
        return work().finally(() => {
          held = false;
        });
      },
      lead: (work, stop) => {
        const mine = leading.then(() => (stop.aborted ? undefined : work()));
        leading = mine;
        return mine;
      },
      post: (message) =>
        void setImmediate(() => {
          for (const others of tabs) if (others !== own) for (const listener of others) listener(message);
        }),
      listen: (listener) => void own.push(listener),
      close: () => void own.splice(0),
    };
  };
}

/** A server, and all that its phones share. */
export class Island {
  readonly clock: TestClock;
  readonly server: ScriptedServer;

  constructor(seed = 1) {
    const clock = new TestClock({ seed });
    this.clock = clock;
    this.server = new ScriptedServer({
      modules: [routing, rides],
      nowMs: () => clock.nowMs(),
    });
  }

  link(): ScriptedLink {
    const link = new ScriptedLink(this.server, this.clock);
    for (const person of [RIDER, DRIVER]) link.people.set(person.subject, person);
    return link;
  }

  /** Offers a ride to a driver, as the dispatcher does. */
  offer(rideId: string, driver: Actor = DRIVER): void {
    const offer = { name: 'rides.offer', args: { rideId, driverId: driver.subject, timeoutMs: 600_000 } };
    const push = { clientGroupID: 'event:offers', mutations: [{ clientID: rideId, id: 1, timestamp: 0, ...offer }] };
    this.server.answer('/v1/sync/push', push, SYSTEM_ACTOR);
  }

  /** Lets time pass, and everybody do what is due. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  }

  async phone(options: Partial<ClientOptions> = {}): Promise<Phone> {
    const { person = RIDER } = options;
    const link = this.link();
    link.people.set(person.subject, person);
    const disk = new Map<string, string>();
    const defaults: ClientOptions = {
      person,
      storage: new MemoryStorage(disk),
      transport: link,
      token: signedIn(person),
      mutations: ridesMutations,
      clock: this.clock,
    };
    const restart = (changed: Partial<ClientOptions> = {}) =>
      openClient({ ...defaults, storage: new MemoryStorage(disk), ...options, ...changed });
    return { client: await openClient({ ...defaults, ...options }), link, disk, restart };
  }
}

export interface Phone {
  readonly client: BimrideClient;
  readonly link: ScriptedLink;
  readonly disk: Map<string, string>;
  /** The app starts again on what the storage kept. */
  readonly restart: (changed?: Partial<ClientOptions>) => Promise<BimrideClient>;
}
