import type { DatabaseModule } from '../data-source.ts';
import { IdentityRecordEntity } from './entities/identity-record.entity.ts';
import { CreateIdentitySchema1763856000200 } from './migrations/1763856000200-create-identity-schema.ts';

/** What the embedded issuer keeps in Postgres. */
export const identityTables: DatabaseModule = {
  tables: [IdentityRecordEntity],
  migrations: [CreateIdentitySchema1763856000200],
};
