import { describe, expect, it } from '@jest/globals';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach, maySearch } from './reachable.ts';

const STRANGER = { uid: 12_345, gid: 23_456 };

describe('whether a user may enter a directory', () => {
  it.each([
    ['a stranger, open', { uid: 0, gid: 0, mode: 0o755 }, true],
    ['a stranger, private', { uid: 0, gid: 0, mode: 0o700 }, false],
    ['a stranger, to pass through only', { uid: 0, gid: 0, mode: 0o711 }, true],
    ['a stranger, readable but not to be entered', { uid: 0, gid: 0, mode: 0o744 }, false],
    ['the owner, private', { uid: STRANGER.uid, gid: 0, mode: 0o700 }, true],
    ['the owner, who shut himself out', { uid: STRANGER.uid, gid: 0, mode: 0o077 }, false],
    ['the group', { uid: 0, gid: STRANGER.gid, mode: 0o710 }, true],
    ['the group, shut out though all others are not', { uid: 0, gid: STRANGER.gid, mode: 0o701 }, false],
  ])('%s', (_name, directory, expected) => {
    expect(maySearch(directory, STRANGER)).toBe(expected);
  });

  it('asks every directory on the way, also for a path that is not there yet', async () => {
    const hidden = await mkdtemp(join(tmpdir(), 'reach-'));
    expect(await canReach(join(hidden, 'a', 'b'), STRANGER)).toBe(false);
    expect(await canReach(join(tmpdir(), 'a', 'b'), STRANGER)).toBe(true);
    expect(await canReach(join(hidden, 'a', 'b'), undefined)).toBe(true);
  });
});
