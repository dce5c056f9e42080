import type { RetentionClass } from '#sync';

const ROWS_PER_DROP = 1_000;

/** What the embedded issuer remembered of sign-ins, and has expired. */
export const signIns: RetentionClass = {
  name: 'sign-ins',
  daysMin: 1,
  count: async (reader, beforeMs) => {
    const sql = 'SELECT count(*)::int AS rows FROM identity.record WHERE expires_at_ms < $1';
    const [row] = await reader.query<{ rows: number }[]>(sql, [beforeMs]);
    return row?.rows ?? 0;
  },
  drop: async (reader, beforeMs) => {
    const [row] = await reader.query<{ rows: number }[]>(
      `WITH gone AS (DELETE FROM identity.record WHERE (kind, id) IN
         (SELECT kind, id FROM identity.record WHERE expires_at_ms < $1 LIMIT ${ROWS_PER_DROP}) RETURNING 1)
       SELECT count(*)::int AS rows FROM gone`,
      [beforeMs],
    );
    const rows = row?.rows ?? 0;
    return { rows, isAll: rows < ROWS_PER_DROP };
  },
};
