import { describe, expect, it } from '@jest/globals';
import { until } from '#api/testing/until';
import type { Reader } from '../define/reader.ts';
import { SyncRegistry } from '../define/registry.ts';
import { toy } from '../../test/toy.ts';
import { PokeService, type PokeEvent } from './poke.service.ts';

/** A database that is away until it is told otherwise, with one commit. */
class Away implements Reader {
  isThere = false;
  asked = 0;

  async query<T>(): Promise<T> {
    this.asked += 1;
    if (!this.isThere) throw new Error('away');
    return [{ epoch: 0, commit: '7', scopes: [] }] as T;
  }
}

describe('a stream that is opened while the database is away', () => {
  it('gives no sign of life, and tells where things stand once it is back', async () => {
    const reader = new Away();
    const pokes = new PokeService({ reader, registry: new SyncRegistry([toy.definition]), hears: () => true });
    const told: PokeEvent[] = [];
    let isEnded = false;
    pokes
      .subscribe({ actor: { subject: 'anna', roles: ['rider'] }, issuedAtMs: 0 })
      .subscribe({ next: (event) => void told.push(event), complete: () => (isEnded = true) });
    await until('it was tried', () => reader.asked > 0 && !pokes.tells);
    reader.isThere = true;
    // Nobody announces anything.
    await until('the stream is told', () => told.length > 0);
    expect(told).toEqual([{ kind: 'poke', order: 7, scopes: expect.stringMatching(/^[0-9a-f]{16}$/) }]);
    expect([pokes.tells, isEnded]).toEqual([true, false]);
    await pokes.close();
    expect(isEnded).toBe(true);
  });
});

describe('a process that does not hear of commits', () => {
  it('says so, whatever the database answers', async () => {
    const reader = new Away();
    reader.isThere = true;
    const pokes = new PokeService({ reader, registry: new SyncRegistry([toy.definition]), hears: () => false });
    expect(pokes.tells).toBe(false);
  });
});
