import { describe, expect, it } from '@jest/globals';
import { NOW_MS } from '../../../test/samples.ts';
import { waitedMsMost } from './waiting.ts';

const MINUTE_MS = 60_000;
const ago = (minutes: number): number => NOW_MS - minutes * MINUTE_MS;

describe('a driver can have waited', () => {
  // Minutes ago: requested, arrived by the server, arrived by the device; when it ended by the device; whether offline.
  const table: readonly (readonly [string, number, number | null, number | null, number | null, boolean, number])[] = [
    ['from arrival to end, as the server saw both', 60, 40, null, null, false, 40],
    ['from arrival to end, as the server saw both, whatever the device’s clock says', 60, 40, 10, 5, false, 40],
    ['from arrival to end by the device and a minute, when both come late together', 60, 0, 50, 20, true, 31],
    ['as the server’s times have it, when the device tells none', 60, 40, null, null, true, 40],
    ['no longer than the ride is old', 60, 0, 600, 20, true, 60],
    ['not at all, if the device’s clock was set back on the way', 60, 0, 20, 50, true, 0],
    ['by the device, where its end comes long after', 600, 500, 500, 480, true, 21],
    ['not at all, if nobody says when they arrived', 60, null, null, 5, false, 0],
  ];
  it.each(table)('%s', (_what, requested, arrived, arrivedByDevice, endedByDevice, offline, minutes) => {
    const ride = {
      requestedAtMs: ago(requested),
      arrivedAtMs: arrived === null ? null : ago(arrived),
      arrivedClaimedAtMs: arrivedByDevice === null ? null : ago(arrivedByDevice),
    };
    const claimedAtMs = endedByDevice === null ? null : ago(endedByDevice);
    expect(waitedMsMost(ride, { nowMs: NOW_MS, claimedAtMs, validUntilMs: null, offline })).toBe(minutes * MINUTE_MS);
  });
});
