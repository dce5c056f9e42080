import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startPostgresProxy, type PostgresProxy } from '#api/testing/postgres-proxy';
import { until } from '#api/testing/until';
import { startGroup } from '../../test/event-group.ts';
import { mutation, pull, push, rider, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import type { SessionLimits } from '../database/session.ts';
import { Sessions } from '../database/sessions.ts';
import { TryAgain } from '../intake/sequencer.ts';

/**
 * Connections whose path falls silent: no end, no reset, and never an answer. With small limits; the usual ones are in
 * silent-database.long.spec.ts of the server.
 */
const LIMITS = { statementTimeoutMs: 400, silenceMsMax: 600, heartbeatMs: 150, heldSilenceMsMax: 600, goodbyeMs: 100 };
/** The server believes for as long in whoever fell silent in a transaction. */
const WRITE_LIMITS = { idleInTransactionTimeoutMs: 500 };
const GROUP = 'silence.counts';

let fixture: PipelineFixture;
let proxy: PostgresProxy;
async function start(sessionLimits: Partial<SessionLimits>): Promise<void> {
  fixture = await startPipeline({ sessionLimits, writeLimits: WRITE_LIMITS }, async (url) => {
    proxy = await startPostgresProxy(url);
    return proxy.url;
  });
}
async function end(): Promise<void> {
  await fixture.close();
  await proxy.close();
}
async function restart(sessionLimits: Partial<SessionLimits>): Promise<void> {
  await end();
  await start(sessionLimits);
}
beforeEach(() => start(LIMITS));
afterEach(end);

const add = (id: number) =>
  push(fixture.runtime, rider, [mutation('s1', id, 'toy.add', { counterId: 'a', amount: 1 })]).then(
    ({ mutations }) => mutations[0],
    (error: unknown) => error,
  );

describe('a connection that falls silent', () => {
  it('is replaced where commits are made: the push is put off, and the next one is stored', async () => {
    expect(await add(1)).toMatchObject({ result: { outcome: 'applied' } });
    expect(proxy.silence('bimride-sequencer')).toBe(1);
    expect(await add(2)).toEqual(new TryAgain('database'));
    expect(await add(2)).toMatchObject({ result: { outcome: 'applied' } });
  });

  it('is replaced when it does not answer a COMMIT: nobody knows, and the next push tells', async () => {
    let hits = 0;
    proxy.fateOf = ({ application, text }) => {
      if (application !== 'bimride-sequencer' || text !== 'COMMIT' || hits > 0) return 'pass';
      hits += 1;
      return 'silent';
    };
    expect(await add(1)).toEqual(new TryAgain('unknown'));
    expect(hits).toBe(1);
    await until('the push is stored', async () => !((await add(1)) instanceof TryAgain));
    expect(await add(2)).toMatchObject({ result: { outcome: 'applied' } });
  });

  it('is replaced where pulls are read, and so are those beside it', async () => {
    await Promise.all([1, 2, 3].map(() => pull(fixture.runtime, rider, null)));
    const silent = proxy.silence('bimride-pulls');
    expect(silent).toBeGreaterThan(1);
    await expect(pull(fixture.runtime, rider, null)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await pull(fixture.runtime, rider, null);
    await pull(fixture.runtime, rider, null);
  });

  it('is replaced where commits are heard of, and whoever listens is told to look', async () => {
    expect(await fixture.runtime.troubles(1_000)).toEqual([]);
    expect(proxy.silence('bimride-listener')).toBe(1);
    await until('it is known that nothing is heard', async () =>
      (await fixture.runtime.troubles(1_000)).includes('listener_deaf'),
    );
    await until('commits are heard of', async () => (await fixture.runtime.troubles(1_000)).length === 0);
    expect(proxy.living('bimride-listener')).toBe(1);
  });

  it('is told where commits are heard of, long before it counts as dead', async () => {
    await restart({ ...LIMITS, heldSilenceMsMax: 60_000 });
    expect(await fixture.runtime.troubles(1_000)).toEqual([]);
    expect(proxy.silence('bimride-listener')).toBe(1);
    await until('it is known that nothing is heard', async () =>
      (await fixture.runtime.troubles(1_000)).includes('listener_deaf'),
    );
  });

  it('is succeeded where a group’s place is held', async () => {
    const handled: number[] = [];
    const group = startGroup(fixture, { group: GROUP, from: 'beginning' }, ({ commit }) => void handled.push(commit), {
      sessions: new Sessions({ connectionString: proxy.url }, LIMITS),
    });
    await add(1);
    await until('the first event is handled', () => handled.includes(1));
    expect(proxy.silence(`bimride-events ${GROUP}`)).toBe(1);
    await add(2);
    await until('the second event is handled', () => handled.includes(2));
    await group.close();
  });

  it('is told as long as no other can be had: by commits, pulls, the listener, and the groups of event handlers', async () => {
    const group = startGroup(fixture, { group: GROUP, from: 'beginning' }, () => undefined, {
      sessions: new Sessions({ connectionString: proxy.url }, LIMITS),
    });
    await add(1);
    const troubles = () => fixture.runtime.troubles(LIMITS.silenceMsMax);
    expect(await troubles()).toEqual([]);
    proxy.deaf = true;
    expect(proxy.silence(null)).toBeGreaterThan(3);
    const all = ['sequencer_stalled', 'pulls_stalled', 'listener_deaf'];
    await until('all of it is told', async () => (await troubles()).join() === all.join());
    await until('the group is nobody’s', () => group.isStalled);
    proxy.deaf = false;
    await until('nothing is told any more', async () => (await troubles()).length === 0);
    await until('somebody works for the group', () => !group.isStalled);
    await group.close();
  });

  it('keeps nobody from ending', async () => {
    await add(1);
    await pull(fixture.runtime, rider, null);
    const applications = ['bimride-sequencer', 'bimride-pulls', 'bimride-listener'];
    // The listener connects in its own time.
    await until('all of them are connected', () => applications.every((one) => proxy.living(one) > 0));
    // Nor can a new connection come to the help of the push.
    proxy.deaf = true;
    expect(proxy.silence(null)).toBeGreaterThan(2);
    const pushing = add(2);
    await fixture.runtime.onApplicationShutdown();
    expect(await pushing).toBeInstanceOf(TryAgain);
    await fixture.database.close();
    fixture = await startPipeline();
  });
});
