import type { FaultLog } from './observe/fault-log.ts';
import { BOOK_KEY_SECRET, parseBookKeys } from './book/page-key.ts';
import { needsPassword, type Config, type Purpose } from './config.ts';
import { azureCredential, KeyVaultSecrets, type KeyVaultOptions } from './key-vault.ts';
import { DATABASE_PASSWORD_SECRET } from './database-password.ts';
import { ID_KEY_SECRET } from './keyed-ids.ts';
import { GeneratedSecrets, type Secrets } from './secrets.ts';
import { SMS_KEY_SECRET } from './sms/sms-keys.ts';

/** Tests put their own vault here. */
export type KeyVaultSettings = Pick<KeyVaultOptions, 'credential' | 'client'>;

/** What secrets are opened for. */
export interface SecretsUse {
  /** Default: a server. */
  readonly purpose?: Purpose;
  readonly keyVault?: KeyVaultSettings | undefined;
  /** Hears of what could not be read anew. Nothing: this process does not live for that long. */
  readonly faults?: Pick<FaultLog, 'report'>;
}

/**
 * Opens the source of secrets and reads at once what the process cannot do without for its purpose.
 * @throws SecretsUnavailable, naming all that is missing or of no use; ConfigError when Azure's own settings are incomplete
 */
export async function openSecrets(
  config: Config,
  { purpose = 'server', keyVault, faults }: SecretsUse = {},
): Promise<Secrets> {
  const needed = neededSecrets(config, purpose);
  // Without a need for it, the vault need not even be there.
  if (config.keyVaultUri === undefined || needed.length === 0) return new GeneratedSecrets(config.dataDir);
  const onRefreshFailure = (secret: string, cause: unknown): void =>
    faults?.report({ about: 'refreshing a secret', cause, detail: secret });
  const vault = new KeyVaultSecrets({
    ...(keyVault ?? { credential: azureCredential(process.env) }),
    uri: config.keyVaultUri,
    onRefreshFailure,
    problemOf: problemOfSecret,
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

/** What a secret must be at least, so that nobody guesses it: 32 random bytes are 43 characters of base64url. */
const RANDOM_CHARACTERS_MIN = 32;
const RANDOM_SECRETS: ReadonlySet<string> = new Set([ID_KEY_SECRET, SMS_KEY_SECRET]);

/** What makes a secret unfit for its use; null: nothing. */
function problemOfSecret(name: string, value: string): string | null {
  if (RANDOM_SECRETS.has(name) && value.length < RANDOM_CHARACTERS_MIN)
    return `it is shorter than ${RANDOM_CHARACTERS_MIN} characters`;
  if (name !== BOOK_KEY_SECRET) return null;
  try {
    parseBookKeys(value);
    return null;
  } catch {
    return 'it is no private P-256 key (JWK) with a kid, nor a set of such keys';
  }
}
