/**
 * Measures a run: every number comes from one snapshot of the database, read-only.
 */
import { auditAgreement } from './audit-agreement.ts';
import { bookingGroups, type BookingGroup } from './booking-outcome.ts';
import { bookingSuccess, bookingSuccessByAudit, bookingSuccessStrict } from './booking-success.ts';
import { doubleCharges } from './double-charges.ts';
import { doubledEffects } from './doubled-effects.ts';
import type { KpiSpec, Measured } from './kpi.ts';
import { lostWrites } from './lost-writes.ts';
import { OUTAGE_LENGTH_SQL, outageBins, type OutageBin } from './outage-length.ts';
import type { Query, Row } from './query.ts';
import { drainsIn, queueDrain, queueDrainByAudit, type Drain } from './queue-drain.ts';
import type { Run } from './run.ts';
import { syncConflicts, syncConflictsByAudit } from './sync-conflicts.ts';
import { AGE_BY_HOUR_SQL, agesByHour, unsyncedAge, type AgeAtHour } from './unsynced-age.ts';
import { overall, type Verdict } from './verdict.ts';

/** In the order of the report. */
export const KPIS: readonly KpiSpec[] = [
  bookingSuccess,
  bookingSuccessByAudit,
  bookingSuccessStrict,
  syncConflicts,
  syncConflictsByAudit,
  queueDrain,
  queueDrainByAudit,
  lostWrites,
  doubledEffects,
  doubleCharges,
  auditAgreement,
  unsyncedAge,
];

/** A key figure and what it came to. */
export interface KpiResult {
  readonly spec: KpiSpec;
  readonly measured: Measured;
}

/** Everything that the report shows. */
export interface Measurement {
  readonly verdict: Verdict;
  readonly kpis: readonly KpiResult[];
  readonly outcomes: readonly BookingGroup[];
  readonly outages: readonly OutageBin[];
  readonly ages: readonly AgeAtHour[];
  readonly drains: readonly Drain[];
}

/** Runs every query in one read-only snapshot. The connection must have no transaction open. */
export async function measure(query: Query, run: Run): Promise<Measurement> {
  await query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  try {
    return await measureSnapshot(onceEach(query), run);
  } finally {
    await query('ROLLBACK');
  }
}

async function measureSnapshot(query: Query, run: Run): Promise<Measurement> {
  const kpis: KpiResult[] = [];
  for (const spec of KPIS) kpis.push({ spec, measured: spec.measure(await query(spec.sql), run) });
  return {
    verdict: overall(decidingVerdicts(kpis)),
    kpis,
    outcomes: bookingGroups(await query(bookingSuccess.sql)),
    outages: outageBins(await query(OUTAGE_LENGTH_SQL)),
    ages: agesByHour(await query(AGE_BY_HOUR_SQL)),
    drains: drainsIn(await query(queueDrain.sql)),
  };
}

function decidingVerdicts(kpis: readonly KpiResult[]): readonly Verdict[] {
  return kpis.flatMap(({ spec, measured: { figure } }) =>
    spec.decides && figure.verdict !== null ? [figure.verdict] : [],
  );
}

// Several figures may come from one query.
function onceEach(query: Query): Query {
  const answers = new Map<string, Promise<readonly Row[]>>();
  return (sql) => {
    const answer = answers.get(sql) ?? query(sql);
    answers.set(sql, answer);
    return answer;
  };
}
