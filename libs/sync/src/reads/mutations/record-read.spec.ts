import { describe, expect, it } from '@jest/globals';
import { NOW_MS, play, READ } from '../../../test/samples.ts';
import { SYSTEM_ACTOR } from '../../define/system-actor.ts';
import { readKind } from '../rules/read.ts';
import { recordRead } from './record-read.ts';

describe('sync.recordRead', () => {
  it('writes down who was shown what, on whom and why', () => {
    const verdict = play(recordRead, { args: READ, actor: SYSTEM_ACTOR });
    expect(verdict).toMatchObject({ outcome: 'applied', changes: [readKind.put({ ...READ, atMs: NOW_MS })] });
  });

  it('writes nothing a second time: what is written down is never changed', () => {
    const rows = [readKind.put({ ...READ, atMs: NOW_MS - 1 })];
    const again = play(recordRead, { args: { ...READ, reason: 'another' }, actor: SYSTEM_ACTOR, rows });
    expect(again).toMatchObject({ outcome: 'applied', changes: [] });
  });

  it('is the server’s alone to say', () => {
    const actor = { subject: 'sam', roles: ['support'] };
    expect(play(recordRead, { args: READ, actor })).toMatchObject({ outcome: 'rejected', code: 'role_missing' });
  });
});
