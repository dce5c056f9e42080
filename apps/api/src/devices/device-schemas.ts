import { credentialSchema } from '#sync';
import { z } from 'zod';
import { actorSchema, msSchema, personIdSchema } from '../openapi/common-schemas.ts';
import { named } from '../openapi/schemas.ts';

export const issuedCredentialSchema = z
  .object({
    credential: z.string().describe('A compact JWS: keep it, and check it without a network'),
    terms: named('Credential', credentialSchema),
    smsKey: z
      .string()
      .optional()
      .describe('The key that signs this install’s SMS (base64url); only where a stream for them was named'),
  })
  .meta({ id: 'IssuedCredential' });

const deviceSchema = z
  .object({
    groupId: z.string().describe('The install'),
    subject: personIdSchema,
    issuedAtMs: msSchema.nullable().describe('When its credential was made; null: it never had one'),
    endsAtMs: msSchema.nullable().describe('When its credential ends'),
    cashLimitCents: z.int().nullable().describe('Cash that it may take without contact under one credential, in cents'),
    cashCents: z.int().describe('Cash that it took so under its newest credential'),
    earlierCashCents: z
      .int()
      .describe('Cash that it took so under the credential before, or says that it took before it had one'),
    revokedAtMs: msSchema.nullable(),
    revokedBy: actorSchema.nullable(),
  })
  .meta({ id: 'Device' });

export const devicesSchema = z.object({ items: z.array(deviceSchema) });
