import { describe, expect, it } from '@jest/globals';
import { SYNC_LIMITS } from '../limits.ts';
import { PokeStreams, type PokeStream, type Shown } from './poke-streams.ts';

const anna = (fingerprint: string, issuedAtMs: number): Shown => ({ subject: 'anna', fingerprint, issuedAtMs });

/** Streams that note how they ended. */
function streams() {
  const open = new PokeStreams<PokeStream>();
  const ended: string[] = [];
  const add = (name: string, shown: Shown = anna('rider', 1)) =>
    open.add({ shown, end: (why) => void ended.push(`${name} ${why}`) });
  return { open, ended, add };
}

describe('the streams of one person', () => {
  it('are as many as allowed: the oldest makes room for the newest, and nobody else does', () => {
    const { open, ended, add } = streams();
    add('ben', { ...anna('rider', 1), subject: 'ben' });
    for (let nth = 0; nth < SYNC_LIMITS.pokesPerPersonMax + 2; nth++) add(`${nth}`);
    expect(ended).toEqual(['0 replaced', '1 replaced']);
    expect(open.size).toBe(SYNC_LIMITS.pokesPerPersonMax + 1);
  });

  it('end when a newer token has other roles, wherever it is shown', () => {
    const { open, ended, add } = streams();
    add('phone', anna('rider driver', 1));
    open.see(anna('rider driver', 2));
    expect(ended).toEqual([]);
    open.see(anna('rider', 3));
    expect(ended).toEqual(['phone over']);
    add('phone', anna('rider driver', 1));
    add('tablet', anna('rider', 4));
    expect(ended).toEqual(['phone over', 'phone over']);
    expect(open.size).toBe(1);
  });

  it('are not ended by an older token: two devices do not drive each other out', () => {
    const { open, ended, add } = streams();
    add('tablet', anna('rider', 5));
    add('phone', anna('rider driver', 1));
    open.see(anna('rider driver', 1));
    open.see(anna('rider', 5));
    expect(ended).toEqual([]);
    expect(open.size).toBe(2);
  });

  it('are forgotten when they end', () => {
    const { open, ended, add } = streams();
    add('phone');
    open.endAll();
    expect(ended).toEqual(['phone over']);
    expect([open.size, open.has('anna')]).toEqual([0, false]);
  });
});
