import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../test/harness/test-database.ts';
import { IDENTITY_LIMITS, IdentityStore } from './identity.store.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const FAR_MS = 4_000_000_000_000;
const record = (kind: string, at: number) => {
  return { kind, id: `${kind}-${at}`, payload: {}, grantId: null, uid: null, expiresAtMs: FAR_MS + at };
};

describe('sign-ins that were begun and not ended', () => {
  it('are kept up to their limit, the newest; whatever else there is stays', async () => {
    const store = new IdentityStore(database.dataSource);
    await store.save(record('Session', 0));
    await database.dataSource.query(
      `INSERT INTO identity.record (kind, id, payload, expires_at_ms)
       SELECT 'Interaction', 'Interaction-' || n, '{}', $1::bigint + n FROM generate_series(1, $2::int) n`,
      [FAR_MS, IDENTITY_LIMITS.interactionsMax],
    );
    expect(await store.find('Interaction', 'Interaction-1')).toBeDefined();
    await store.save(record('Interaction', IDENTITY_LIMITS.interactionsMax + 1));
    expect(await store.find('Interaction', 'Interaction-1')).toBeUndefined();
    expect(await store.find('Interaction', 'Interaction-2')).toBeDefined();
    expect(await store.find('Session', 'Session-0')).toBeDefined();
  });
});
