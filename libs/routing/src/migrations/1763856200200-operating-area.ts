import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE routing.operating_area (
  area_id text PRIMARY KEY,
  name text NOT NULL,
  shores jsonb NOT NULL,
  shore_tolerance_meters integer NOT NULL,
  commit bigint NOT NULL
);
`;

/** The row that bookings ask whether a car can come and go there. A server fills it at its next start. */
export class OperatingArea1763856200200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE routing.operating_area');
  }
}
