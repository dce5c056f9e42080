import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EPOCHS_MAX, readHead, syncOnServer } from '#sync';
import { testDatabase, type TestDatabase } from '../../test/harness/test-database.ts';
import { fulfilEpochRequest, readEpochRequest } from './epoch-request.ts';

describe('npm run epoch:raise', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase({ modules: [syncOnServer] });
  });
  afterAll(() => database.close());

  const raise = (...args: string[]): Promise<string> => fulfilEpochRequest(database.dataSource, readEpochRequest(args));
  const epoch = async (): Promise<number> => (await readHead(database.dataSource)).epoch;

  it('only shows what it would do, until it is told to', async () => {
    expect(await raise()).toContain('With --yes the epoch becomes 1.');
    expect(await raise()).toContain('give no epoch twice: --at-least N');
    expect(await raise('--at-least', '7')).toContain('With --yes the epoch becomes 7.');
    expect(await epoch()).toBe(0);
  });

  it('raises by one, or to what is asked for, and tells both epochs', async () => {
    expect(await raise('--yes')).toContain('The epoch was 0 and is now 1.');
    expect(await raise('--yes', '--at-least', '5')).toContain('The epoch was 1 and is now 5.');
    expect(await raise('--yes', '--at-least', '3')).toContain('The epoch was 5 and is now 6.');
    expect(await epoch()).toBe(6);
  });

  it('gives no epoch twice when the same backup is restored twice', async () => {
    const backup = await epoch();
    expect(await raise('--yes')).toContain(`is now ${backup + 1}.`);
    await database.dataSource.query('UPDATE sync.head SET epoch = $1', [backup]);
    expect(await raise('--yes', '--at-least', String(backup + 2))).toContain(`is now ${backup + 2}.`);
  });

  it.each(['-1', '1.5', 'seven', '', ' 7', '1e2', String(EPOCHS_MAX), '99999'])('refuses %j', async (text) => {
    const before = await epoch();
    expect(() => readEpochRequest([`--at-least=${text}`])).toThrow('--at-least must be a whole number from 0 to 4095.');
    expect(await epoch()).toBe(before);
  });

  it('refuses to go beyond the last epoch', async () => {
    await raise('--yes', '--at-least', String(EPOCHS_MAX - 1));
    await expect(raise('--yes')).rejects.toThrow('is the last one there is');
    expect(await epoch()).toBe(EPOCHS_MAX - 1);
  });
});
