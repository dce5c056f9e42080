import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE rides.ride
  ADD COLUMN wanted_until_ms bigint,
  ADD COLUMN lapse_reason text,
  ADD COLUMN offline_booking text;
UPDATE rides.ride SET lapse_reason = 'booking_lapsed' WHERE status = 'lapsed';
ALTER TABLE rides.ride
  ADD CONSTRAINT ride_lapse_has_reason CHECK (status <> 'lapsed' OR lapse_reason IS NOT NULL),
  ADD CONSTRAINT ride_offline_booking_known CHECK (offline_booking IN ('open', 'settled'));
CREATE INDEX ride_wait_end ON rides.ride (wanted_until_ms, queued_at_ms) WHERE status IN ('requested', 'offered');
INSERT INTO rides.legal_move (from_status, to_status)
  VALUES ('lapsed', 'lapsed'), ('requested', 'lapsed'), ('offered', 'lapsed');
`;

const DOWN = `
DELETE FROM rides.legal_move WHERE to_status = 'lapsed' AND from_status IN ('lapsed', 'requested', 'offered');
DROP INDEX rides.ride_wait_end;
ALTER TABLE rides.ride
  DROP COLUMN wanted_until_ms,
  DROP COLUMN lapse_reason,
  DROP COLUMN offline_booking;
`;

/** Until when a ride is wanted, why it lapsed, and whether it was booked offline and still has to be counted. */
export class TellOfWaits1763856100200 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
