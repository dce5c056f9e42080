import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '#sync/client';
import { OTHER_RIDE_ID, PIN, RIDE_ID, SALT } from '../../test/samples.ts';
import { pinHash, pinHashSchema, pinTriesLeft } from './pin.ts';

describe('the PIN’s hash', () => {
  it('never changes its meaning: phones made it weeks ago', () => {
    expect(pinHash(RIDE_ID, SALT, PIN)).toBe(sha256Hex(`bimride pin 1\n${RIDE_ID}\n${SALT}\n${PIN}`));
    expect(pinHashSchema.safeParse(pinHash(RIDE_ID, SALT, PIN)).success).toBe(true);
  });

  it('differs by ride, by salt and by PIN', () => {
    const hashes = [
      pinHash(RIDE_ID, SALT, PIN),
      pinHash(OTHER_RIDE_ID, SALT, PIN),
      pinHash(RIDE_ID, `${SALT}00`, PIN),
      pinHash(RIDE_ID, SALT, '4822'),
    ];
    expect(new Set(hashes).size).toBe(4);
  });

  it('leaves no tries below none', () => {
    expect([0, 4, 5, 6].map((pinFailures) => pinTriesLeft({ pinFailures }))).toEqual([5, 1, 0, 0]);
  });
});
