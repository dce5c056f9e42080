import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE sync.device (
  group_id text PRIMARY KEY, subject text NOT NULL, roles text[] NOT NULL, issued_at_ms bigint, ends_at_ms bigint,
  lapsed_from_ms bigint, lapsed_to_ms bigint, sms_stream text, sms_sender text, revoked_at_ms bigint, revoked_by text, commit bigint NOT NULL
);
CREATE INDEX device_by_subject ON sync.device (subject);
CREATE INDEX device_by_sms_sender ON sync.device (sms_sender);
`;

/** Devices with an offline credential, and those that were taken out of service. */
export class CreateDevices1763856000300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE sync.device');
  }
}
