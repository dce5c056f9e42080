import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import type { MutationDefinition } from '#sync/client';
import { DRIVER, NOW_MS, OISTINS, PIN, play, RIDE_ID, RIDER, sampleRows, SYSTEM } from '../../test/samples.ts';
import { accept } from '../mutations/accept.ts';
import { arrive } from '../mutations/arrive.ts';
import { cancel } from '../mutations/cancel.ts';
import { decline } from '../mutations/decline.ts';
import { end } from '../mutations/end.ts';
import { noShow } from '../mutations/no-show.ts';
import { setComms } from '../mutations/set-comms.ts';
import { start } from '../mutations/start.ts';
import { RIDE_STATUSES, type Ride } from '../state.ts';

const MOVES: readonly (readonly [MutationDefinition, typeof DRIVER])[] = [
  [accept, DRIVER],
  [decline, DRIVER],
  [arrive, DRIVER],
  [start, DRIVER],
  [noShow, DRIVER],
  [end, DRIVER],
  [cancel, RIDER],
];

const MORE_ARGS: Readonly<Record<string, object>> = {
  [start.name]: { pin: PIN },
  [noShow.name]: { position: OISTINS, waitedMs: 300_000 },
};

describe('R2 contact is no status', () => {
  it.each(RIDE_STATUSES)('in %s: lost and found again, the ride stands as before', (status) => {
    const lost = toggle(sampleRows(status), true);
    const found = toggle(lost, false);
    expect(rideOf(lost)).toMatchObject({ status, commsLost: true });
    const { commsChangedAtMs: _changed, ...rest } = rideOf(found);
    expect(rideOf(sampleRows(status))).toMatchObject(rest);
  });

  it.each(RIDE_STATUSES)('in %s: every move is decided the same with and without it', (status) => {
    for (const [mutation, actor] of MOVES) {
      const args = { rideId: RIDE_ID, ...MORE_ARGS[mutation.name] };
      const nowMs = NOW_MS + 600_000;
      const [kept, lost] = [false, true].map((commsLost) =>
        play(mutation, { args, actor, rows: sampleRows(status, { commsLost }), nowMs }),
      );
      expect([lost?.outcome, lost?.code]).toEqual([kept?.outcome, kept?.code]);
      if (!lost || !kept) throw new Error('two verdicts were asked for');
      expect(changed<Ride>(lost, 'ride')?.status).toBe(changed<Ride>(kept, 'ride')?.status);
      expect(changed<Ride>(lost, 'ride')?.commsLost ?? true).toBe(true);
    }
  });
});

type Rows = ReturnType<typeof sampleRows>;

function toggle(rows: Rows, commsLost: boolean): Rows {
  const { changes } = play(setComms, { args: { rideId: RIDE_ID, commsLost }, actor: SYSTEM, rows });
  return rows.map((row) => changes.find(({ kind }) => kind === row.kind) ?? row);
}

function rideOf(rows: Rows): Ride {
  return rows.find(({ kind }) => kind === 'ride')?.state as Ride;
}
