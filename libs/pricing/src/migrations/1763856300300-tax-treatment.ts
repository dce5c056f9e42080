import type { MigrationInterface, QueryRunner } from 'typeorm';

// Rewriting a column's type asks no trigger: a fare never changes, and this is no change of it.
const UP = `
ALTER TABLE pricing.fare ADD COLUMN ride_tax_treatment text NOT NULL DEFAULT 'exempt';
ALTER TABLE pricing.fare ALTER COLUMN ride_tax_treatment DROP DEFAULT,
  ALTER COLUMN ride_tax_treatment TYPE text USING CASE WHEN ride_tax_cents = 0 THEN 'exempt' ELSE 'standard' END,
  ADD CONSTRAINT fare_tax_treatment_known CHECK (ride_tax_treatment = 'standard' OR ride_tax_treatment = 'exempt' AND ride_tax_cents = 0);
`;

/** How VAT treats a ride is kept with its fare. */
export class TaxTreatment1763856300300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE pricing.fare DROP COLUMN ride_tax_treatment');
  }
}
