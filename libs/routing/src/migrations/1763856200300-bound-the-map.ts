import type { MigrationInterface, QueryRunner } from 'typeorm';

// What is there already counts with the bytes of its text: more than it adds to a packed page.
const UP = `
CREATE TABLE routing.map_load (
  load_id text PRIMARY KEY,
  rows jsonb NOT NULL,
  commit bigint NOT NULL
);
INSERT INTO routing.map_load (load_id, rows, commit)
SELECT 'island', jsonb_agg(json_build_object('id', id, 'bytes', bytes, 'fromMs', from_ms, 'toMs', to_ms) ORDER BY id), 0 FROM (
  SELECT 'zone/' || zone_id AS id, 120 + octet_length(zone_id || name || reason || rings::text) AS bytes, from_ms, to_ms FROM routing.zone
  UNION ALL
  SELECT 'closure/' || closure_id, 120 + octet_length(closure_id || reason || edges::text || points::text), from_ms, to_ms
  FROM routing.closure) dated
WHERE to_ms IS NULL OR (to_ms > from_ms AND to_ms > extract(epoch FROM clock_timestamp()) * 1000) HAVING count(*) > 0;
`;

/** The row by which zones and closures are held to what a page may carry. */
export class BoundTheMap1763856200300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE routing.map_load');
  }
}
