import { JUDGED_BY_LEDGER_SQL } from './booking-sql.ts';
import { outcomeNamed } from './booking-outcome.ts';
import { numberIn, textIn, type Row } from './query.ts';
import type { Interval } from './statistics/confidence.ts';
import { wilson } from './statistics/share-interval.ts';

/** Upper ends of the bins, in minutes. */
const BIN_ENDS_MINUTES = [2, 5, 15, 30, 60, 120, 360] as const;

/** Bookings made in an outage of a certain length, and how many of them went well. */
export interface OutageBin {
  readonly label: string;
  readonly bookings: number;
  readonly successes: number;
  readonly interval: Interval;
}

/** Offline bookings by the length of the outage that they were made in. */
export const OUTAGE_LENGTH_SQL = `WITH ${JUDGED_BY_LEDGER_SQL}
SELECT width_bucket((o.to_ms - o.from_ms) / 60000.0, ARRAY[${BIN_ENDS_MINUTES.join(', ')}]::numeric[]) AS bin, j.how, count(*) AS bookings
FROM judged j
JOIN island.claim c ON c.name = 'rides.book' AND c.ride_id = j.ride_id
JOIN island.outage o ON o.group_id = c.group_id AND c.claimed_at_ms >= o.from_ms AND c.claimed_at_ms < o.to_ms
WHERE j.offline AND j.how <> 'open'
GROUP BY 1, 2 ORDER BY 1, 2`;

/** Reads the rows of `OUTAGE_LENGTH_SQL`. Bins without bookings are left out. */
export function outageBins(rows: readonly Row[]): readonly OutageBin[] {
  return [...Array(BIN_ENDS_MINUTES.length + 1).keys()].flatMap((bin) => {
    const ofBin = rows.filter((row) => numberIn(row, 'bin') === bin);
    const bookings = sumOf(ofBin);
    if (bookings === 0) return [];
    const successes = sumOf(ofBin.filter((row) => outcomeNamed(textIn(row, 'how')).success === true));
    return [{ label: labelOf(bin), bookings, successes, interval: wilson({ events: successes, samples: bookings }) }];
  });
}

function sumOf(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + numberIn(row, 'bookings'), 0);
}

function labelOf(bin: number): string {
  const [from, to] = [BIN_ENDS_MINUTES[bin - 1], BIN_ENDS_MINUTES[bin]];
  if (from === undefined) return `< ${lengthText(to ?? 0)}`;
  return to === undefined ? `> ${lengthText(from)}` : `${shortText(from, to)}–${lengthText(to)}`;
}

function lengthText(minutes: number): string {
  return minutes < 60 ? `${minutes} min` : `${minutes / 60} h`;
}

// The unit once, where both ends have the same.
function shortText(from: number, to: number): string {
  if (from < 60) return to < 60 ? String(from) : lengthText(from);
  return String(from / 60);
}
