import { describe, expect, it } from '@jest/globals';
import { JOB_ASK, play } from '../../../test/samples.ts';
import { SYSTEM_ACTOR } from '../../define/system-actor.ts';
import { recordJobAsk } from './record-job-ask.ts';

describe('sync.recordJobAsk', () => {
  it('is kept by the ledger alone', () => {
    const verdict = play(recordJobAsk, { args: JOB_ASK, actor: SYSTEM_ACTOR });
    expect(verdict).toMatchObject({ outcome: 'applied', changes: [] });
  });

  it('is the server’s alone to say', () => {
    const actor = { subject: 'sam', roles: ['admin'] };
    expect(play(recordJobAsk, { args: JOB_ASK, actor })).toMatchObject({ outcome: 'rejected', code: 'role_missing' });
  });
});
