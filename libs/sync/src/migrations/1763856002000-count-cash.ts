import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
ALTER TABLE sync.device ADD COLUMN cash_limit_cents bigint, ADD COLUMN cash_cents bigint NOT NULL DEFAULT 0,
  ADD COLUMN earlier_cash_cents bigint NOT NULL DEFAULT 0;
-- As the credentials that are out say.
UPDATE sync.device SET cash_limit_cents = CASE WHEN 'driver' = ANY (roles) THEN 50000 ELSE 0 END WHERE issued_at_ms IS NOT NULL;
`;

const DOWN = `
ALTER TABLE sync.device DROP COLUMN cash_limit_cents, DROP COLUMN cash_cents, DROP COLUMN earlier_cash_cents;
`;

/** Cash that a device takes without contact is counted against its credential. */
export class CountCash1763856002000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
