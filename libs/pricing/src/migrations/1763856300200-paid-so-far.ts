import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE pricing.paid_so_far (
  ride_id uuid PRIMARY KEY,
  rider_id text NOT NULL,
  driver_id text NOT NULL,
  payments integer NOT NULL,
  kept_cents integer NOT NULL,
  commit bigint NOT NULL,
  CONSTRAINT paid_is_counted CHECK (payments >= 1 AND kept_cents >= 0)
);
INSERT INTO pricing.paid_so_far (ride_id, rider_id, driver_id, payments, kept_cents, commit)
  SELECT ride_id, min(rider_id), min(driver_id), count(*), sum(kept_cents), max(commit) FROM pricing.cash_payment GROUP BY ride_id;
`;

/** What of a ride was paid in cash so far. */
export class PaidSoFar1763856300200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE pricing.paid_so_far');
  }
}
