import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which secret the ids of this database are made with, as far as a fingerprint tells: servers with another one do not belong to it. */
export class NameIdKey1763856002300 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE sync.head ADD COLUMN id_key_fingerprint text');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE sync.head DROP COLUMN id_key_fingerprint');
  }
}
