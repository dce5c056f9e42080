import {
  cookieSchema,
  mutationIdSchema,
  mutationSchema,
  patchOperationSchema,
  pullRequestSchema,
  pullResponseSchema,
  pushRequestSchema,
  pushResponseSchema,
  pushResultSchema,
  scopeDigestSchema,
  versionNotSupportedSchema,
} from '#sync';
import { z } from 'zod';
import { named } from '../openapi/schemas.ts';

named('MutationId', mutationIdSchema);
named('Mutation', mutationSchema);
named('Cookie', cookieSchema);
named('PatchOperation', patchOperationSchema);
named('ScopeDigest', scopeDigestSchema);
named('PushResult', pushResultSchema);
named('PushRequest', pushRequestSchema);
named('PushResponse', pushResponseSchema);
named('PullRequest', pullRequestSchema);
named('PullResponse', pullResponseSchema);
named('VersionNotSupported', versionNotSupportedSchema);

/** What push answers: to a phone that is newer than this server, that it is. */
export const pushAnswerSchema = z.union([pushResponseSchema, versionNotSupportedSchema]);
export const pullAnswerSchema = z.union([pullResponseSchema, versionNotSupportedSchema]);

/** One line of the stream of pokes. */
export const pokeEventSchema = z
  // OpenAPI 3.1 has no form for a stream of events: a schema here would be read as one of the whole, or of each.
  .unknown()
  .describe(
    'Events `poke` with `{"order": N, "scopes": "…"}`, `alive` with `{}` and `replaced` (server-sent events, HTML 9.2)',
  );
