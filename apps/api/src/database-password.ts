import type { PasswordSource } from '#sync';
import type { Secrets } from './secrets.ts';

/** Key Vault's name of the database password, read when `DATABASE_URL` holds none. */
export const DATABASE_PASSWORD_SECRET = 'database-password';

/** Every connection hears of a refused password; the vault is asked anew at most this often. */
const RENEW_EVERY_MS = 2_000;

/** The password as the secrets have it. Once the database refuses it, they are asked anew: it was changed. */
export function databasePassword(secrets: Secrets): PasswordSource {
  let renewedAtMs = Number.NEGATIVE_INFINITY;
  return {
    current: () => secrets.get(DATABASE_PASSWORD_SECRET),
    refused: () => {
      const nowMs = performance.now();
      if (nowMs - renewedAtMs < RENEW_EVERY_MS) return;
      renewedAtMs = nowMs;
      // A vault that is away is told of by whoever asks next.
      secrets.renew(DATABASE_PASSWORD_SECRET).catch(() => undefined);
    },
  };
}
