import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { QueryRunner } from 'typeorm';
import { HttpPhone } from '../phone/index.ts';
import { brokenInvariants, INVARIANTS, unevenEchoes, type Ask } from './invariants.ts';
import { World } from './world.ts';

const AUDIT = 'public.audit_offline_first_mobile_architecture';

/** The commit of the push below. */
const OURS = "(SELECT commit FROM sync.ledger WHERE name = 'tally.add' AND mutation_id = 1)";

/** One way to break each invariant. */
const PLANTS: Readonly<Record<string, string>> = {
  'commits are numbered without a hole, and the head is the last': `DELETE FROM sync.commit WHERE commit = ${OURS}`,
  'a commit holds a mutation, or what was noted instead of one': `DELETE FROM sync.ledger WHERE commit = ${OURS}`,
  'nothing is stored outside a commit': `UPDATE sync.outbox SET commit = commit + 1000 WHERE commit = ${OURS} AND ordinal = 0`,
  'each mutation has one audit row, in its own commit': `DELETE FROM ${AUDIT} WHERE id = (SELECT min(id) FROM ${AUDIT})`,
  'each audit row has its mutation': "DELETE FROM sync.ledger WHERE name = 'tally.add' AND mutation_id = 2",
  'each applied addition has its event, in the same commit and order': `DELETE FROM sync.outbox WHERE commit = ${OURS} AND ordinal = 0`,
  'each applied mutation has its effect, once':
    "UPDATE tally.tally SET value = value + 5, adds = adds + 1 WHERE tally_id = 'a'",
  'each scope sees each of its rows as it stands, and no other':
    "UPDATE sync.view SET value = NULL WHERE scope = 'driver:dana'",
  'each scope counts its rows': "UPDATE sync.scope SET rows = rows - 1 WHERE scope = 'ops:dispatch'",
  'each stream has its mutations without a hole, and remembers the last':
    'UPDATE sync.client SET last_mutation_id = last_mutation_id + 1',
  'each refusal waits for its owner': 'DELETE FROM sync.outcome',
};

describe('the invariants', () => {
  let world: World;
  let queries: QueryRunner;
  const ask: Ask = (sql) => queries.query(sql) as Promise<Record<string, unknown>[]>;

  beforeAll(async () => {
    world = await World.create();
    const server = await world.startServer();
    const phone = new HttpPhone(await world.person('anna', 'rider'));
    phone.write('tally.add', { tallyId: 'a', amount: 5, driverId: 'dana' });
    phone.write('tally.add', { tallyId: 'b', amount: 7 });
    phone.write('tally.add', { tallyId: 'c', amount: 'many' });
    expect(await phone.push(server.url)).toMatchObject({ kind: 'acknowledged' });
    await world.eventsHandled();
    await server.stop();
    queries = world.dataSource.createQueryRunner();
  });
  afterAll(async () => {
    await queries.release();
    await world.close();
  });

  /** Plants a violation, looks, and takes it away again. */
  async function afterPlanting<T>(plant: string, look: () => Promise<T>): Promise<T> {
    await queries.startTransaction();
    try {
      // Without the triggers that keep what was decided as it was decided.
      await queries.query('SET LOCAL session_replication_role = replica');
      await queries.query(plant);
      return await look();
    } finally {
      await queries.rollbackTransaction();
    }
  }

  it('hold in a database that nothing happened to', async () => {
    expect(await world.wrongs()).toEqual([]);
  });

  it('have a planted violation each', () => {
    expect(Object.keys(PLANTS)).toEqual(INVARIANTS);
  });

  it.each(Object.entries(PLANTS))('see that this no longer holds: %s', async (name, plant) => {
    const broken = await afterPlanting(plant, () => brokenInvariants(ask));
    expect(broken.map((line) => line.split(': ')[0])).toContain(name);
  });

  it('see an event that was counted twice, and one that was not', async () => {
    const twice = "UPDATE tally.tally SET value = value + 5, adds = adds + 1 WHERE tally_id = 'echo-a'";
    expect(await afterPlanting(twice, () => unevenEchoes(ask))).toEqual([
      expect.objectContaining({ tally_id: 'a', counted: '2' }),
    ]);
    const never = "DELETE FROM tally.tally WHERE tally_id = 'echo-b'";
    expect(await afterPlanting(never, () => unevenEchoes(ask))).toEqual([
      expect.objectContaining({ tally_id: 'b', counted: null }),
    ]);
  });
});
