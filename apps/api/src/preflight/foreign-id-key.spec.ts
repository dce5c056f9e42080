import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../test/harness/test-database.ts';
import type { Fault } from '../observe/fault-log.ts';
import type { Secrets } from '../secrets.ts';
import { refuseForeignIdKey } from './foreign-id-key.ts';

const secretsWith = (key: string): Secrets =>
  ({ get: async () => key, close: async () => undefined }) as unknown as Secrets;

describe('a database whose servers have another id-key', () => {
  let database: TestDatabase;
  const reported: Fault[] = [];
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  const start = (key: string, environment: 'production' | 'development') =>
    refuseForeignIdKey(
      { environment },
      {
        dataSource: database.dataSource,
        secrets: secretsWith(key),
        faults: { report: (fault) => reported.push(fault) },
      },
    );

  it('belongs to the first one, refuses others in production, and is told of elsewhere', async () => {
    await start('one', 'production');
    await start('one', 'production');
    await expect(start('other', 'production')).rejects.toThrow(/another id-key.*Give all of them the same secrets/s);
    expect(reported).toEqual([]);
    await start('other', 'development');
    expect(reported).toEqual([expect.objectContaining({ about: 'foreign_id_key' })]);
    // As the message says, where that is meant.
    await database.dataSource.query('UPDATE sync.head SET id_key_fingerprint = NULL');
    await start('other', 'production');
    await expect(start('one', 'production')).rejects.toThrow('another id-key');
  });

  it('keeps nothing of the key itself', async () => {
    const [row] = await database.dataSource.query<{ kept: string }[]>(
      'SELECT id_key_fingerprint AS kept FROM sync.head',
    );
    expect(row?.kept).toMatch(/^[0-9a-f]{16}$/);
  });
});
