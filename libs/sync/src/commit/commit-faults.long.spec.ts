import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommitFaults } from '../../test/commit-faults.ts';

/** The ways to fail that commit-faults.spec.ts leaves out. */
const CODES = [
  '55P03',
  '25P02',
  '25P04',
  '26000',
  '40001',
  '40P01',
  '42501',
  '42P01',
  '53100',
  '53300',
  '57P01',
  '58030',
];

describe('a commit', () => {
  let faults: CommitFaults;
  beforeAll(async () => {
    faults = await CommitFaults.start();
  });
  afterAll(() => faults.close());

  it.each([...CODES.map((code) => ({ fail: code })), 'gone' as const])(
    'is whole or not there, and tells the truth, when any of its statements meets %j',
    async (fate) => expect(await faults.sweep(fate)).toEqual([]),
  );
});
