import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyStoredChain } from '#sync';
import type { FaultPoint } from '#sync/testing';
import { callHttp } from '../harness/http-caller.ts';
import { HttpPhone, type Caller } from '../phone/index.ts';
import { eventually } from './eventually.ts';
import type { ServerProcess } from './server-process.ts';
import { POISON } from './tally.ts';
import { World } from './world.ts';

type Act = 'discard' | 'replay' | 'correct';

describe('a server that is killed (SIGKILL) while staff decide parked work', () => {
  let world: World;
  let server: ServerProcess;
  let phone: HttpPhone;
  let staff: Caller;
  let round = 0;

  beforeAll(async () => {
    world = await World.create();
    server = await world.startServer();
    phone = new HttpPhone(await world.person('anna', 'rider'));
    staff = await world.person('staff', 'support');
  });
  afterAll(() => world.close());

  const tally = () => `tally-${round}`;
  const args = (amount: number) => ({ tallyId: tally(), amount });

  /** One that cannot be stored, and two that only wait behind it. Answers the id of the first. */
  async function parkThree(): Promise<number> {
    round += 1;
    const add = (amount: number, label = '') => ['tally.add', { ...args(amount), label }] as const;
    // By itself: what a group leaves of a row is what its last one says.
    const outcomes = [
      ...(await phone.do(server.url, add(1, POISON))),
      ...(await phone.do(server.url, add(10), add(100))),
    ];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['parked', 'parked', 'parked']);
    return phone.lastId() - 2;
  }

  /** The correction that there is, as staff see it. */
  async function seen(path: string): Promise<object> {
    const { json } = await callHttp(path, { method: 'GET', token: staff.token });
    return { correctionHash: json['correctionHash'] };
  }

  async function decide(act: Act, mutationId: number): Promise<number | 'cut'> {
    const path = `${server.url}/v1/ops/parked/${phone.clientId()}/${mutationId}`;
    const note = 'because';
    const { token } = staff;
    const asked =
      act === 'correct'
        ? callHttp(`${path}/args`, { method: 'PUT', token, body: { args: args(1), note } })
        : callHttp(`${path}/${act}`, { method: 'POST', token, body: act === 'discard' ? { note } : await seen(path) });
    return asked.then(
      ({ status }) => status,
      () => 'cut',
    );
  }

  const waiting = async (): Promise<number> =>
    Number(
      (await world.ask('SELECT count(*)::int AS rows FROM sync.parked WHERE resolved_commit IS NULL'))[0]?.['rows'],
    );
  const value = async (): Promise<unknown> =>
    (await world.ask('SELECT value::int AS value FROM tally.tally WHERE tally_id = $1', [tally()]))[0]?.['value'];

  it.each<readonly [Act, FaultPoint]>([
    ['discard', 'before_commit'],
    ['discard', 'after_commit'],
    ['replay', 'before_commit'],
    ['replay', 'after_commit'],
    ['correct', 'before_commit'],
    ['correct', 'after_commit'],
  ])('%s, %s: nothing waits behind nothing, and staff who ask again are answered', async (act, point) => {
    const head = await parkThree();
    if (act === 'replay') expect(await decide('correct', head)).toBe(204);
    await server.arm({ point, about: act, nth: 1, signal: 'SIGKILL' });
    expect(await decide(act, head)).toBe('cut');
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await server.mark()).toMatchObject({ point, about: act, pid: server.pid });
    // What was committed was committed with all that waited for it.
    const isDecided = act !== 'correct' && point === 'after_commit';
    expect(await waiting()).toBe(isDecided ? 0 : 3);

    const begunMs = performance.now();
    server = await world.startServer();
    expect(await decide(act, head)).toBe(act === 'correct' ? 204 : 200);
    if (act === 'correct') expect(await decide('replay', head)).toBe(200);
    await eventually('nothing is parked', async () => (await waiting()) === 0);
    process.stdout.write(
      `${act} ${point}: all decided ${((performance.now() - begunMs) / 1_000).toFixed(1)} s after the kill\n`,
    );
    expect(await value()).toBe(act === 'discard' ? 110 : 111);
    // The lane is free.
    expect(await phone.do(server.url, ['tally.add', args(1_000)])).toMatchObject([{ outcome: 'applied' }]);
    await world.eventsHandled();
    expect(await verifyStoredChain(world.dataSource)).toMatchObject({ ok: true });
    await phone.pull(server.url);
    expect(phone.drifted).toEqual([]);
  });
});
