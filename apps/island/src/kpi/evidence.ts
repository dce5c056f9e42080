/**
 * What the devices of a run say for themselves, put beside the server's tables: what each of them had saved, where each
 * ride was to begin, and when each device had no contact. Times are those of the virtual clock, not of a device.
 */
export const EVIDENCE_SCHEMA_SQL = `
CREATE SCHEMA island;

-- Every mutation that some device said was saved.
CREATE TABLE island.claim (
  client_id text NOT NULL,
  mutation_id bigint NOT NULL,
  group_id text NOT NULL,
  subject text NOT NULL,
  name text NOT NULL,
  ride_id text,
  claimed_at_ms bigint NOT NULL,
  offline boolean NOT NULL,
  -- Where it stands by the device's own account at the end. gone: it knows it no more, and was never told an outcome.
  stage text NOT NULL CHECK (stage IN ('saved', 'received', 'confirmed', 'held', 'past', 'gone')),
  -- The outcome that the device was told, if any.
  outcome text,
  PRIMARY KEY (client_id, mutation_id)
);

-- Where each ride that a phone thought of was to begin.
CREATE TABLE island.ride (
  ride_id text PRIMARY KEY,
  parish text NOT NULL,
  place text NOT NULL
);

-- When a device had no contact. The outages of one device do not overlap.
CREATE TABLE island.outage (
  group_id text NOT NULL,
  from_ms bigint NOT NULL,
  to_ms bigint NOT NULL,
  PRIMARY KEY (group_id, from_ms),
  CHECK (from_ms < to_ms)
);
`;
