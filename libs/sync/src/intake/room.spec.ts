import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mutation, pushBody, runtimeOn, startPipeline, type PipelineFixture } from '../../test/pipeline-fixture.ts';
import { verifyStoredChain } from '../commit/chain.service.ts';
import type { Actor } from '../define/mutation.ts';
import { SYNC_LIMITS } from '../limits.ts';
import type { PushResponse, WireMutation } from '../wire/protocol.ts';
import type { PushAnswer } from './push.service.ts';
import { TryAgain } from './sequencer.ts';

/** Limits by person, in the transaction that would pass them: many pushes at once, of two servers on one database. */

const {
  commitMutationsMax,
  installsPerPersonMax,
  outcomesPerPersonMax,
  parkedBytesPerPersonMax,
  parkedPerPersonMax,
  streamsCountedDays,
  streamsPerPersonMax,
} = SYNC_LIMITS;

let fixture: PipelineFixture;
let second: ReturnType<typeof runtimeOn>;
beforeAll(async () => {
  fixture = await startPipeline();
  second = runtimeOn(fixture.database, { clock: () => fixture.clock.nowMs });
  await second.onApplicationBootstrap();
});
afterAll(async () => {
  expect(await verifyStoredChain(fixture.database.dataSource)).toMatchObject({ ok: true });
  await second.onApplicationShutdown();
  await fixture.close();
});

const person = (subject: string): Actor => ({ subject, roles: ['rider'] });
const unknown = (stream: string, id: number, args: unknown = {}): WireMutation =>
  mutation(stream, id, 'future.thing', args);
const add = (stream: string, id: number, amount = 1): WireMutation =>
  mutation(stream, id, 'toy.add', { counterId: `of ${stream}`, amount });
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

const push = (actor: Actor, mutations: readonly WireMutation[], group = `phone of ${actor.subject}`) =>
  fixture.runtime.pushes.push(pushBody(mutations, group), actor);
const bodyOf = (answer: PushAnswer): PushResponse['mutations'] =>
  'body' in answer ? (JSON.parse(answer.body) as PushResponse).mutations : [];
async function number(sql: string, subject: string): Promise<number> {
  const [row] = await fixture.database.dataSource.query<{ n: string }[]>(sql, [subject]);
  return Number(row?.n);
}
const parkedOf = (subject: string) =>
  number(
    `SELECT count(*) AS n FROM sync.parked JOIN sync.ledger l USING (client_id, mutation_id)
     WHERE l.subject = $1 AND resolved_commit IS NULL`,
    subject,
  );
const streamsOf = (subject: string) =>
  number('SELECT count(*) AS n FROM sync.client JOIN sync.client_group USING (group_id) WHERE subject = $1', subject);

/** Eight pushes at once, from eight phones and over two servers, each with so many of these. */
async function race(actor: Actor, each: number, make: (stream: string, id: number) => WireMutation) {
  const runtimes = [fixture.runtime, second];
  const pushes = times(8, (at) => {
    const phone = `${actor.subject} ${at}`;
    const mutations = times(each, (id) => make(phone, id + 1));
    return (runtimes[at % 2] ?? second).pushes.push(pushBody(mutations, phone), actor);
  });
  return Promise.all(pushes);
}

describe('parked work of one person', () => {
  it('never passes its limit, however much comes at once; what finds no room is told to come again', async () => {
    const anna = person('anna');
    const answers = await race(anna, commitMutationsMax - 100, unknown);
    expect(await parkedOf('anna')).toBe(parkedPerPersonMax);
    const full = answers.filter(({ kind }) => kind === 'no_room');
    expect(full.length).toBeGreaterThanOrEqual(3);
    for (const answer of full) expect(answer).toMatchObject({ code: 'too_much_parked' });
    // Each that was not taken is the phone's to keep, and each that was taken is there.
    expect(answers.flatMap(bodyOf)).toHaveLength(parkedPerPersonMax);
  });

  it('holds up no other stream, nor another person, and no emergency', async () => {
    const anna = person('anna');
    const answer = await push(anna, [unknown('held', 1), add('held', 2), add('other', 1), add('other', 2)]);
    expect(answer).toMatchObject({ kind: 'no_room', code: 'too_much_parked', clientId: 'held' });
    expect(bodyOf(answer)).toMatchObject([
      { id: { clientID: 'other', id: 1 }, result: { outcome: 'applied' } },
      { id: { clientID: 'other', id: 2 }, result: { outcome: 'applied' } },
    ]);
    expect((await push(person('ben'), [unknown('of ben', 1)])).kind).toBe('answered');
    // An emergency that cannot be decided is parked beyond the limit.
    await push(anna, [add('c', 1), mutation('c', 2, 'toy.pair', { counterId: 'of c', twinId: 'of held' })]);
    await fixture.database.dataSource
      .query(`INSERT INTO sync.parked (client_id, mutation_id, sequence, parked_at_ms, lane, reason, detail)
      VALUES ('planted', 1, 1, 1, 'counter/of c', 'defect', '')`);
    const emergency = mutation('sos', 1, 'toy.addToTwin', { counterId: 'of c', amount: 1 });
    expect(bodyOf(await push(anna, [emergency]))).toMatchObject([{ result: { outcome: 'parked', code: 'lane_held' } }]);
    await fixture.database.dataSource.query(`DELETE FROM sync.parked WHERE client_id = 'planted'`);
    expect(await parkedOf('anna')).toBe(parkedPerPersonMax + 1);
  });

  it('tells of a gap in another stream first, which only the phone can mend', async () => {
    const answer = await push(person('anna'), [unknown('held', 1), unknown('held', 2), add('other', 9)]);
    expect(answer).toMatchObject({ kind: 'gap', clientId: 'other', expectedId: 3 });
    expect(bodyOf(answer)).toMatchObject([{ id: { clientID: 'other', id: 9 } }]);
  });

  it('is told to REST callers too, who come again under the same key', async () => {
    const write = { actor: person('anna'), key: 'k', name: 'future.thing', args: {} };
    await expect(fixture.runtime.pushes.perform(write)).rejects.toMatchObject(new TryAgain('too_much_parked'));
  });

  it('is taken as it is when there is room again', async () => {
    const [first] = await fixture.database.dataSource.query<{ client_id: string; mutation_id: string }[]>(
      `SELECT client_id, mutation_id FROM sync.parked WHERE subject = 'anna' AND reason = 'unknown_mutation' LIMIT 1`,
    );
    const ref = { clientId: first?.client_id ?? '', mutationId: Number(first?.mutation_id) };
    await fixture.database.dataSource.query(`DELETE FROM sync.parked WHERE client_id = 'planted'`);
    for (const one of [ref, { clientId: 'sos', mutationId: 1 }])
      expect(await fixture.runtime.parked.discard(one, { note: 'room', by: 'staff' })).toMatchObject({
        kind: 'replayed',
      });
    const answer = await push(person('anna'), [unknown('held', 1), add('held', 2)]);
    expect(answer.kind).toBe('answered');
    expect(bodyOf(answer)).toMatchObject([{ result: { outcome: 'parked' } }, { result: { outcome: 'applied' } }]);
  });

  it('has a limit in bytes as well', async () => {
    const text = 'ß'.repeat(SYNC_LIMITS.mutationArgsBytesMax / 2 - 20);
    await race(person('bytes'), 40, (stream, id) => unknown(stream, id, { text }));
    const bytes = await number(
      `SELECT sum(octet_length(args::text)) AS n FROM sync.ledger WHERE subject = $1`,
      'bytes',
    );
    expect(bytes).toBeLessThanOrEqual(parkedBytesPerPersonMax);
    expect(bytes).toBeGreaterThan(parkedBytesPerPersonMax * 0.9);
  });
});

describe('streams and installs of one person', () => {
  it('are so many within some days, however many begin at once', async () => {
    const answers = await race(person('cleo'), commitMutationsMax - 100, (phone, id) => add(`${phone} ${id}`, 1));
    expect(await streamsOf('cleo')).toBe(streamsPerPersonMax);
    expect(answers.filter((answer) => answer.kind === 'no_room' && answer.code === 'too_many_streams')).not.toEqual([]);
    expect(answers.flatMap(bodyOf)).toHaveLength(streamsPerPersonMax);
  });

  it('that are there go on; an emergency begins its own', async () => {
    const known = await push(person('cleo'), [add('cleo 0 1', 2)], 'cleo 0');
    expect(bodyOf(known)).toMatchObject([{ result: { outcome: 'applied' } }]);
    const emergency = mutation('sos of cleo', 1, 'toy.addToTwin', { counterId: 'none', amount: 1 });
    expect(bodyOf(await push(person('cleo'), [emergency], 'a new phone'))).toMatchObject([
      { result: { code: 'not_found' } },
    ]);
    expect(await push(person('cleo'), [add('one more', 1)])).toMatchObject({ kind: 'no_room' });
  });

  it('are installs as well', async () => {
    const begin = (at: number) => push(person('dan'), [add(`dan ${at}`, 1)], `phone ${at} of dan`);
    for (let from = 0; from < installsPerPersonMax; from += SYNC_LIMITS.pushesInFlightPerPersonMax) {
      const count = Math.min(SYNC_LIMITS.pushesInFlightPerPersonMax, installsPerPersonMax - from);
      for (const { kind } of await Promise.all(times(count, (at) => begin(from + at)))) expect(kind).toBe('answered');
    }
    expect(await begin(installsPerPersonMax)).toMatchObject({ kind: 'no_room', code: 'too_many_installs' });
    expect((await push(person('dan'), [add('dan again', 1)], 'phone 0 of dan')).kind).toBe('answered');
    const installs = await number('SELECT count(*) AS n FROM sync.client_group WHERE subject = $1', 'dan');
    expect(installs).toBe(installsPerPersonMax);
  });

  it('count no longer once they are old', async () => {
    fixture.clock.nowMs += (streamsCountedDays + 1) * 86_400_000;
    expect((await push(person('cleo'), [add('one more', 1)])).kind).toBe('answered');
    expect((await push(person('dan'), [add('and one', 1)], 'a new phone of dan')).kind).toBe('answered');
  });
});

describe('outcomes that nobody acknowledges', () => {
  it('are kept so many a person, the newest; the ledger has each', async () => {
    const refusal = (stream: string, id: number) => add(stream, id, 5_000);
    await race(person('eve'), commitMutationsMax - 250, refusal);
    const kept = await fixture.database.dataSource.query<{ commit: string }[]>(
      'SELECT commit FROM sync.outcome WHERE subject = $1 ORDER BY commit',
      ['eve'],
    );
    expect(kept).toHaveLength(outcomesPerPersonMax);
    const all = await number('SELECT count(*) AS n FROM sync.ledger WHERE subject = $1', 'eve');
    expect(all).toBe(8 * (commitMutationsMax - 250));
    const older = await fixture.database.dataSource.query<object[]>(
      `SELECT 1 FROM sync.ledger l WHERE subject = 'eve' AND l.commit > $1
       AND NOT EXISTS (SELECT 1 FROM sync.outcome o WHERE o.client_id = l.client_id AND o.mutation_id = l.mutation_id)`,
      [kept[0]?.commit],
    );
    expect(older).toEqual([]);
    const seen = await number(
      `SELECT count(*) AS n FROM sync.view WHERE scope = 'person:' || $1 AND key LIKE 'outcome/%' AND value IS NOT NULL`,
      'eve',
    );
    expect(seen).toBe(outcomesPerPersonMax);
    // Who sends one again that is gone from there has the same answer.
    expect(bodyOf(await push(person('eve'), [refusal('eve 0', 1)], 'eve 0'))).toMatchObject([
      { result: { code: 'too_much' }, replayed: true },
    ]);
  });
});
