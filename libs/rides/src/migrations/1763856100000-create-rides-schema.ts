import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE SCHEMA IF NOT EXISTS rides;

CREATE TABLE rides.ride (
  ride_id uuid PRIMARY KEY,
  rider_id text NOT NULL,
  booked_by text NOT NULL,
  status text NOT NULL,
  pickup jsonb NOT NULL,
  dropoff jsonb NOT NULL,
  quoted_fare_cents integer,
  pin_salt text NOT NULL,
  pin_hash text NOT NULL,
  pin_failures integer NOT NULL,
  driver_id text,
  offer_count integer NOT NULL,
  offered_at_ms bigint,
  offer_expires_at_ms bigint,
  declined_driver_ids text[] NOT NULL,
  missed_driver_ids text[] NOT NULL,
  requested_at_ms bigint NOT NULL,
  requested_claimed_at_ms bigint,
  queued_at_ms bigint,
  accepted_at_ms bigint,
  accepted_claimed_at_ms bigint,
  arrived_at_ms bigint,
  arrived_claimed_at_ms bigint,
  started_at_ms bigint,
  started_claimed_at_ms bigint,
  ended_at_ms bigint,
  ended_claimed_at_ms bigint,
  cancelled_at_ms bigint,
  cancelled_claimed_at_ms bigint,
  cancelled_by text,
  cancelled_from_status text,
  cancel_reason text,
  comms_lost boolean NOT NULL,
  comms_changed_at_ms bigint,
  commit bigint NOT NULL,
  CONSTRAINT ride_status_known CHECK (status IN ('requested', 'offered', 'accepted', 'arrived', 'started', 'ended', 'cancelled', 'lapsed')),
  CONSTRAINT ride_pickup_on_island CHECK (COALESCE((pickup ->> 'lat')::double precision BETWEEN 13.0 AND 13.4 AND (pickup ->> 'lon')::double precision BETWEEN -59.7 AND -59.4, false)),
  CONSTRAINT ride_dropoff_on_island CHECK (COALESCE((dropoff ->> 'lat')::double precision BETWEEN 13.0 AND 13.4 AND (dropoff ->> 'lon')::double precision BETWEEN -59.7 AND -59.4, false)),
  CONSTRAINT ride_fare_not_negative CHECK (quoted_fare_cents >= 0),
  CONSTRAINT ride_pin_form CHECK (pin_hash ~ '^[0-9a-f]{64}$' AND pin_salt ~ '^[0-9a-f]{16,64}$'),
  CONSTRAINT ride_pin_tries CHECK (pin_failures BETWEEN 0 AND 5),
  CONSTRAINT ride_driver_not_rider CHECK (driver_id <> rider_id),
  CONSTRAINT ride_driver_fits_status CHECK (CASE WHEN status IN ('requested', 'lapsed') THEN driver_id IS NULL WHEN status = 'cancelled' THEN true ELSE driver_id IS NOT NULL END),
  CONSTRAINT ride_offer_fits_status CHECK ((status = 'offered') = (offer_expires_at_ms IS NOT NULL)),
  CONSTRAINT ride_times_fit_status CHECK (CASE status WHEN 'accepted' THEN accepted_at_ms IS NOT NULL WHEN 'arrived' THEN arrived_at_ms IS NOT NULL WHEN 'started' THEN started_at_ms IS NOT NULL WHEN 'ended' THEN ended_at_ms IS NOT NULL ELSE true END),
  CONSTRAINT ride_cancel_fits_status CHECK ((status = 'cancelled') = (cancelled_at_ms IS NOT NULL) AND (cancelled_at_ms IS NULL) = (cancelled_by IS NULL)),
  -- Deferred: the rows of one commit are written in no particular order.
  CONSTRAINT ride_one_open_per_rider EXCLUDE USING btree (rider_id WITH =) WHERE (status IN ('requested', 'offered', 'accepted', 'arrived', 'started')) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT ride_one_active_per_driver EXCLUDE USING btree (driver_id WITH =) WHERE (status IN ('offered', 'accepted', 'arrived', 'started')) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ride_by_rider ON rides.ride (rider_id, requested_at_ms, ride_id);
CREATE INDEX ride_by_driver ON rides.ride (driver_id, requested_at_ms, ride_id) WHERE driver_id IS NOT NULL;
CREATE INDEX ride_by_request ON rides.ride (requested_at_ms, ride_id);
CREATE INDEX ride_by_status ON rides.ride (status, requested_at_ms, ride_id);
CREATE INDEX ride_waiting ON rides.ride (queued_at_ms, ride_id) WHERE status = 'requested';
CREATE INDEX ride_offer_expiry ON rides.ride (offer_expires_at_ms) WHERE status = 'offered';

CREATE TABLE rides.driver (
  driver_id text PRIMARY KEY,
  online boolean NOT NULL,
  position jsonb,
  position_at_ms bigint,
  active_ride_id uuid,
  offered_ride_id uuid,
  online_changed_at_ms bigint NOT NULL,
  online_changed_claimed_at_ms bigint,
  commit bigint NOT NULL,
  CONSTRAINT driver_one_ride CHECK (active_ride_id IS NULL OR offered_ride_id IS NULL),
  CONSTRAINT driver_offline_has_no_ride CHECK (online OR (active_ride_id IS NULL AND offered_ride_id IS NULL))
);
CREATE INDEX driver_free ON rides.driver (driver_id) WHERE online AND active_ride_id IS NULL AND offered_ride_id IS NULL;

CREATE TABLE rides.rider (
  rider_id text PRIMARY KEY,
  open_ride_id uuid,
  commit bigint NOT NULL
);

CREATE TABLE rides.legal_move (
  from_status text NOT NULL,
  to_status text NOT NULL,
  PRIMARY KEY (from_status, to_status)
);

-- After, not before: an upsert that updates must not be judged as an insert.
CREATE FUNCTION rides.refuse_illegal_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before text := CASE TG_OP WHEN 'INSERT' THEN 'none' ELSE OLD.status END;
BEGIN
  IF NOT EXISTS (SELECT FROM rides.legal_move WHERE from_status = before AND to_status = NEW.status) THEN
    RAISE EXCEPTION 'a ride cannot move from % to %', before, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ride_move_legal', SCHEMA = 'rides', TABLE = 'ride';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER ride_begins_legally AFTER INSERT ON rides.ride
  FOR EACH ROW EXECUTE FUNCTION rides.refuse_illegal_move();
CREATE TRIGGER ride_moves_legally AFTER UPDATE OF status ON rides.ride
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION rides.refuse_illegal_move();
`;

// Which statuses can be reached from which, by one or more legal moves: a commit writes a row once, however often it moved.
const REACHABLE: Readonly<Record<string, readonly string[]>> = {
  none: ['accepted', 'arrived', 'cancelled', 'ended', 'lapsed', 'offered', 'requested', 'started'],
  lapsed: ['accepted', 'arrived', 'cancelled', 'ended', 'offered', 'requested', 'started'],
  requested: ['accepted', 'arrived', 'cancelled', 'ended', 'offered', 'requested', 'started'],
  offered: ['accepted', 'arrived', 'cancelled', 'ended', 'offered', 'requested', 'started'],
  accepted: ['arrived', 'cancelled', 'ended', 'started'],
  arrived: ['cancelled', 'ended', 'started'],
  started: ['cancelled', 'ended'],
};

const FILL = `
INSERT INTO rides.legal_move (from_status, to_status)
SELECT pair.key, reached.value FROM jsonb_each($1::jsonb) AS pair, jsonb_array_elements_text(pair.value) AS reached`;

/** The tables of rides, and what keeps them right whoever writes. */
export class CreateRidesSchema1763856100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
    await runner.query(FILL, [JSON.stringify(REACHABLE)]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA rides CASCADE');
  }
}
