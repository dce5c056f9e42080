import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The quote that a booking was made with. */
export class PinQuote1763856100100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE rides.ride ADD COLUMN quote_pin jsonb');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE rides.ride DROP COLUMN quote_pin');
  }
}
