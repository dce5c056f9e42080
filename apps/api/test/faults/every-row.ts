import { expect } from '@jest/globals';
import { breathe, eventually } from './eventually.ts';
import { ScopeFollower } from './follower.ts';
import { HttpPhone } from '../phone/index.ts';
import { Random } from '../harness/random.ts';
import type { ServerProcess } from './server-process.ts';
import { phoneWrongs, readerWrongs, type World } from './world.ts';

export type TwoServers = readonly [ServerProcess, ServerProcess];

export interface EveryRowInput {
  readonly world: World;
  readonly servers: TwoServers;
  readonly seed: number;
  readonly changesMin: number;
  readonly mutationsPerPhone: number;
  /** A reader that came only when all was over would prove nothing. */
  readonly pagesMin: number;
}

const RIDERS = 8;
const DRIVERS = ['dana', 'dave', 'dina'] as const;
const POLL_PAUSE_MS = 10;
const PUSH_MUTATIONS_MAX = 120;
/** One may be under way, the next sees what was pushed. */
const POLLS_BETWEEN_PUSHES = 2;

/** Rows that are written once: each is one change, and a reader must be given each exactly once. */
const ONCE = 'once-';

/** Phones push to both servers while readers pull from both: in the end every reader was given every row, and each once. */
export async function expectEveryRow(input: EveryRowInput): Promise<void> {
  const { world, servers, seed, changesMin } = input;
  const followers = await startFollowers(input);
  for (const follower of followers) await follower.drain();
  const phones = await pushEverything(input, followers);

  for (const follower of followers) expect(await readerWrongs(world, follower)).toEqual([]);
  let changes = 0;
  for (const follower of followers) changes += await expectEachOnce(input, follower);
  const [{ commits, shared } = {}] = await world.ask(`SELECT (SELECT commit::int FROM sync.head) AS commits,
    (SELECT count(*)::int FROM (SELECT commit FROM sync.ledger GROUP BY commit HAVING count(DISTINCT client_id) > 1) AS g) AS shared`);
  process.stdout.write(
    `${changes} changes in ${String(commits)} commits (${String(shared)} of several phones), seed ${seed}\n`,
  );
  expect(changes).toBeGreaterThanOrEqual(changesMin);
  expect(await world.wrongs()).toEqual([]);
  const replays = phones.map((phone) => phoneWrongs(world, phone, servers[1].url, phone.acknowledged.length - 3));
  expect((await Promise.all(replays)).flat()).toEqual([]);
}

async function startFollowers({ world, servers }: EveryRowInput): Promise<readonly ScopeFollower[]> {
  const scopes = [
    ...Array.from({ length: RIDERS }, (_, index) => ({
      subject: `rider${index}`,
      role: 'rider' as const,
      scope: `rider:rider${index}`,
    })),
    ...DRIVERS.map((subject) => ({ subject, role: 'driver' as const, scope: `driver:${subject}` })),
    { subject: 'dora', role: 'dispatcher' as const, scope: 'ops:dispatch' },
  ];
  const urls = (): readonly string[] => servers.map(({ url }) => url);
  const followers = scopes.map(async ({ subject, role, scope }) => {
    return new ScopeFollower({ scope, caller: await world.person(subject, role), urls });
  });
  return Promise.all(followers);
}

/** Ends when every phone has pushed all it has; the readers poll meanwhile. */
async function pushEverything(
  input: EveryRowInput,
  followers: readonly ScopeFollower[],
): Promise<readonly HttpPhone[]> {
  const { world, servers } = input;
  const random = new Random(input.seed);
  const callers = Array.from({ length: RIDERS }, (_, index) => world.person(`rider${index}`, 'rider'));
  const phones = (await Promise.all(callers)).map((caller) => new HttpPhone(caller));
  const traffic = { busy: true };
  const following = followers.map(async (follower) => {
    while (traffic.busy) {
      await follower.poll();
      await breathe(POLL_PAUSE_MS);
    }
  });
  const pushed = phones.map((phone, index) => {
    const url = servers[index % 2 === 0 ? 0 : 1].url;
    return pushAll(phone, { ...input, url, random: new Random(random.between(0, 1e9)), followers });
  });
  await Promise.all(pushed);
  traffic.busy = false;
  await Promise.all(following);
  return phones;
}

interface Pushing extends Pick<EveryRowInput, 'mutationsPerPhone' | 'pagesMin'> {
  readonly url: string;
  readonly random: Random;
  readonly followers: readonly ScopeFollower[];
}

/** Pushes of varying length, one after the other, to one server; none before every reader has looked at what the last one brought. */
async function pushAll(phone: HttpPhone, { url, random, followers, ...sizes }: Pushing): Promise<void> {
  const count = sizes.mutationsPerPhone;
  const mutationsMax = Math.min(PUSH_MUTATIONS_MAX, Math.floor(count / (sizes.pagesMin + 2)));
  while (phone.lastId() < count) {
    for (let left = Math.min(random.between(1, mutationsMax), count - phone.lastId()); left > 0; left -= 1)
      act(phone, random);
    await eventually('the push is acknowledged', async () => (await phone.push(url)).kind === 'acknowledged');
    const wanted = followers.map(({ polls }) => polls + POLLS_BETWEEN_PUSHES);
    await eventually('every reader looked', () => followers.every(({ polls }, at) => polls >= (wanted[at] ?? 0)));
  }
}

/** Mostly new rows, and some additions to one that is there. */
function act(phone: HttpPhone, random: Random): void {
  const own = phone.caller.subject;
  const hot = random.next() < 0.05;
  const tallyId = hot ? `${own}-hot-${random.between(1, 3)}` : `${own}-${ONCE}${phone.lastId() + 1}`;
  phone.write('tally.add', { tallyId, amount: 1, driverId: random.pick(DRIVERS) });
}

/** Gives back how many rows there were. */
async function expectEachOnce({ world, pagesMin }: EveryRowInput, follower: ScopeFollower): Promise<number> {
  const stored = await world.ask("SELECT key FROM sync.view WHERE scope = $1 AND key LIKE '%' || $2 || '%'", [
    follower.scope,
    ONCE,
  ]);
  const keys = stored.map(({ key }) =>
    follower.scope.startsWith('ops:') ? `${follower.scope}/${String(key)}` : String(key),
  );
  expect(follower.missed(keys)).toEqual([]);
  expect(keys.filter((key) => follower.deliveries.get(key) !== 1)).toEqual([]);
  expect(follower.clears).toBe(1);
  expect(follower.pages).toBeGreaterThan(pagesMin);
  return keys.length;
}
