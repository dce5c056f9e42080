import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpPhone } from '../phone/index.ts';
import { eventually } from './eventually.ts';
import { ScopeFollower } from './follower.ts';
import type { ServerProcess } from './server-process.ts';
import { POISON } from './tally.ts';
import { holdHead, phoneWrongs, World } from './world.ts';

/** Long enough for any commit here, short enough to wait for. */
const WRITE_LIMITS = { lockTimeoutMs: 500, idleInTransactionTimeoutMs: 3_000 };

describe('a holder of the head that is stuck', () => {
  let world: World;
  let server: ServerProcess;
  let other: ServerProcess;

  beforeAll(async () => {
    world = await World.create();
    const input = { writeLimits: WRITE_LIMITS };
    const starting = [world.startServer(input), world.startServer(input)];
    [server, other] = (await Promise.all(starting)) as [ServerProcess, ServerProcess];
  });
  afterAll(() => world.close());

  it('puts pushes off while it lasts, but no pull, and lets them go on after it', async () => {
    const anna = await world.person('anna', 'rider');
    const phone = new HttpPhone(anna);
    const reader = new ScopeFollower({ scope: 'rider:anna', caller: anna, urls: () => [server.url, other.url] });
    const holder = await holdHead(world.databaseUrl);
    phone.write('tally.add', { tallyId: 'a', amount: 1 });
    const putOff = { kind: 'put_off', status: 503, code: 'database_busy', retryAfter: '2' };
    const first = phone.push(server.url);
    await eventually('the push waits for the head', () => holder.isWaitedFor());
    await reader.drain();
    expect(await first).toEqual(putOff);
    expect(await phone.push(other.url)).toEqual(putOff);
    await holder.letGo();
    expect(await phone.push(server.url)).toMatchObject({ kind: 'acknowledged' });
    await reader.drain();
    expect(reader.rows().get('tally/a')).toEqual({ tallyId: 'a', value: 1, adds: 1 });
  });

  it('is cut off by the database when it is one of our own processes', async () => {
    const stuck = new HttpPhone(await world.person('ben', 'rider'));
    const waiting = new HttpPhone(await world.person('cara', 'rider'));
    await server.arm({ point: 'before_commit', about: 'tally.add', nth: 1, signal: 'SIGSTOP' });
    stuck.write('tally.add', { tallyId: 'b', amount: 1 });
    let answered = false;
    const stuckPush = stuck.push(server.url).finally(() => (answered = true));
    const mark = await eventually('the process stops in its transaction', () => server.mark());
    expect(mark).toEqual({ point: 'before_commit', about: 'tally.add', nth: 1, signal: 'SIGSTOP', pid: server.pid });

    waiting.write('tally.add', { tallyId: 'c', amount: 1 });
    expect(await waiting.push(other.url)).toMatchObject({ kind: 'put_off', status: 503, retryAfter: '2' });
    await eventually('the other process goes on', async () => (await waiting.push(other.url)).kind === 'acknowledged');
    expect(answered).toBe(false);
    expect(await world.ask("SELECT 1 FROM sync.ledger WHERE client_id LIKE 'ben%'")).toEqual([]);

    server.signal('SIGCONT');
    expect(await stuckPush).toMatchObject({ kind: 'put_off', status: 503, retryAfter: '2' });
    expect(await stuck.push(server.url)).toMatchObject({ kind: 'acknowledged' });
    await world.eventsHandled();
    expect(await world.wrongs()).toEqual([]);
    for (const phone of [stuck, waiting]) expect(await phoneWrongs(world, phone, server.url)).toEqual([]);
    expect(await world.ask("SELECT value::int, adds::int FROM tally.tally WHERE tally_id = 'b'")).toEqual([
      { value: 1, adds: 1 },
    ]);
  });
});

describe('a mutation that cannot be stored', () => {
  const PHONES = 16;
  let world: World;
  let server: ServerProcess;

  beforeAll(async () => {
    world = await World.create();
    server = await world.startServer({ roles: 'http' });
  });
  afterAll(() => world.close());

  it('is parked alone: the pushes of all other phones, in the same group, are applied', async () => {
    const callers = Array.from({ length: PHONES }, (_, index) => world.person(`rider${index}`, 'rider'));
    const phones = (await Promise.all(callers)).map((caller) => new HttpPhone(caller));
    const opener = new HttpPhone(await world.person('opener', 'rider'));
    opener.write('tally.add', { tallyId: 'opener', amount: 1 });
    const poisoned = phones[5];
    for (const phone of phones) {
      phone.write('tally.add', { tallyId: phone.clientId(), amount: 1, label: phone === poisoned ? POISON : 'good' });
    }
    // While the opener waits for the head, the others gather in one group.
    const holder = await holdHead(world.databaseUrl);
    const opening = opener.push(server.url);
    await eventually('the opener waits for the head', () => holder.isWaitedFor());
    const pushing = phones.map((phone) => phone.push(server.url));
    await eventually('all others wait behind it', async () => (await server.queuedSteps()) === PHONES);
    await holder.letGo();
    expect(await opening).toMatchObject({ kind: 'acknowledged' });
    const outcomes = (await Promise.all(pushing)).map((tried) => {
      const result = tried.kind === 'acknowledged' ? tried.response.mutations[0]?.result : undefined;
      return result !== undefined && 'outcome' in result ? result : undefined;
    });
    const parked = outcomes.filter((outcome) => outcome?.outcome === 'parked');
    expect(parked).toEqual([expect.objectContaining({ code: 'store_failed' })]);
    expect(outcomes.indexOf(parked[0])).toBe(phones.findIndex((phone) => phone === poisoned));
    expect(outcomes.filter((outcome) => outcome?.outcome === 'applied')).toHaveLength(PHONES - 1);

    // Halves of one group of sixteen: nobody was decided alone but the one at fault and its last neighbour.
    const groups = await world.ask(
      "SELECT count(*)::int AS size FROM sync.ledger WHERE client_id LIKE 'rider%' GROUP BY commit ORDER BY size DESC",
    );
    expect(groups.map(({ size }) => size)).toEqual([8, 4, 2, 1, 1]);
    expect(await world.wrongs()).toEqual([]);
    for (const phone of phones) expect(await phoneWrongs(world, phone, server.url)).toEqual([]);
    expect(await world.ask('SELECT count(*)::int AS rows FROM tally.tally')).toEqual([{ rows: PHONES }]);
  });
});
