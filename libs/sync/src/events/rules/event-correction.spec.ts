import { describe, expect, it } from '@jest/globals';
import { correctionStanding, eventCorrectionHash } from './event-correction.ts';

const PROPOSAL = { by: 'sam', note: 'a slip', payload: { value: 2 } };
const SECOND = { by: 'ada', note: 'seen', payload: { value: 2 } };
const HASH = eventCorrectionHash(PROPOSAL);

describe('a correction of an event', () => {
  it.each([
    ['that one person may give counts at once', 'byOne', null, SECOND, null, 'corrected'],
    ['that takes two waits for the second', 'byTwo', null, PROPOSAL, null, 'proposed'],
    ['counts once another gives the same, and names what they looked at', 'byTwo', PROPOSAL, SECOND, HASH, 'corrected'],
    ['does not count because its own author repeats it', 'byTwo', PROPOSAL, PROPOSAL, HASH, 'proposed'],
    ['does not count for who did not say what they looked at', 'byTwo', PROPOSAL, SECOND, null, 'proposed'],
    ['does not count with another payload', 'byTwo', PROPOSAL, { ...SECOND, payload: { value: 3 } }, HASH, 'proposed'],
    [
      'is not taken from who looked at another',
      'byTwo',
      { ...PROPOSAL, note: 'changed' },
      SECOND,
      HASH,
      'correction_changed',
    ],
    ['is not taken from who looked at another, of one alone either', 'byOne', null, SECOND, HASH, 'correction_changed'],
  ] as const)('%s', (_what, correctable, newest, given, lookedAt, standing) => {
    expect(correctionStanding(correctable, { newest, given, lookedAt })).toBe(standing);
  });

  it.each(['by', 'note', 'payload'])('is named by its %s too', (field) => {
    expect(eventCorrectionHash({ ...PROPOSAL, [field]: 'other' })).not.toBe(HASH);
  });
});
