import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FaultPoint } from '#sync/testing';
import { callHttp } from '../harness/http-caller.ts';
import { HttpPhone, type Caller } from '../phone/index.ts';
import { eventually } from './eventually.ts';
import type { ServerProcess } from './server-process.ts';
import { CURSED, ECHO_GROUP } from './tally.ts';
import { World } from './world.ts';

const QUICK = { triesMax: 2, retryMs: 20, retryMsMax: 20, pollIntervalMs: 50 };
const CURSED_EVENTS = 3;

describe('a server that is killed (SIGKILL) while an event is parked or released', () => {
  let world: World;
  let server: ServerProcess;
  let phone: HttpPhone;
  let support: Caller;
  let cursed: string;
  let others: readonly string[];

  beforeAll(async () => {
    world = await World.create();
    phone = new HttpPhone(await world.person('anna', 'rider'));
    support = await world.person('staff', 'support');
    server = await world.startServer({ eventLimits: QUICK });
  });
  afterAll(() => world.close());
  let round = 0;
  beforeEach(async () => {
    round += 1;
    cursed = `${CURSED}-${round}`;
    others = Array.from({ length: 5 }, (_, number) => `good-${round}-${number}`);
    await world.mend(false);
  });

  const ops = (method: string, path: string, body?: object) =>
    callHttp(`${server.url}/v1/ops/events/parked${path}`, { method, token: support.token, body });

  /** Events of the cursed tally that are set aside. */
  async function aside(): Promise<readonly { readonly eventId: string; readonly state: string }[]> {
    return (await ops('GET', `?key=${cursed}`)).json['items'] as { eventId: string; state: string }[];
  }

  async function act(): Promise<void> {
    const add = (tallyId: string) => ['tally.add', { tallyId, amount: 1 }] as const;
    const [first, ...rest] = others;
    await phone.do(
      server.url,
      add(first ?? ''),
      ...Array.from({ length: CURSED_EVENTS }, () => add(cursed)),
      ...rest.map(add),
    );
  }

  /** The killing is proven by the mark that the process left. */
  async function killed(point: FaultPoint): Promise<void> {
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await server.mark()).toMatchObject({ point, about: ECHO_GROUP, pid: server.pid });
    server = await world.startServer({ eventLimits: QUICK });
  }

  const arm = (point: FaultPoint) => server.arm({ point, about: ECHO_GROUP, nth: 1, signal: 'SIGKILL' });
  const parked = () =>
    eventually('the event is parked, and the others of its key wait behind it', async () => {
      const states = (await aside()).map(({ state }) => state);
      return states.join() === 'parked,waiting,waiting';
    });
  const echoesOf = async (tallies: readonly string[]) => {
    const rows = await world.ask(
      "SELECT substr(tally_id, 6) AS tally, adds::int FROM tally.tally WHERE tally_id = ANY(SELECT 'echo-' || unnest($1::text[]))",
      [tallies],
    );
    return Object.fromEntries(rows.map(({ tally, adds }) => [tally, adds])) as Record<string, number>;
  };
  const replay = async () => {
    const [head] = await aside();
    expect((await ops('POST', `/${ECHO_GROUP}/${head?.eventId}/replay`, { note: 'Mended.' })).status).toBe(202);
  };

  /** Every delivery of the cursed events, as first, second, third. */
  async function deliveries(): Promise<readonly number[]> {
    const rows = await world.ask(
      "SELECT epoch || '.' || commit || '.' || ordinal AS id FROM sync.outbox JOIN sync.commit USING (commit) WHERE key = $1 ORDER BY commit, ordinal",
      [cursed],
    );
    const ids = rows.map(({ id }) => String(id));
    return (await world.deliveries()).flatMap(({ eventId }) => (ids.includes(eventId) ? ids.indexOf(eventId) + 1 : []));
  }

  /** In order, each perhaps several times, and no step back by more than the event in hand. */
  async function deliveredInOrder(): Promise<void> {
    const seen = await deliveries();
    seen.forEach((event, index) => expect([0, 1]).toContain(event - Math.max(1, ...seen.slice(0, index))));
    expect(seen.at(-1)).toBe(CURSED_EVENTS);
  }

  async function expectAllHandled(): Promise<void> {
    await eventually('nothing is set aside', async () => (await aside()).length === 0);
    await world.eventsHandled();
    expect(await echoesOf([cursed])).toEqual({ [cursed]: CURSED_EVENTS });
    await deliveredInOrder();
    expect(await world.wrongs()).toEqual([]);
  }

  it.each<FaultPoint>(['within_mark', 'after_mark'])(
    '%s: it is parked all the same, and the others are handled',
    async (point) => {
      await arm(point);
      await act();
      await killed(point);
      await parked();
      expect(await echoesOf([cursed, ...others])).toEqual(Object.fromEntries(others.map((tally) => [tally, 1])));
      expect(new Set(await deliveries())).toEqual(new Set([1]));
      await world.mend(true);
      await replay();
      await expectAllHandled();
    },
  );

  it.each<FaultPoint>(['before_release', 'within_release', 'after_release'])(
    '%s: what waited behind it follows all the same, in order',
    async (point) => {
      await act();
      await parked();
      await world.mend(true);
      await arm(point);
      await replay();
      await killed(point);
      await expectAllHandled();
    },
  );
});
