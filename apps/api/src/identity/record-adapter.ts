import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import type { IdentityRecord, IdentityStore } from './identity.store.ts';

/**
 * How long a refresh token may be used again after it was rotated.
 * The reply with its successor may have been lost on the way to a phone at the edge of coverage; asking again must give
 * working tokens, not sign the person out. Later re-use means that somebody else holds the token, and ends the grant.
 */
export const REFRESH_REUSE_GRACE_MS = 120_000;

/** What the issuer is told about a stored record: within the grace period a rotated refresh token counts as unused. */
export function payloadOf(record: IdentityRecord, nowMs: number): AdapterPayload {
  const { kind, payload, consumedAtMs } = record;
  if (consumedAtMs === null) return payload;
  const forgiven = kind === 'RefreshToken' && nowMs < consumedAtMs + REFRESH_REUSE_GRACE_MS;
  return forgiven ? payload : { ...payload, consumed: Math.floor(consumedAtMs / 1000) };
}

/** Storage of `oidc-provider` on Postgres. */
export const recordAdapters = (store: IdentityStore, now: () => number): AdapterFactory => {
  const read = (record: IdentityRecord | undefined): AdapterPayload | undefined => record && payloadOf(record, now());
  return (kind): Adapter => ({
    upsert: (id, payload, expiresInSeconds) =>
      store.save({
        kind,
        id,
        payload: { ...payload },
        grantId: payload.grantId ?? null,
        uid: payload.uid ?? null,
        expiresAtMs: expiresInSeconds === undefined ? null : now() + expiresInSeconds * 1000,
      }),
    find: async (id) => read(await store.find(kind, id)),
    findByUid: async (uid) => read(await store.findByUid(kind, uid)),
    // the device flow, which alone has user codes, is off
    findByUserCode: async () => undefined,
    consume: (id) => store.consume(kind, id, now()),
    destroy: (id) => store.remove(kind, id),
    revokeByGrantId: (grantId) => store.removeGranted(grantId),
  });
};
