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
CREATE INDEX claim_by_ride ON island.claim (ride_id);

-- Where each ride that a phone thought of was to begin.
CREATE TABLE island.ride (
  ride_id text PRIMARY KEY,
  parish text NOT NULL,
  place text NOT NULL
);

-- How a device's queue emptied after an outage that it had lived through: seen from outside of its app.
CREATE TABLE island.drain (
  group_id text NOT NULL,
  -- Where the device was.
  parish text NOT NULL,
  outage_from_ms bigint NOT NULL,
  outage_to_ms bigint NOT NULL,
  -- When the first request left that the server answered well; and the first of those whose answer came, too.
  served_at_ms bigint NOT NULL,
  heard_at_ms bigint,
  -- The queue was empty, and all of its outcomes on the disk. Null: another outage came, or the app was closed.
  ended_at_ms bigint CHECK (ended_at_ms >= served_at_ms),
  mutations integer NOT NULL CHECK (mutations > 0),
  CHECK (served_at_ms >= outage_to_ms)
);

-- Trips that never became a booking: the phone had no room and said so, the rider was still on the trip before, or no
-- rider was free for it when the day was drawn.
CREATE TABLE island.unmade (
  why text NOT NULL CHECK (why IN ('not_saved', 'not_made', 'nobody_free')),
  -- Null: it was nobody's trip.
  group_id text,
  parish text NOT NULL,
  place text NOT NULL,
  at_ms bigint NOT NULL
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
