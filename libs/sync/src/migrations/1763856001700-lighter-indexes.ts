import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The new one first: whoever reads goes on by the old one meanwhile. */
const renewed = (index: string, on: string): string =>
  `CREATE INDEX renewed ON ${on}; DROP INDEX sync.${index}; ALTER INDEX sync.renewed RENAME TO ${index};`;

/**
 * Indexes without what each mutation changes or what nobody looks up by them. A stream's last commit kept its row from being
 * updated in place (HOT), at each push; a row's key made each entry of a scope twice as long, and put it between others.
 */
export class LighterIndexes1763856001700 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(renewed('client_by_group', 'sync.client (group_id)'));
    await queryRunner.query(renewed('view_by_scope', 'sync.view (scope, commit)'));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(renewed('client_by_group', 'sync.client (group_id, last_commit)'));
    await queryRunner.query(renewed('view_by_scope', 'sync.view (scope, commit, key)'));
  }
}
