import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommitFaults } from '../../test/commit-faults.ts';

/**
 * Whatever happens to a statement of a commit, its push is stored whole or not at all, is answered by what is known, is never
 * parked for it, and the chain of commits stays sound. Every other way to fail is in commit-faults.long.spec.ts.
 */
describe('a commit', () => {
  let faults: CommitFaults;
  beforeAll(async () => {
    faults = await CommitFaults.start();
  });
  afterAll(() => faults.close());

  it('has statements to strike', async () => {
    const statements = await faults.statements();
    expect(statements[0]).toBe('BEGIN READ WRITE');
    expect(statements.at(-1)).toBe('COMMIT');
    expect(statements.length).toBeGreaterThan(12);
  });

  it.each([{ fail: '57014' }, { fail: '0A000' }, { fail: '23514' }, 'reply_lost'] as const)(
    'is whole or not there, and tells the truth, when any of its statements meets %j',
    async (fate) => expect(await faults.sweep(fate)).toEqual([]),
  );
});
