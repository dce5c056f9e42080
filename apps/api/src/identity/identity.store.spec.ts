import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../test/harness/test-database.ts';
import { IDENTITY_LIMITS, IdentityStore } from './identity.store.ts';
import { signIns } from './sign-ins.store.ts';

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

describe('sign-ins that have expired', () => {
  it('are dropped by retention, and nothing else is', async () => {
    const store = new IdentityStore(database.dataSource);
    await store.save({ ...record('Session', 1), expiresAtMs: 999 });
    await store.save({ ...record('Session', 2), expiresAtMs: 1_000 });
    await store.save({ ...record('Grant', 3), expiresAtMs: null });
    expect(await signIns.count(database.dataSource, 1_000)).toBe(1);
    expect(await signIns.drop(database.dataSource, 1_000)).toEqual({ rows: 1, isAll: true });
    expect(await store.find('Session', 'Session-1')).toBeUndefined();
    expect(await store.find('Session', 'Session-2')).toBeDefined();
    expect(await store.find('Grant', 'Grant-3')).toBeDefined();
  });
});
