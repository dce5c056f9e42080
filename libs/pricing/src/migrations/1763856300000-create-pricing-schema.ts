import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = `
CREATE SCHEMA IF NOT EXISTS pricing;

-- What the amounts of lines come to.
CREATE FUNCTION pricing.sum_of(lines jsonb) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT COALESCE(sum((line ->> 'amountCents')::bigint), 0)::bigint FROM jsonb_array_elements(lines) AS line
$$;

CREATE TABLE pricing.tariff (
  version text PRIMARY KEY,
  status text NOT NULL,
  document jsonb NOT NULL,
  document_hash text NOT NULL,
  proposed_by text NOT NULL,
  proposed_at_ms bigint NOT NULL,
  approved_by text,
  approved_at_ms bigint,
  effective_from_ms bigint NOT NULL,
  effective_to_ms bigint,
  honoured_until_ms bigint NOT NULL,
  commit bigint NOT NULL,
  CONSTRAINT tariff_status_known CHECK (status IN ('proposed', 'published')),
  CONSTRAINT tariff_hash_form CHECK (document_hash ~ '^[0-9a-f]{64}$'),
  CONSTRAINT tariff_two_people CHECK (approved_by IS NULL OR proposed_by = 'system' OR approved_by <> proposed_by),
  CONSTRAINT tariff_approved_when_published CHECK ((status = 'published') = (approved_by IS NOT NULL) AND (approved_by IS NULL) = (approved_at_ms IS NULL)),
  CONSTRAINT tariff_ends_after_it_begins CHECK (effective_to_ms > effective_from_ms)
);
CREATE UNIQUE INDEX tariff_by_date ON pricing.tariff (effective_from_ms) WHERE status = 'published';
CREATE TABLE pricing.tariff_calendar (
  calendar_id text PRIMARY KEY,
  entries jsonb NOT NULL,
  commit bigint NOT NULL,
  CONSTRAINT tariff_calendar_is_one CHECK (calendar_id = 'tariffs')
);
CREATE TABLE pricing.book_page (
  page_id text PRIMARY KEY,
  page text NOT NULL,
  version text NOT NULL,
  content_version text NOT NULL,
  content_hash text NOT NULL,
  key_id text NOT NULL,
  jws text NOT NULL,
  valid_from_ms bigint NOT NULL,
  valid_to_ms bigint NOT NULL,
  honoured_until_ms bigint NOT NULL,
  published_at_ms bigint NOT NULL,
  retired_at_ms bigint,
  commit bigint NOT NULL,
  CONSTRAINT book_page_id_is_its_name CHECK (page_id = page || '/' || version),
  CONSTRAINT book_page_dates_in_order CHECK (valid_from_ms < valid_to_ms AND valid_to_ms <= honoured_until_ms)
);
CREATE INDEX book_page_by_date ON pricing.book_page (page, valid_from_ms);
CREATE INDEX book_page_by_content ON pricing.book_page (page, content_version);
CREATE TABLE pricing.book_series (
  page text PRIMARY KEY,
  serial integer NOT NULL,
  commit bigint NOT NULL,
  CONSTRAINT book_series_counts_up CHECK (serial >= 1)
);
CREATE TABLE pricing.fare (
  ride_id uuid PRIMARY KEY,
  kind text NOT NULL,
  rider_id text NOT NULL,
  driver_id text,
  rule text NOT NULL,
  fare_cents integer NOT NULL,
  lines jsonb NOT NULL,
  meter_fare_cents integer NOT NULL,
  legal_cap_cents integer NOT NULL,
  driver_pay_cents integer NOT NULL,
  discount_cents integer NOT NULL,
  ride_tax_cents integer NOT NULL,
  platform_fee jsonb NOT NULL,
  legal_cap jsonb,
  quoted_fare_cents integer,
  reproduced_quote_cents integer,
  recomputed_fare_cents integer,
  difference_cents integer,
  bound_cents integer,
  upward_cap_cents integer,
  vehicle_class text NOT NULL,
  tariff_version text NOT NULL,
  tariff_hash text NOT NULL,
  tariff_in_force_version text NOT NULL,
  map_version text,
  fee_row_id text,
  distance_meters integer,
  tolerance_meters integer,
  trip_at_ms bigint NOT NULL,
  trip_at_utc text NOT NULL,
  trip_at_local text NOT NULL,
  facts jsonb,
  called_off jsonb,
  assumptions jsonb NOT NULL,
  refunded_cents integer NOT NULL,
  settled_at_ms bigint NOT NULL,
  commit bigint NOT NULL,
  CONSTRAINT fare_kind_known CHECK (kind IN ('ride', 'cancellation')),
  CONSTRAINT fare_within_law CHECK (fare_cents BETWEEN 0 AND legal_cap_cents),
  CONSTRAINT fare_lines_sum CHECK (fare_cents = pricing.sum_of(lines)),
  CONSTRAINT fare_fee_has_a_row CHECK ((kind = 'cancellation') = (fee_row_id IS NOT NULL)),
  CONSTRAINT fare_refund_within CHECK (refunded_cents BETWEEN 0 AND fare_cents),
  CONSTRAINT fare_can_be_run_again CHECK ((kind = 'ride') = (facts IS NOT NULL) AND (kind = 'cancellation') = (called_off IS NOT NULL))
);
CREATE INDEX fare_by_settlement ON pricing.fare (settled_at_ms, ride_id);
CREATE TABLE pricing.cash_payment (
  payment_id uuid PRIMARY KEY,
  ride_id uuid NOT NULL,
  rider_id text NOT NULL,
  driver_id text NOT NULL,
  currency text NOT NULL,
  tendered_cents integer NOT NULL,
  change_cents integer NOT NULL,
  kept_cents integer NOT NULL,
  fare_cents integer NOT NULL,
  cash_due_cents integer NOT NULL,
  recorded_at_ms bigint NOT NULL,
  recorded_claimed_at_ms bigint,
  commit bigint NOT NULL,
  CONSTRAINT cash_currency_known CHECK (currency IN ('BBD', 'USD')),
  CONSTRAINT cash_adds_up CHECK (kept_cents = tendered_cents * CASE currency WHEN 'USD' THEN 2 ELSE 1 END - change_cents AND kept_cents >= 0),
  CONSTRAINT cash_in_coins CHECK (tendered_cents % 5 = 0 AND change_cents % 5 = 0 AND cash_due_cents % 5 = 0)
);
CREATE INDEX cash_by_ride ON pricing.cash_payment (ride_id);
CREATE TABLE pricing.drawer (
  driver_id text PRIMARY KEY,
  payments integer NOT NULL,
  bbd_in_cents bigint NOT NULL,
  usd_in_cents bigint NOT NULL,
  change_out_cents bigint NOT NULL,
  kept_cents bigint NOT NULL,
  commit bigint NOT NULL,
  CONSTRAINT drawer_reconciles CHECK (bbd_in_cents + 2 * usd_in_cents - change_out_cents = kept_cents)
);
CREATE TABLE pricing.refund (
  refund_id uuid PRIMARY KEY,
  ride_id uuid NOT NULL,
  refund_cents integer NOT NULL,
  reason text NOT NULL,
  refunded_by text NOT NULL,
  refunded_at_ms bigint NOT NULL,
  commit bigint NOT NULL,
  CONSTRAINT refund_is_something CHECK (refund_cents > 0)
);
CREATE INDEX refund_by_ride ON pricing.refund (ride_id);
CREATE TABLE pricing.ledger_entry (
  entry_id text PRIMARY KEY,
  reason text NOT NULL,
  ride_id uuid NOT NULL,
  driver_id text,
  lines jsonb NOT NULL,
  posted_at_ms bigint NOT NULL,
  commit bigint NOT NULL,
  CONSTRAINT entry_reason_known CHECK (reason IN ('fare', 'cancellation', 'cash', 'refund')),
  CONSTRAINT entry_sums_to_zero CHECK (pricing.sum_of(lines) = 0)
);
CREATE INDEX entry_by_ride ON pricing.ledger_entry (ride_id);
`;

const GUARDS = `
CREATE FUNCTION pricing.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is never changed', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_never_changes', SCHEMA = 'pricing', TABLE = TG_TABLE_NAME;
END
$$;
CREATE TRIGGER ledger_entry_never_changes BEFORE UPDATE OR DELETE ON pricing.ledger_entry
  FOR EACH ROW EXECUTE FUNCTION pricing.refuse_change();
CREATE TRIGGER cash_payment_never_changes BEFORE UPDATE OR DELETE ON pricing.cash_payment
  FOR EACH ROW EXECUTE FUNCTION pricing.refuse_change();
CREATE TRIGGER refund_never_changes BEFORE UPDATE OR DELETE ON pricing.refund
  FOR EACH ROW EXECUTE FUNCTION pricing.refuse_change();
CREATE TRIGGER fare_never_changes BEFORE UPDATE ON pricing.fare
  FOR EACH ROW WHEN (to_jsonb(OLD) - 'refunded_cents' - 'commit' IS DISTINCT FROM to_jsonb(NEW) - 'refunded_cents' - 'commit')
  EXECUTE FUNCTION pricing.refuse_change();
CREATE TRIGGER fare_never_goes BEFORE DELETE ON pricing.fare
  FOR EACH ROW EXECUTE FUNCTION pricing.refuse_change();
CREATE TRIGGER book_page_never_changes BEFORE UPDATE ON pricing.book_page
  FOR EACH ROW WHEN (to_jsonb(OLD) - 'retired_at_ms' - 'commit' IS DISTINCT FROM to_jsonb(NEW) - 'retired_at_ms' - 'commit')
  EXECUTE FUNCTION pricing.refuse_change();
CREATE TRIGGER book_page_never_goes BEFORE DELETE ON pricing.book_page
  FOR EACH ROW EXECUTE FUNCTION pricing.refuse_change();
CREATE TRIGGER tariff_never_changes BEFORE UPDATE ON pricing.tariff
  FOR EACH ROW WHEN (
    OLD.status = 'published' AND
    to_jsonb(OLD) - 'effective_to_ms' - 'honoured_until_ms' - 'commit'
      IS DISTINCT FROM to_jsonb(NEW) - 'effective_to_ms' - 'honoured_until_ms' - 'commit'
  )
  EXECUTE FUNCTION pricing.refuse_change();
CREATE TRIGGER tariff_never_goes BEFORE DELETE ON pricing.tariff
  FOR EACH ROW WHEN (OLD.status = 'published') EXECUTE FUNCTION pricing.refuse_change();

-- Deferred: the rows of one commit are written in no particular order.
CREATE FUNCTION pricing.require_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  entry text := CASE TG_TABLE_NAME
    WHEN 'fare' THEN 'fare:' || (to_jsonb(NEW) ->> 'ride_id')
    WHEN 'cash_payment' THEN 'cash:' || (to_jsonb(NEW) ->> 'payment_id')
    ELSE 'refund:' || (to_jsonb(NEW) ->> 'refund_id') END;
BEGIN
  IF NOT EXISTS (SELECT FROM pricing.ledger_entry WHERE entry_id = entry) THEN
    RAISE EXCEPTION '% is not posted', entry
      USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_is_posted', SCHEMA = 'pricing', TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER fare_is_posted AFTER INSERT ON pricing.fare
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pricing.require_entry();
CREATE CONSTRAINT TRIGGER cash_payment_is_posted AFTER INSERT ON pricing.cash_payment
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pricing.require_entry();
CREATE CONSTRAINT TRIGGER refund_is_posted AFTER INSERT ON pricing.refund
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pricing.require_entry();
`;

/** The schema of pricing: tariffs, the signed book, fares, payments and the ledger. */
export class CreatePricingSchema1763856300000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(TABLES);
    await queryRunner.query(GUARDS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP SCHEMA pricing CASCADE');
  }
}
