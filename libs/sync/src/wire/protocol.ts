/**
 * The wire: what push and pull say. A superset of the Replicache protocol (push version 1, pull version 1).
 *
 * Invariants: a change to any schema here changes the fingerprint that protocol.spec.ts pins, and with it asks for a new version.
 */
import { z } from 'zod';
import { SYNC_LIMITS } from '../limits.ts';

/** The version of push and pull that this server speaks. Newer phones are told so and keep their work. */
export const PUSH_VERSION = 1;
export const PULL_VERSION = 1;

const identifier = z.string().min(1).max(SYNC_LIMITS.identifierCharsMax);
const count = z.int().min(0);

/** Names a mutation: its stream and its number in the stream. */
export const mutationIdSchema = z.strictObject({ clientID: identifier, id: z.int().min(1) });
export type MutationId = z.infer<typeof mutationIdSchema>;

/** One mutation as a client sends it. The first five members are Replicache's; the rest are ours and optional. */
export const mutationSchema = z.strictObject({
  clientID: identifier,
  id: z.int().min(1),
  name: identifier,
  /** Any JSON: it came out of a JSON parser, and the mutation's own schema looks at it. */
  args: z.unknown().refine((args) => args !== undefined, 'is missing'),
  timestamp: z.number(),
  /** Row key to the commit up to which the client had seen the row. */
  base: z
    .record(z.string().max(200), count)
    .refine((rows) => Object.keys(rows).length <= SYNC_LIMITS.baseRowsMax, `at most ${SYNC_LIMITS.baseRowsMax} rows`)
    .optional(),
  /** When the person acted, by the device's clock, in milliseconds since 1970. */
  claimedAt: count.optional(),
  /** After this the person no longer wants it, in milliseconds since 1970. */
  validUntil: count.optional(),
  /** Made while the device had no contact. */
  offline: z.boolean().optional(),
  /** The row it is about, for servers that do not know the mutation's name yet. */
  lane: z.string().max(200).optional(),
});
export type WireMutation = z.infer<typeof mutationSchema>;

/** A queue that empties after an outage. All pushes from the first exchange that succeeded on carry the same episode. */
export const drainSchema = z.strictObject({
  episode: z.uuid(),
  /** Milliseconds since that first exchange began, by the device's monotonic clock: 0 in it. */
  elapsedMs: count,
  /** Mutations that will still wait when this push is answered. */
  remaining: count,
});
export type Drain = z.infer<typeof drainSchema>;

/** The cookie: `order` is the epoch and the commit in one number; `scopes` is the fingerprint of what the caller may see. */
export const cookieSchema = z.strictObject({
  order: count,
  scopes: z.string().max(64),
  /** Within a paged answer: the last row given, the commit that last ids are still owed from, and the commit of a `clear`. */
  page: z
    .strictObject({
      commit: count,
      scope: z.string().max(200),
      key: z.string().max(300),
      owedSince: count,
      clearedAt: count,
    })
    .optional(),
});
export type Cookie = z.infer<typeof cookieSchema>;

/** From where to pull, and how much. */
const pullWish = {
  cookie: cookieSchema.nullable(),
  /** Rows in one page. */
  pageRows: z.int().min(1).max(SYNC_LIMITS.pullPageRowsMax).optional(),
  /** Scopes whose rows on the device do not have the digest the server told: brings a snapshot. */
  driftedScopes: z.array(z.string().max(200)).max(16).optional(),
};
export const pullWishSchema = z.strictObject(pullWish);
export type PullWish = z.infer<typeof pullWishSchema>;

export const pushRequestSchema = z.strictObject({
  pushVersion: z.literal(PUSH_VERSION),
  schemaVersion: z.string().max(SYNC_LIMITS.identifierCharsMax),
  profileID: z.string().max(SYNC_LIMITS.identifierCharsMax),
  clientGroupID: identifier,
  mutations: z.array(mutationSchema).max(SYNC_LIMITS.mutationsPerPushMax),
  /** When this push was sent, by the device's clock, in milliseconds since 1970. */
  sentAt: count.optional(),
  drain: drainSchema.optional(),
  /** The answer is to bring what is new as well, so that the phone need not ask again. */
  pull: pullWishSchema.optional(),
});
export type PushRequest = z.infer<typeof pushRequestSchema>;

export const pullRequestSchema = z.strictObject({
  pullVersion: z.literal(PULL_VERSION),
  schemaVersion: z.string().max(SYNC_LIMITS.identifierCharsMax),
  profileID: z.string().max(SYNC_LIMITS.identifierCharsMax),
  clientGroupID: identifier,
  ...pullWish,
});
export type PullRequest = z.infer<typeof pullRequestSchema>;

/** How a mutation ended. `parked` is held durably and ends later, under the same id. */
export const OUTCOMES = ['applied', 'rejected', 'conflict', 'expired', 'parked'] as const;
export type OutcomeName = (typeof OUTCOMES)[number];

/** The stored outcome of one mutation: what a replay answers, byte for byte. */
export const outcomeSchema = z.strictObject({
  outcome: z.enum(OUTCOMES),
  commit: count,
  /** `app` beside every refusal, as Zero's clients expect it. */
  error: z.literal('app').optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  details: z.json().optional(),
  /** In a conflict: what the caller wanted, and the rows as the caller sees them now. */
  conflict: z.strictObject({ yours: z.json(), theirs: z.record(z.string(), z.json()) }).optional(),
  /** Staff had it decided with other arguments than were sent: who gave them, who approved, why, and which. */
  corrected: z.strictObject({ by: z.string(), approvedBy: z.string(), note: z.string(), args: z.json() }).optional(),
});
export type Outcome = z.infer<typeof outcomeSchema>;

/** What push says of one mutation. */
export const pushResultSchema = z.strictObject({
  id: mutationIdSchema,
  result: z.union([
    outcomeSchema,
    z.strictObject({ error: z.literal('id_reused'), message: z.string() }),
    z.strictObject({ error: z.literal('gap'), expectedId: z.int().min(1) }),
  ]),
  replayed: z.literal(true).optional(),
});
export type PushResult = z.infer<typeof pushResultSchema>;

/** Said with status 200, so that the phone keeps its work and asks its person to update. */
export const versionNotSupportedSchema = z.strictObject({
  error: z.literal('VersionNotSupported'),
  versionType: z.enum(['push', 'pull', 'schema']),
});
export type VersionNotSupported = z.infer<typeof versionNotSupportedSchema>;

export const patchOperationSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('put'), key: z.string(), value: z.json() }),
  z.strictObject({ op: z.literal('del'), key: z.string() }),
  z.strictObject({ op: z.literal('clear') }),
]);
export type PatchOperation = z.infer<typeof patchOperationSchema>;

/** Row count and order-free digest of one scope's live rows, as of the cookie. */
export const scopeDigestSchema = z.strictObject({ rows: count, digest: z.string() });
export type ScopeDigest = z.infer<typeof scopeDigestSchema>;

export const pullResponseSchema = z.strictObject({
  cookie: cookieSchema,
  lastMutationIDChanges: z.record(z.string(), count),
  patch: z.array(patchOperationSchema),
  /** More pages follow: pull again with this cookie. Only the last page carries last ids and digests. */
  more: z.boolean(),
  scopes: z.record(z.string(), scopeDigestSchema),
});
export type PullResponse = z.infer<typeof pullResponseSchema>;

export const pushResponseSchema = z.strictObject({
  kind: z.literal('MutateResponse'),
  mutations: z.array(pushResultSchema),
  /** Read after the commit: where the push asked for it, and it could be read. Otherwise the phone pulls. */
  pull: pullResponseSchema.optional(),
});
export type PushResponse = z.infer<typeof pushResponseSchema>;
