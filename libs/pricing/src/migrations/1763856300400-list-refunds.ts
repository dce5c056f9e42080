import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Staff list refunds, the last given first. */
export class ListRefunds1763856300400 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE INDEX refund_by_time ON pricing.refund (refunded_at_ms, refund_id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX pricing.refund_by_time');
  }
}
