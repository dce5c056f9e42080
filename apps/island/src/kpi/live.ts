import { durationText, percentText } from '../report/numbers.ts';
import { numberIn, numberOrNullIn, type Query } from './query.ts';

const LIVE_SQL = `SELECT
  (SELECT count(*) FROM public.audit_offline_first_mobile_architecture WHERE metric = 'offline_booking_success') AS bookings,
  (SELECT coalesce(sum(value), 0) FROM public.audit_offline_first_mobile_architecture WHERE metric = 'offline_booking_success') AS successes,
  (SELECT count(*) FROM sync.ledger WHERE offline) AS mutations,
  (SELECT count(*) FROM sync.ledger WHERE offline AND outcome = 'conflict') AS conflicts,
  (SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY value)
   FROM public.audit_offline_first_mobile_architecture WHERE metric = 'queue_drain') AS drain_ms`;

/** One line for a progress bar while the day goes on: a look, without intervals and without devices’ evidence. */
export async function liveFigures(query: Query): Promise<string> {
  const [row] = await query(LIVE_SQL);
  if (!row) return '';
  const [bookings, mutations] = [numberIn(row, 'bookings'), numberIn(row, 'mutations')];
  const drainMs = numberOrNullIn(row, 'drain_ms');
  return [
    `offline bookings ${bookings}${bookings === 0 ? '' : ` (${percentText(numberIn(row, 'successes') / bookings)} well)`}`,
    `conflicts ${mutations === 0 ? '–' : percentText(numberIn(row, 'conflicts') / mutations)} of ${mutations}`,
    `drain p95 ${drainMs === null ? '–' : durationText(drainMs)}`,
  ].join(' · ');
}
