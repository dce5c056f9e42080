import type { Logger } from 'pino';
import { BOOK_KEY_SECRET } from './book/page-key.ts';
import { needsPassword, type Config, type Purpose } from './config.ts';
import { azureCredential, KeyVaultSecrets, type KeyVaultOptions } from './key-vault.ts';
import { DATABASE_PASSWORD_SECRET } from './database-password.ts';
import { ID_KEY_SECRET } from './keyed-ids.ts';
import { GeneratedSecrets, type Secrets } from './secrets.ts';
import { SMS_KEY_SECRET } from './sms/sms-keys.ts';

/** Tests put their own vault here. */
export type KeyVaultSettings = Pick<KeyVaultOptions, 'credential' | 'client'>;

/**
 * Opens the source of secrets and reads at once what the process cannot do without for its purpose.
 * @throws SecretUnavailable
 */
export async function openSecrets(
  config: Config,
  log: Logger,
  settings?: KeyVaultSettings,
  purpose: Purpose = 'server',
): Promise<Secrets> {
  const needed = neededSecrets(config, purpose);
  // Without a need for it, the vault need not even be there.
  if (config.keyVaultUri === undefined || needed.length === 0) return new GeneratedSecrets(config.dataDir);
  const onRefreshFailure = (secret: string, err: unknown): void =>
    log.error({ err, secretName: secret }, 'a secret was not refreshed');
  const vault = new KeyVaultSecrets({
    ...(settings ?? { credential: azureCredential(process.env) }),
    uri: config.keyVaultUri,
    onRefreshFailure,
  });
  try {
    await vault.load(needed);
  } catch (error) {
    await vault.close();
    throw error;
  }
  return vault;
}

/** What this configuration needs from the vault. */
export const neededSecrets = (config: Config, purpose: Purpose = 'server'): readonly string[] => [
  ...(needsPassword(config) ? [DATABASE_PASSWORD_SECRET] : []),
  ...(purpose === 'server' ? [BOOK_KEY_SECRET, ID_KEY_SECRET, SMS_KEY_SECRET] : []),
];
