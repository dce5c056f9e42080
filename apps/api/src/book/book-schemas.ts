import { pageNameSchema } from '#pricing';
import { z } from 'zod';
import { msSchema } from '../openapi/common-schemas.ts';

const bookPage = z
  .object({
    page: pageNameSchema,
    version: z.string().describe('Of this signature'),
    contentVersion: z.string().describe('Of what it says'),
    validFromMs: msSchema,
    validToMs: msSchema.describe('Until when it may be quoted from'),
    honouredUntilMs: msSchema.describe('Until when a booking with a quote from it stands'),
    keyId: z.string().describe('Which key signed it'),
  })
  .meta({ id: 'BookPage' });

export const bookPagesSchema = z.object({ pages: z.array(bookPage) });

const jwk = z
  .looseObject({ kty: z.string(), kid: z.string(), crv: z.string(), x: z.string(), y: z.string() })
  .meta({ id: 'Jwk' });

export const jwksSchema = z.object({ keys: z.array(jwk) });
