import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE INDEX read_by_commit ON sync.read (commit);
CREATE INDEX ledger_of_staff ON sync.ledger (commit, ordinal) WHERE NOT roles <@ '{rider,driver,gateway,system}'::text[];
CREATE INDEX audit_of_parked_work ON public.audit_offline_first_mobile_architecture (id)
  WHERE metric LIKE 'sync_replay%' OR metric = 'sync_corrected';
`;

const DOWN = `
DROP INDEX public.audit_of_parked_work, sync.ledger_of_staff, sync.read_by_commit;
`;

/** What staff looked at and did is found in the order of commits. */
export class ListAudit1763856001800 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(UP);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(DOWN);
  }
}
