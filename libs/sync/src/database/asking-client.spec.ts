import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { testDatabase, type TestDatabase } from '#api/testing/test-database';
import { Sessions } from './sessions.ts';

const ROLE = `role_${randomBytes(6).toString('hex')}`;

let database: TestDatabase;
const asOwner = (sql: string): Promise<unknown> => database.dataSource.query(sql);
beforeAll(async () => {
  database = await testDatabase();
  await asOwner(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'first'`);
});
afterAll(async () => {
  await asOwner(`DROP ROLE ${ROLE}`);
  await database.close();
});

it('a password that is changed while we run is asked for anew once the old one is refused', async () => {
  const vault = { value: 'first', known: 'first', refusals: 0 };
  const source = {
    current: async () => vault.known,
    refused: () => {
      vault.refusals += 1;
      vault.known = vault.value;
    },
  };
  const address = new URL(database.url);
  [address.username, address.password] = [ROLE, 'of long ago'];
  const sessions = new Sessions({ connectionString: address.href }, {}, source);
  const pool = sessions.pool({ application: 'spec', connectionsMax: 2, settings: {}, onError: () => undefined });
  await pool.check();
  vault.value = 'second';
  await asOwner(`ALTER ROLE ${ROLE} PASSWORD 'second'`);
  pool.renew();
  await expect(pool.check()).rejects.toMatchObject({ code: '28P01' });
  expect(vault).toMatchObject({ refusals: 1, known: 'second' });
  await pool.check();
  const held = await sessions.open({ application: 'spec', settings: {}, onLost: () => undefined });
  expect((await held.query('SELECT current_user AS role')).rows).toEqual([{ role: ROLE }]);
  await sessions.close(held);
  await pool.close();
});
