/** The app tested without a phone, a server or a network: `npm test`. */
import { MemoryStorage, openClient } from '@bimride/client';
import { book, cancel, rideKind, rides, ridesMutations } from '@bimride/client/rides';
import { routing } from '@bimride/client/routing';
import { ScriptedLink, ScriptedServer, TestClock } from '@bimride/client/testing';
import { english, tell } from '@bimride/client/words';
import { deepEqual, equal, rejects, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { keepToken } from './keep-token.ts';
import { SignInOver, sessionOf, type Granted } from './session.ts';
import { beforeSignOut } from './sign-out.ts';

const RIDER = { subject: 'rider-1', roles: ['rider'] } as const;
const HOUR_MS = 3_600_000;
const DRAIN = { deadlineMs: 60_000 };
const BOOKING = {
  rideId: '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e55',
  pickup: { lat: 13.066, lon: -59.535 },
  dropoff: { lat: 13.21, lon: -59.517 },
  pinSalt: '00112233445566778899aabbccddeeff',
  pinHash: 'ab'.repeat(32),
};

/** A server, a link on which everything can go wrong, and a phone whose app can be killed and started again. */
function world() {
  const clock = new TestClock();
  const server = new ScriptedServer({ modules: [routing, rides], nowMs: () => clock.nowMs() });
  const link = new ScriptedLink(server, clock);
  link.people.set('token', RIDER);
  const disk = new Map<string, string>();
  const start = () =>
    openClient({
      person: RIDER,
      storage: new MemoryStorage(disk),
      transport: link,
      token: async () => ({ token: 'token', subject: RIDER.subject }),
      mutations: ridesMutations,
      words: tell(english),
      clock,
    });
  return { clock, server, link, start };
}

test('what is done without a network outlives the app, and happens once although the reply is lost', async () => {
  const { server, link, start } = world();
  link.offline = true;
  const before = await start();
  equal((await before.mutate(book, BOOKING)).state().stage, 'saved');
  // Killed: nobody closes it.
  const app = await start();
  equal(app.get(rideKind, BOOKING.rideId)?.status, 'requested');
  link.offline = false;
  let lost = 0;
  link.fault = ({ path }) => (path.endsWith('/push') && lost++ === 0 ? 'lose_reply' : null);
  equal((await app.drainOnce(DRAIN)).kind, 'hindered');
  equal((await app.drainOnce(DRAIN)).kind, 'drained');
  equal(lost > 1, true);
  deepEqual([app.queue().waiting, server.decided.length], [0, 1]);
});

test('a booking that comes too late sends no car: the inbox asks', async () => {
  const { clock, link, start } = world();
  const app = await start();
  link.offline = true;
  await app.mutate(book, BOOKING, { validUntilMs: clock.nowMs() + HOUR_MS });
  clock.advance(2 * HOUR_MS);
  link.offline = false;
  await app.drainOnce(DRAIN);
  const [item] = app.inbox();
  equal(item?.kind, 'reoffer');
  equal(app.get(rideKind, BOOKING.rideId)?.status, 'lapsed');
});

test('whoever signs out with work pending is asked first', async () => {
  const { link, start } = world();
  const app = await start();
  link.offline = true;
  await app.mutate(book, BOOKING);
  await app.mutate(cancel, { rideId: BOOKING.rideId });
  deepEqual(await beforeSignOut(app, { leaveWaiting: false }), { done: false, waiting: 2 });
  link.offline = false;
  deepEqual(await beforeSignOut(app, { leaveWaiting: false }), { done: true });
});

const LIFE_MS = 900_000;

function issuer() {
  const clock = new TestClock();
  const saved: string[] = [];
  let number = 0;
  const next = (): Granted => ({
    accessToken: `a${++number}`,
    refreshToken: `r${number}`,
    expiresAtMs: clock.nowMs() + LIFE_MS,
  });
  const answers = { refresh: async (_refreshToken: string) => next() };
  const token = keepToken({
    refreshToken: 'r0',
    refresh: (refreshToken) => answers.refresh(refreshToken),
    save: async (refreshToken) => void saved.push(refreshToken),
    nowMs: () => clock.nowMs(),
  });
  return { clock, saved, answers, token };
}

test('a token is fetched once however many ask, kept until it is stale, and refetched when the server refuses it', async () => {
  const { clock, saved, token } = issuer();
  deepEqual(await Promise.all([token({ rejected: null }), token({ rejected: null })]), ['a1', 'a1']);
  equal(await token({ rejected: null }), 'a1');
  equal(await token({ rejected: 'a1' }), 'a2');
  clock.advance(LIFE_MS - 10_000);
  equal(await token({ rejected: null }), 'a3');
  deepEqual(saved, ['r1', 'r2', 'r3']);
});

test('an issuer that says no signs out; one that cannot be reached does not', async () => {
  const { answers, token } = issuer();
  answers.refresh = () => Promise.reject(new TypeError('Network request failed'));
  await rejects(token({ rejected: null }), TypeError);
  answers.refresh = () => Promise.reject(new SignInOver('invalid_grant'));
  equal(await token({ rejected: null }), null);
});

test('whose a token is, is read without atob and TextDecoder; one that names nobody is refused', () => {
  const jwt = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
  const granted = (claims: object): Granted => ({ accessToken: jwt(claims), refreshToken: 'r', expiresAtMs: 0 });
  const { person } = sessionOf(granted({ sub: 'josé', roles: ['driver', 'unheard-of'] }));
  deepEqual(person, { subject: 'josé', roles: ['driver'] });
  throws(() => sessionOf(granted({ roles: ['rider'] })), SignInOver);
});
