import { describe, expect, it } from '@jest/globals';
import { heldConnections } from '#sync';
import { shareConnections } from './database-connections.ts';
import { MODULES } from './modules.ts';

const servers = MODULES.map(({ server }) => server);

describe('the connections of one process', () => {
  it.each([
    [34, { pulls: 8, others: 20 }],
    [100, { pulls: 26, others: 68 }],
    [9, { pulls: 1, others: 2 }],
  ])('%i in all, of which 6 are held: %j', (all, shares) => {
    expect(shareConnections(all, 6)).toEqual(shares);
    expect(shares.pulls + shares.others).toBe(all - 6);
  });

  it('must leave some for people', () => {
    expect(() => shareConnections(8, 6)).toThrow(/BIMRIDE_DATABASE_CONNECTIONS: must be at least 9/);
  });

  it('are held for commits, for hearing of them, and for each group of handlers, where events are handled', () => {
    expect(heldConnections(servers, true)).toBe(6);
    expect(heldConnections(servers, false)).toBe(3);
  });
});
