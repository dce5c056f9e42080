import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE rides.ride
  ADD COLUMN driver_device text,
  ADD COLUMN arrived_position jsonb,
  ADD COLUMN no_show jsonb,
  ADD CONSTRAINT ride_device_has_driver CHECK (driver_device IS NULL OR driver_id IS NOT NULL),
  ADD CONSTRAINT ride_no_show_is_proven CHECK ((no_show IS NOT NULL) = COALESCE(cancelled_by = 'driver', false));
ALTER TABLE rides.driver ADD COLUMN device text, ADD COLUMN shift_epoch integer NOT NULL DEFAULT 0;
ALTER TABLE rides.driver
  ALTER COLUMN shift_epoch DROP DEFAULT,
  ADD CONSTRAINT driver_shift_is_counted CHECK (shift_epoch >= 0 AND (device IS NULL OR shift_epoch > 0));
`;

const DOWN = `
ALTER TABLE rides.driver DROP COLUMN device, DROP COLUMN shift_epoch;
ALTER TABLE rides.ride DROP COLUMN driver_device, DROP COLUMN arrived_position, DROP COLUMN no_show;
`;

/** On what a no-show is believed, and on which device a shift and its ride are. */
export class NoShowAndDevice1763856100900 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
