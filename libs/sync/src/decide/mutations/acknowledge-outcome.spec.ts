import { describe, expect, it } from '@jest/globals';
import { DAN, EVE, outcomeRow, play } from '../../../test/samples.ts';
import { outcomeKind } from '../outcome.ts';
import { acknowledgeOutcome } from './acknowledge-outcome.ts';

const args = { clientID: 'ride-1', id: 4 };

describe('sync.acknowledgeOutcome', () => {
  it('takes the outcome away once its person has seen it, and knows nothing of it then', () => {
    const seen = play(acknowledgeOutcome, { args, actor: DAN, rows: [outcomeRow()] });
    expect(seen).toMatchObject({ outcome: 'applied', changes: [outcomeKind.remove('ride-1/4')] });
    expect(play(acknowledgeOutcome, { args, actor: DAN }).code).toBe('outcome_not_found');
  });

  it('knows another person’s outcome no better than a missing one', () => {
    const missing = play(acknowledgeOutcome, { args, actor: EVE });
    expect(missing).toMatchObject({ outcome: 'rejected', code: 'outcome_not_found', changes: [] });
    expect(play(acknowledgeOutcome, { args, actor: EVE, rows: [outcomeRow()] })).toEqual(missing);
  });
});
