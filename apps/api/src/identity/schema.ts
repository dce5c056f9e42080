import { IdentityRecordEntity } from './entities/identity-record.entity.ts';
import { CreateIdentitySchema1763856000200 } from './migrations/1763856000200-create-identity-schema.ts';

/** What the embedded issuer keeps in Postgres, for the data source. */
export const identityEntities = [IdentityRecordEntity];
export const identityMigrations = [CreateIdentitySchema1763856000200];
