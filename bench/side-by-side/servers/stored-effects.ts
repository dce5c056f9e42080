import type pg from 'pg';
import type { Intent } from '../intents.ts';

/** How often each intent took effect, by its id: once is right. */
export type Effects = ReadonlyMap<string, number>;

interface Happened {
  readonly subject: string;
  readonly times: number;
}

const SQL = `
  SELECT o.type || ' ' || o.key AS subject, count(*)::int AS times
  FROM rides.ride r JOIN sync.outbox o ON o.key = r.ride_id::text WHERE r.rider_id = $1 GROUP BY 1
  UNION ALL
  SELECT 'sos ' || (args ->> 'sosId'), count(*)::int
  FROM sync.ledger WHERE subject = $1 AND name = 'bench.sos' AND outcome = 'applied' GROUP BY 1`;

/**
 * How often each intent took effect on the real server: by the events of the person's rides, which are written in the commit that changes the
 * ride, and for the call for help, which has no event, by the ledger. Read from the tables, behind the server's back.
 */
export async function storedEffects(pool: pg.Pool, person: string, intents: readonly Intent[]): Promise<Effects> {
  const { rows } = await pool.query<Happened>(SQL, [person]);
  const times = new Map(rows.map((row) => [row.subject, row.times]));
  return new Map(intents.map((intent) => [intent.id, times.get(subjectOf(intent)) ?? 0]));
}

function subjectOf({ name, args: { rideId, sosId } }: Intent): string {
  if (name === 'bench.sos') return `sos ${text(sosId)}`;
  return `rides.${name === 'rides.book' ? 'requested' : 'cancelled'}.v1 ${text(rideId)}`;
}

function text(value: Intent['args'][string] | undefined): string {
  return typeof value === 'string' ? value : '';
}
