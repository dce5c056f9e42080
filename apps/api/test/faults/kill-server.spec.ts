import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedOfRun } from '../harness/random.ts';
import { HttpPhone, PokeStream } from '../phone/index.ts';
import { Chaos } from './chaos.ts';
import { eventually } from './eventually.ts';
import { ScopeFollower } from './follower.ts';
import type { ServerProcess } from './server-process.ts';
import type { Strike } from './strike.ts';
import { ECHO_GROUP } from './tally.ts';
import { phoneWrongs, readerWrongs, World } from './world.ts';

describe('Y1 a server that is killed at a named point', () => {
  let world: World;
  let server: ServerProcess;
  let phone: HttpPhone;
  let reader: ScopeFollower;

  beforeAll(async () => {
    world = await World.create();
    server = await world.startServer();
    const anna = await world.person('anna', 'rider');
    phone = new HttpPhone(anna);
    reader = new ScopeFollower({ scope: 'rider:anna', caller: anna, urls: () => [server.url] });
  });
  afterAll(() => world.close());

  /** All that the phone's pushes have left, and the result of one mutation of it. */
  async function stored(mutationId: number) {
    const [row] = await world.ask(
      `SELECT (SELECT result FROM sync.ledger WHERE client_id = $1 AND mutation_id = $2) AS result,
        (SELECT count(*)::int FROM sync.ledger WHERE client_id = $1) AS ledger,
        (SELECT last_mutation_id::int FROM sync.client WHERE client_id = $1) AS "lastId",
        (SELECT sum(value)::int FROM tally.tally WHERE owner_id = 'anna') AS value,
        (SELECT sum((value::json ->> 'value')::int)::int FROM sync.view WHERE scope = 'rider:anna') AS seen,
        (SELECT count(*)::int FROM sync.outbox WHERE type = 'tally.added.v1') AS events,
        (SELECT count(*)::int FROM public.audit_offline_first_mobile_architecture
          WHERE notes::json ->> 'stream' = $1) AS audit`,
      [phone.clientId(), mutationId],
    );
    return row;
  }

  async function deliveriesOf(eventId: string): Promise<number> {
    return (await world.deliveries()).filter((delivery) => delivery.eventId === eventId).length;
  }

  /** Strikes while the phone pushes; proves that it hit, and gives back what the phone saw. */
  async function strikeDuringPush(strike: Omit<Strike, 'signal'>) {
    const pokes = await PokeStream.open(server.url, phone.caller.token);
    await server.arm({ ...strike, signal: 'SIGKILL' });
    const tried = await phone.push(server.url);
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await server.mark()).toEqual({ ...strike, signal: 'SIGKILL', pid: server.pid });
    await eventually('the poke connection is cut', () => pokes.ended === 'cut');
    return tried;
  }

  async function allIsWell() {
    await world.eventsHandled();
    expect(await world.wrongs()).toEqual([]);
    expect(await phoneWrongs(world, phone, server.url)).toEqual([]);
    expect(await readerWrongs(world, reader)).toEqual([]);
  }

  it('before it commits: nothing of the push is there, and the same push again is applied once', async () => {
    phone.write('tally.add', { tallyId: 'a', amount: 1 });
    expect(await phone.push(server.url)).toMatchObject({ kind: 'acknowledged' });
    await world.eventsHandled();
    const before = await stored(2);
    expect(before).toEqual({ result: null, ledger: 1, lastId: 1, value: 1, seen: 1, events: 1, audit: 1 });
    phone.write('tally.add', { tallyId: 'a', amount: 10 });
    expect(await strikeDuringPush({ point: 'before_commit', about: 'tally.add', nth: 1 })).toEqual({
      kind: 'lost',
      cut: true,
    });
    expect(await stored(2)).toEqual(before);
    server = await world.startServer();
    expect(await stored(2)).toEqual(before);
    const again = await phone.push(server.url);
    expect(again).toMatchObject({
      kind: 'acknowledged',
      response: { mutations: [{ result: { outcome: 'applied' } }] },
    });
    expect(again).not.toHaveProperty('response.mutations.0.replayed');
    await allIsWell();
    expect(reader.rows().get('tally/a')).toEqual({ tallyId: 'a', value: 11, adds: 2 });
  });

  it('after it committed and before it replied: the push is there, and the same push again is told so', async () => {
    const id = phone.lastId() + 1;
    phone.write('tally.add', { tallyId: 'a', amount: 100 });
    expect(await strikeDuringPush({ point: 'after_commit', about: 'tally.add', nth: 1 })).toEqual({
      kind: 'lost',
      cut: true,
    });
    const result = (await stored(id))?.['result'];
    expect(await stored(id)).toMatchObject({ ledger: id, lastId: id, value: 111, seen: 111, events: id, audit: id });
    expect(result).toMatch(/^\{"outcome":"applied"/);
    server = await world.startServer();
    expect(await stored(id)).toMatchObject({ result });
    expect(await phone.push(server.url)).toMatchObject({
      kind: 'acknowledged',
      response: { mutations: [{ replayed: true, result: JSON.parse(String(result)) as object }] },
    });
    await allIsWell();
    expect(reader.rows().get('tally/a')).toEqual({ tallyId: 'a', value: 111, adds: 3 });
  });

  it('between handling an event and marking it: it is delivered twice, and its effect is there once', async () => {
    phone.write('tally.add', { tallyId: 'b', amount: 7 });
    phone.write('tally.add', { tallyId: 'b', amount: 7 });
    await strikeDuringPush({ point: 'before_mark', about: ECHO_GROUP, nth: 1 });
    const events = await world.ask(
      "SELECT epoch || '.' || commit || '.' || ordinal AS id FROM sync.outbox JOIN sync.commit USING (commit) WHERE key = 'b'",
    );
    const ids = events.map(({ id }) => String(id));
    expect(await Promise.all(ids.map(deliveriesOf))).toEqual([1, 1]);
    server = await world.startServer();
    await eventually(
      'the events are delivered again',
      async () => (await Promise.all(ids.map(deliveriesOf))).join() === '2,2',
    );
    await eventually(
      'the phone is answered',
      async () => phone.unanswered.length === 0 || (await phone.push(server.url)).kind === 'acknowledged',
    );
    await allIsWell();
    expect(await world.ask("SELECT value::int, adds::int FROM tally.tally WHERE tally_id = 'echo-b'")).toEqual([
      { value: 14, adds: 2 },
    ]);
  });
});

/** Once here; more of them, and other blows, in chaos.long.spec.ts. */
describe('a server that is killed at a random moment', () => {
  const seed = seedOfRun();
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.close());

  it(`loses nothing, doubles nothing, and lets everybody converge (TEST_SEED=${seed})`, async () => {
    const reports = await new Chaos({ world, seed, blows: ['kill at random'] }).run();
    expect(reports).toMatchObject([{ proof: expect.stringMatching(/ended by SIGKILL/) as unknown }]);
  });
});
