import { describe, expect, it } from '@jest/globals';
import { heldConnections } from '#sync';
import { shareConnections } from './database-connections.ts';
import { MODULES } from './modules.ts';

const servers = MODULES.map(({ server }) => server);

describe('the connections of one process', () => {
  it.each([
    [34, { pulls: 7, others: 20 }],
    [100, { pulls: 26, others: 67 }],
    [10, { pulls: 1, others: 2 }],
  ])('%i in all, of which 7 are held: %j', (all, shares) => {
    expect(shareConnections(all, 7)).toEqual(shares);
    expect(shares.pulls + shares.others).toBe(all - 7);
  });

  it('must leave some for people', () => {
    expect(() => shareConnections(9, 7)).toThrow(/BIMRIDE_DATABASE_CONNECTIONS: must be at least 10/);
  });

  it('are held for commits, for hearing of them, for jobs, and for each group of handlers, where events are handled', () => {
    expect(heldConnections(servers, true)).toBe(7);
    expect(heldConnections(servers, false)).toBe(4);
  });
});
