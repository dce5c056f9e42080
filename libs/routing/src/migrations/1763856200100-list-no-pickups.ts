import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE routing.no_pickup_list (
  list_id text PRIMARY KEY,
  zones jsonb NOT NULL,
  commit bigint NOT NULL
);
`;

/** The row that bookings ask whether somebody may be picked up. A server fills it at its next start. */
export class ListNoPickups1763856200100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE routing.no_pickup_list');
  }
}
