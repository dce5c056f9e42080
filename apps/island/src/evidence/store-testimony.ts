import type { Client } from 'pg';
import { EVIDENCE_SCHEMA_SQL } from '../kpi/evidence.ts';
import type { Testimony } from './recorder.ts';

/** Makes the tables for what devices bear witness to. */
export async function makeEvidenceTables(database: Client): Promise<void> {
  await database.query(EVIDENCE_SCHEMA_SQL);
}

/** Puts what the devices say beside the server's own tables. */
export async function storeTestimony(
  database: Client,
  { claims, drains, outages, rides, unmade }: Testimony,
): Promise<void> {
  await database.query(
    `INSERT INTO island.claim (client_id, mutation_id, group_id, subject, name, ride_id, claimed_at_ms, offline, stage, outcome)
     SELECT "clientId", "mutationId", "groupId", subject, name, "rideId", "claimedAtMs", offline, stage, outcome
     FROM json_to_recordset($1) AS told ("clientId" text, "mutationId" bigint, "groupId" text, subject text, name text,
       "rideId" text, "claimedAtMs" bigint, offline boolean, stage text, outcome text)`,
    [JSON.stringify(claims)],
  );
  await database.query(
    `INSERT INTO island.ride (ride_id, parish, place)
     SELECT "rideId", parish, place FROM json_to_recordset($1) AS told ("rideId" text, parish text, place text)`,
    [JSON.stringify(rides)],
  );
  await database.query(
    `INSERT INTO island.outage (group_id, from_ms, to_ms)
     SELECT "groupId", "fromMs", "toMs" FROM json_to_recordset($1) AS told ("groupId" text, "fromMs" bigint, "toMs" bigint)`,
    [JSON.stringify(outages)],
  );
  const drainRows = drains.map(({ outage, ...drain }) => ({ ...drain, ...outage }));
  await database.query(
    `INSERT INTO island.drain (group_id, parish, outage_from_ms, outage_to_ms, served_at_ms, heard_at_ms, ended_at_ms, mutations)
     SELECT "groupId", parish, "fromMs", "toMs", "servedAtMs", "heardAtMs", "endedAtMs", mutations
     FROM json_to_recordset($1) AS told ("groupId" text, parish text, "fromMs" bigint, "toMs" bigint, "servedAtMs" bigint,
       "heardAtMs" bigint, "endedAtMs" bigint, mutations integer)`,
    [JSON.stringify(drainRows)],
  );
  await database.query(
    `INSERT INTO island.unmade (why, group_id, parish, place, at_ms)
     SELECT why, "groupId", parish, place, "atMs"
     FROM json_to_recordset($1) AS told (why text, "groupId" text, parish text, place text, "atMs" bigint)`,
    [JSON.stringify(unmade)],
  );
  // Without figures of its own about so young a database PostgreSQL may join these tables row by row, for minutes.
  await database.query('ANALYZE');
}
