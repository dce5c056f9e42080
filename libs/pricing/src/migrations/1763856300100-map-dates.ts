import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE pricing.map_dates (
  map_version text PRIMARY KEY,
  honoured_until_ms bigint NOT NULL,
  commit bigint NOT NULL
);
INSERT INTO pricing.map_dates (map_version, honoured_until_ms, commit)
  SELECT content_version, max(honoured_until_ms), max(commit) FROM pricing.book_page WHERE page = 'map' GROUP BY content_version;
`;

/** Until when bookings with a map stand. */
export class MapDates1763856300100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE pricing.map_dates');
  }
}
