import { databaseTrouble } from '#sync';
import { errors, type Adapter } from 'oidc-provider';
import { HTTP_LIMITS } from '../http/limits.ts';

/**
 * The issuer cannot remember or look up anything at the moment. It is answered on the spot with 503, and never sent on to the
 * application that waits: to that one the sign-in would have failed.
 */
export class StoreUnavailable extends errors.OIDCProviderError {
  override readonly allow_redirect = false;
  override readonly expose = true;
  override readonly error_description = 'The database does not answer. Try again in a moment.';

  constructor(cause: unknown) {
    super(503, 'temporarily_unavailable', { cause });
  }
}

/** Seconds after which it is worth to try again. */
export const STORE_RETRY_AFTER_SECONDS = HTTP_LIMITS.retryAfterSeconds;

/** The same adapter, which says of a database in trouble what it is, and tells us. Other faults stay what they are. */
export function tellingTrouble(adapter: Adapter, onError?: (error: Error) => void): Adapter {
  const told = async <T>(act: Promise<T>): Promise<T> => {
    try {
      return await act;
    } catch (error) {
      if (databaseTrouble(error) === null) throw error;
      onError?.(error as Error);
      throw new StoreUnavailable(error);
    }
  };
  return {
    upsert: (id, payload, expiresInSeconds) => told(adapter.upsert(id, payload, expiresInSeconds)),
    find: (id) => told(adapter.find(id)),
    findByUid: (uid) => told(adapter.findByUid(uid)),
    findByUserCode: (code) => told(adapter.findByUserCode(code)),
    consume: (id) => told(adapter.consume(id)),
    destroy: (id) => told(adapter.destroy(id)),
    revokeByGrantId: (grantId) => told(adapter.revokeByGrantId(grantId)),
  };
}
