import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SyncRegistry, type Change, type Json, type MutationDefinition } from '#sync';
import { MODULES } from '../../src/modules.ts';
import type { LedgerEntry } from '#pricing';
import type { Ride } from '#rides';
import { HttpServer, readFacts } from './http-server.ts';
import { INVARIANTS, violations } from './invariants.ts';
import { MemoryServer } from './memory-server.ts';
import { Random } from '../harness/random.ts';
import { Recorder } from './recorder.ts';
import { simulate, type Finished } from './simulation.ts';
import type { FactAudit, FactRow, Facts } from './sim-server.ts';

/** Every invariant can fail: a violation is planted in a sound run, and found under that invariant's name. */

type Name = keyof typeof INVARIANTS;

const SEED = 1;

let sound: Finished;
beforeAll(async () => {
  sound = await simulate({ seed: SEED, steps: 900, server: new MemoryServer(new Random(SEED)) });
});

/** The run with other facts. */
function withFacts(facts: Partial<Facts>): Finished {
  return { ...sound, facts: { ...sound.facts, ...facts } };
}

/** The list with one element replaced (or, with `null`, left out). */
function replacing<T>(list: readonly T[], isIt: (item: T) => boolean, by: (item: T) => T | null): readonly T[] {
  const at = list.findIndex(isIt);
  const item = list[at];
  if (item === undefined) throw new Error('there is nothing of this kind to tamper with');
  const changed = by(item);
  return changed === null ? list.toSpliced(at, 1) : list.toSpliced(at, 1, changed);
}

function withRecorder(change: (recorder: Recorder) => void): Finished {
  const { made, answers, received, happened, flaws } = sound.recorder;
  const recorder = Object.assign(new Recorder(), {
    made: new Map(made),
    answers: new Map([...answers].map(([ref, texts]) => [ref, new Set(texts)])),
    received: new Map(received),
    happened: new Map(happened),
    flaws: [...flaws],
  });
  change(recorder);
  return { ...sound, recorder };
}

const isAnswered = ({ clientId, mutationId }: { clientId: string; mutationId: number }) =>
  sound.recorder.answers.has(`${clientId}#${mutationId}`);
const entryFor =
  (reason: LedgerEntry['reason']) =>
  ({ kind, state }: FactRow): boolean =>
    kind === 'ledgerEntry' && (state as unknown as LedgerEntry).reason === reason;
const isCharge = entryFor('fare');
const isCash = entryFor('cash');
const isSuccess = ({ metric }: FactAudit) => metric === 'offline_booking_success';
const changeRow = (
  kind: string,
  change: (state: Record<string, Json>) => Record<string, Json>,
  isIt: (state: never) => boolean = () => true,
) =>
  withFacts({
    rows: replacing(
      sound.facts.rows,
      (row) => row.kind === kind && isIt(row.state as never),
      (row) => ({ ...row, state: change(row.state as Record<string, Json>) }),
    ),
  });

/** A registry in which drivers who arrive have ended the ride. */
function hastyRegistry(): SyncRegistry {
  const hasty = (mutation: MutationDefinition): MutationDefinition => ({
    ...mutation,
    decide: (input) => {
      const decision = mutation.decide(input);
      if (decision.kind === 'refused') return decision;
      const ended = (change: Change) => ({ ...change, state: { ...(change.state as object), status: 'ended' } });
      return { ...decision, changes: decision.changes.map(ended) };
    },
  });
  const definitions = MODULES.map(({ server }) => server.definition);
  return new SyncRegistry(
    definitions.map((module) => ({
      ...module,
      mutations: module.mutations.map((one) => (one.name === 'rides.arrive' ? hasty(one) : one)),
    })),
  );
}

const PLANTS: readonly (readonly [Name, string, () => Finished])[] = [
  ['acknowledgedOnce', 'an acknowledged mutation is gone', () => withFacts({ ledger: replacing(sound.facts.ledger, isAnswered, () => null) })],
  ['acknowledgedOnce', 'one is there twice', () => withFacts({ ledger: [...sound.facts.ledger, ...sound.facts.ledger.filter(isAnswered).slice(0, 1)] })],
  ['acknowledgedOnce', 'one has other arguments', () => withFacts({ ledger: replacing(sound.facts.ledger, isAnswered, (entry) => ({ ...entry, args: {} })) })],
  ['acknowledgedOnce', 'one has another answer', () => withFacts({ ledger: replacing(sound.facts.ledger, isAnswered, (entry) => ({ ...entry, result: `${entry.result} ` })) })],
  ['nothingInvented', 'a mutation of a stranger', () => withFacts({ ledger: replacing(sound.facts.ledger, ({ single }) => !single, (entry) => ({ ...entry, subject: 'stranger-1' })) })],
  ['nothingInvented', 'a mutation that nobody made', () => withFacts({ ledger: replacing(sound.facts.ledger, ({ single }) => !single, (entry) => ({ ...entry, mutationId: 9_999 })) })],
  ['effectsOnce', 'an effect twice', () => changeRow('ride', (ride) => ({ ...ride, offerCount: Number(ride['offerCount']) + 1 }))],
  ['effectsOnce', 'an effect that is missing', () => withFacts({ rows: replacing(sound.facts.rows, ({ kind }) => kind === 'ride', () => null) })],
  ['effectsOnce', 'a row from nowhere', () => withFacts({ rows: [...sound.facts.rows, { kind: 'rider', id: 'ghost', commit: 1, state: {} }] })],
  ['effectsOnce', 'a row of another commit', () => withFacts({ rows: replacing(sound.facts.rows, () => true, (row) => ({ ...row, commit: row.commit - 1 })) })],
  ['effectsOnce', 'a refusal of what must be applied', () => withFacts({ ledger: replacing(sound.facts.ledger, ({ outcome }) => outcome === 'applied', (entry) => ({ ...entry, result: '{"outcome":"rejected"}' })) })],
  ['streamsInOrder', 'two mutations in the wrong order', () => withFacts({ ledger: replacing(sound.facts.ledger, ({ single, mutationId }) => !single && mutationId === 2, (entry) => ({ ...entry, commit: 0 })) })],
  ['streamsInOrder', 'a last id that ran ahead', () => withFacts({ clients: replacing(sound.facts.clients, () => true, (client) => ({ ...client, lastMutationId: client.lastMutationId + 1 })) })],
  ['streamsInOrder', 'a stream without a last id', () => withFacts({ clients: sound.facts.clients.slice(1) })],
  ['replaysIdentical', 'another answer the second time', () => withRecorder(({ answers }) => [...answers.values()][0]?.add('{}'))],
  ['commitsWhole', 'an event is missing', () => withFacts({ outbox: sound.facts.outbox.slice(1) })],
  ['commitsWhole', 'an event twice', () => withFacts({ outbox: [...sound.facts.outbox, ...sound.facts.outbox.slice(0, 1)] })],
  ['commitsWhole', 'the audit is missing', () => withFacts({ audit: sound.facts.audit.slice(1) })],
  ['commitsWhole', 'a commit is missing', () => withFacts({ commits: sound.facts.commits.slice(0, -1) })],
  ['commitsWhole', 'a view of a commit that was rolled back', () => withFacts({ views: replacing(sound.facts.views, () => true, (view) => ({ ...view, commit: 99_999 })) })],
  ['viewsFit', 'a row that somebody should see and does not', () => withFacts({ views: replacing(sound.facts.views, ({ value }) => value !== null, () => null) })],
  ['viewsFit', 'a row that is still seen', () => withFacts({ views: [...sound.facts.views, { scope: 'driver:driver-1', key: 'ride/gone', commit: 1, value: {} }] })],
  ['viewsFit', 'a digest that does not fit', () => withFacts({ scopes: replacing(sound.facts.scopes, ({ rows }) => rows > 0, (scope) => ({ ...scope, digest: '1' })) })],
  ['phonesEqualServer', 'a row that a phone misses', () => withPhone(({ rows }) => ({ rows: new Map([...rows].slice(1)) }))],
  ['phonesEqualServer', 'a mutation that still waits', () => withPhone(() => ({ waitingCount: 1 }))],
  ['phonesEqualServer', 'a second pull that brings something', () => withPhone(() => ({ secondPullRows: 1 }))],
  ['nothingOutOfScope', 'a ride of somebody else', () => givenTo('rider-2', 'rider', (ride) => ride)],
  ['nothingOutOfScope', 'a PIN on the board', () => givenTo('dispatcher-1', 'dispatcher', (ride) => ride, 'ops:dispatch/ride/1')],
  ['nothingOutOfScope', 'a rider by name', () => givenTo('driver-1', 'driver', (ride) => ({ ...ride, driverId: 'driver-1' }))],
  ['nothingOutOfScope', 'a kind of row that nobody knows', () => givenTo('rider-2', 'rider', (ride) => ride, 'secret/1')],
  ['movesLegal', 'a ride that ends before it starts', () => ({ ...sound, registry: hastyRegistry(), facts: { ...sound.facts, ledger: [...sound.facts.ledger] } })],
  ['bookingsCounted', 'an offline booking that is not told of', () => withFacts({ audit: replacing(sound.facts.audit, ({ metric }) => metric === 'offline_booking', () => null) })],
  ['bookingsCounted', 'one of which nobody tells what became of it', () => withFacts({ audit: replacing(sound.facts.audit, isSuccess, () => null) })],
  ['bookingsCounted', 'one that is settled twice', () => withFacts({ audit: [...sound.facts.audit, ...sound.facts.audit.filter(isSuccess).slice(0, 1)] })],
  ['bookingsCounted', 'a failure that is told as a success', () => withFacts({ audit: replacing(sound.facts.audit, (row) => isSuccess(row) && row.value === 0, (row) => ({ ...row, value: 1 })) })],
  ['oneRideEach', 'two open rides of one rider', () => changeRow('ride', (ride) => ({ ...ride, status: 'requested' }), ({ status }: Ride) => status === 'cancelled')],
  ['oneRideEach', 'a driver with a ride that is not there', () => changeRow('driver', (driver) => ({ ...driver, activeRideId: 'gone' }))],
  ['oneCharge', 'a ride that is charged twice', () => withFacts({ rows: [...sound.facts.rows, ...sound.facts.rows.filter(isCharge).slice(0, 1).map((row) => ({ ...row, id: 'again' }))] })],
  ['oneCharge', 'an ended ride that is not charged', () => withFacts({ rows: replacing(sound.facts.rows, isCharge, () => null) })],
  ['oneCharge', 'a charge for a ride that goes on', () => changeRow('ride', (ride) => ({ ...ride, status: 'started' }), ({ status }: Ride) => status === 'ended')],
  ['oneCharge', 'a charge for no ride', () => changeRow('ledgerEntry', (entry) => ({ ...entry, rideId: 'gone' }), ({ reason }: LedgerEntry) => reason === 'fare')],
  ['oneCharge', 'another fare than the one that is owed', () => changeRow('fare', (fare) => ({ ...fare, fareCents: Number(fare['fareCents']) + 1 }))],
  ['oneCharge', 'a payment that is not posted', () => withFacts({ rows: replacing(sound.facts.rows, isCash, () => null) })],
  ['oneCharge', 'a payment that is posted twice', () => withFacts({ rows: [...sound.facts.rows, ...sound.facts.rows.filter(isCash).slice(0, 1)] })],
  ['oneCharge', 'a payment that nobody keeps', () => withFacts({ rows: replacing(sound.facts.rows, ({ kind }) => kind === 'cashPayment', () => null) })],
  ['oneCharge', 'a drawer that holds something else', () => changeRow('drawer', (drawer) => ({ ...drawer, keptCents: Number(drawer['keptCents']) + 5 }))],
  ['chainVerifies', 'a broken chain', () => withFacts({ chain: { ok: false, commit: 2, reason: 'digest' } })],
  ['noFlawOnTheWay', 'something noticed on the way', () => withRecorder(({ flaws }) => flaws.push('a cookie ran backwards'))],
]; // prettier-ignore

function withPhone(change: (phone: Finished['phones'][number]) => Partial<Finished['phones'][number]>): Finished {
  return {
    ...sound,
    phones: replacing(
      sound.phones,
      ({ rows }) => rows.size > 0,
      (phone) => ({ ...phone, ...change(phone) }),
    ),
  };
}

/** Somebody received this ride of rider-1, as the server holds it. */
function givenTo(subject: string, role: string, change: (ride: Ride) => unknown, key = 'ride/1'): Finished {
  const ride = sound.facts.rows
    .map(({ state }) => state as unknown as Ride)
    .find(({ riderId, rideId }) => riderId === 'rider-1' && rideId);
  if (!ride) throw new Error('there is no ride of rider-1');
  const actor = { subject, roles: [role] };
  return withRecorder((recorder) => recorder.received.set('planted', { actor, key, value: change(ride) }));
}

describe('invariants', () => {
  it('hold for a run in which much has happened', () => {
    expect(violations(sound)).toEqual([]);
    expect(sound.facts.ledger.length).toBeGreaterThan(50);
  });

  it.each(PLANTS)('%s finds %s', (name, _what, plant) => {
    expect(INVARIANTS[name](plant())).not.toEqual([]);
  });

  it('each have a plant', () => {
    const planted = new Set(PLANTS.map(([name]) => name));
    expect(Object.keys(INVARIANTS).filter((name) => !planted.has(name as Name))).toEqual([]);
  });
});

describe('invariants of the real database', () => {
  let server: HttpServer;
  let run: Finished;
  beforeAll(async () => {
    server = await HttpServer.start();
    run = await simulate({ seed: SEED, steps: 500, server });
  });
  afterAll(() => server.close());

  const query = (sql: string): Promise<unknown> => server.dataSource.query(sql);

  /** Tampers with one table, takes stock, and puts the table back. */
  async function found(table: string, sql: string): Promise<Set<string>> {
    await query(`ALTER TABLE ${table} DISABLE TRIGGER USER; CREATE TABLE public.kept AS TABLE ${table}`);
    await query(sql);
    const facts = await readFacts(server.dataSource);
    await query(`TRUNCATE ${table}; INSERT INTO ${table} TABLE public.kept; DROP TABLE public.kept`);
    return new Set(violations({ ...run, facts }).map((violation) => violation.replace(/:.*/s, '')));
  }

  it('hold before anybody tampers', () => {
    expect(violations(run)).toEqual([]);
  });

  it.each([
    ['sync.ledger', `DELETE FROM sync.ledger WHERE commit = (SELECT max(commit) FROM sync.ledger)`, ['commitsWhole', 'chainVerifies']],
    ['sync.ledger', `UPDATE sync.ledger SET args = '{}' WHERE name = 'rides.book'`, ['acknowledgedOnce', 'effectsOnce']],
    ['sync.outbox', `DELETE FROM sync.outbox WHERE commit = (SELECT max(commit) FROM sync.outbox)`, ['commitsWhole', 'chainVerifies']],
    ['public.audit_offline_first_mobile_architecture', `DELETE FROM public.audit_offline_first_mobile_architecture WHERE id / 4096 = 7`, ['commitsWhole', 'chainVerifies']],
    ['public.audit_offline_first_mobile_architecture', `DELETE FROM public.audit_offline_first_mobile_architecture WHERE metric = 'offline_booking_success'`, ['bookingsCounted', 'chainVerifies']],
    ['sync.view', `DELETE FROM sync.view WHERE key LIKE 'driver/%'`, ['viewsFit', 'phonesEqualServer']],
    ['sync.view', `UPDATE sync.view SET value = NULL WHERE scope = 'rider:rider-1'`, ['viewsFit', 'phonesEqualServer']],
    ['sync.scope', `UPDATE sync.scope SET digest = digest - 1 WHERE digest > 1`, ['viewsFit']],
    ['sync.client', `UPDATE sync.client SET last_mutation_id = last_mutation_id - 1`, ['streamsInOrder']],
    ['sync.commit', `DELETE FROM sync.commit WHERE commit = (SELECT max(commit) FROM sync.commit)`, ['commitsWhole', 'chainVerifies']],
    ['rides.rider', `DELETE FROM rides.rider`, ['effectsOnce', 'viewsFit']],
  ])('find it when somebody tampers with %s: %s', async (table, sql, expected) => {
    expect([...(await found(table, sql))]).toEqual(expect.arrayContaining(expected));
  }); // prettier-ignore

  it('hold again when everything is put back', async () => {
    const facts = await readFacts(server.dataSource);
    expect(violations({ ...run, facts })).toEqual([]);
  });
});
