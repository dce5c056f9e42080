import { ManagedIdentityCredential, WorkloadIdentityCredential } from '@azure/identity';
import { SecretClient, type SecretClientOptions } from '@azure/keyvault-secrets';
import { ConfigError } from './config.ts';
import { keyVaultTrouble } from './key-vault-trouble.ts';
import { Secrets, SecretsUnavailable, SecretUnavailable } from './secrets.ts';

/** How Azure is told who we are. */
export type AzureCredential = ConstructorParameters<typeof SecretClient>[1];

/** How long values are used. */
export const KEY_VAULT_LIMITS = {
  /** Every secret that is in use is read anew this often, so a rotated one is picked up. */
  refreshEveryMs: 5 * 60_000,
  /** While a read fails it is tried again this often. */
  retryEveryMs: 15_000,
  /** A value that could not be confirmed for this long is not used any more. */
  valueAgeMaxMs: 60 * 60_000,
  /** One read, with the client's own retries. */
  readTimeoutMs: 10_000,
} as const;

/** What the vault client needs; the optional parts are for tests. */
export interface KeyVaultOptions {
  readonly uri: string;
  readonly credential: AzureCredential;
  readonly client?: SecretClientOptions;
  readonly limits?: { readonly [name in keyof typeof KEY_VAULT_LIMITS]?: number };
  readonly nowMs?: () => number;
  /** What is wrong with a value; null: nothing. It is then refused, and the one in use stays. Must not quote it. */
  readonly problemOf?: (secret: string, value: string) => string | null;
  /** Hears that a refresh failed; the value in use is kept until it is too old. */
  readonly onRefreshFailure?: (secret: string, error: unknown) => void;
}

interface Held {
  readonly value: string;
  readonly confirmedAtMs: number;
}

/**
 * The one credential this platform gives us, decided by what is there and not by trial: workload identity in Kubernetes, where a
 * federated token is mounted, managed identity everywhere else in Azure. A chain of guesses could end up as somebody else.
 * @throws ConfigError when a mounted token lacks what belongs to it
 */
export function azureCredential(env: Readonly<Record<string, string | undefined>>): AzureCredential {
  const { AZURE_FEDERATED_TOKEN_FILE: tokenFilePath, AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId } = env;
  const client = clientId === undefined ? {} : { clientId };
  if (tokenFilePath === undefined) return new ManagedIdentityCredential(client);
  if (clientId !== undefined && tenantId !== undefined)
    return new WorkloadIdentityCredential({ clientId, tenantId, tokenFilePath });
  const missing = { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId };
  throw new ConfigError(
    Object.entries(missing)
      .filter(([, value]) => value === undefined)
      .map(([variable]) => ({ variable, problem: 'must be set beside AZURE_FEDERATED_TOKEN_FILE.' })),
  );
}

/**
 * Secrets from Azure Key Vault, held in memory. They are confirmed on a slow timer; when the vault cannot be reached, a value goes on
 * being used up to its greatest age and is refused after that.
 */
export class KeyVaultSecrets extends Secrets {
  readonly #client: SecretClient;
  readonly #options: KeyVaultOptions;
  readonly #limits: { readonly [name in keyof typeof KEY_VAULT_LIMITS]: number };
  readonly #held = new Map<string, Held>();
  readonly #reading = new Map<string, Promise<string>>();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: KeyVaultOptions) {
    super();
    this.#options = options;
    this.#limits = { ...KEY_VAULT_LIMITS, ...options.limits };
    this.#client = new SecretClient(options.uri, options.credential, options.client ?? {});
    this.#schedule(this.#limits.refreshEveryMs);
  }

  /** Reads what the process cannot do without. @throws SecretsUnavailable naming all that is missing, each with its cause */
  async load(names: readonly string[]): Promise<void> {
    const outcomes = await Promise.allSettled(names.map((name) => this.get(name)));
    const missing = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
    if (missing.length > 0) throw new SecretsUnavailable(missing);
  }

  override async get(name: string): Promise<string> {
    const held = this.#held.get(name);
    if (held !== undefined && this.#now() - held.confirmedAtMs <= this.#limits.valueAgeMaxMs) return held.value;
    return this.#read(name);
  }

  override renew(name: string): Promise<string> {
    return this.#read(name);
  }

  /** Confirms every value in use now. Failures are told, not thrown: the values in use stay until they are too old. */
  async refresh(): Promise<boolean> {
    const names = [...this.#held.keys()];
    const outcomes = await Promise.allSettled(names.map((name) => this.#read(name)));
    outcomes.forEach((outcome, index) => {
      // What was called off by `close` is no trouble of the vault.
      if (this.#closing.signal.aborted) return;
      if (outcome.status === 'rejected') this.#options.onRefreshFailure?.(names[index] ?? '', outcome.reason);
    });
    return outcomes.every(({ status }) => status === 'fulfilled');
  }

  /** Calls off what is being read and waits for its end: nothing is read or told after it. */
  override async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    await Promise.allSettled(this.#reading.values());
  }

  // Callers that ask for the same secret at the same time share one request to the vault.
  #read(name: string): Promise<string> {
    const running = this.#reading.get(name);
    if (running !== undefined) return running;
    const reading = this.#ask(name).finally(() => this.#reading.delete(name));
    this.#reading.set(name, reading);
    return reading;
  }

  async #ask(name: string): Promise<string> {
    const abortSignal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.#limits.readTimeoutMs)]);
    const answer = await this.#client.getSecret(name, { abortSignal }).catch((cause: unknown) => {
      throw new SecretUnavailable(name, keyVaultTrouble(cause), { cause });
    });
    if (answer.value === undefined || answer.value === '')
      throw new SecretUnavailable(name, 'it is empty in Key Vault');
    const problem = this.#options.problemOf?.(name, answer.value) ?? null;
    if (problem !== null) throw new SecretUnavailable(name, problem);
    this.#held.set(name, { value: answer.value, confirmedAtMs: this.#now() });
    return answer.value;
  }

  #schedule(delayMs: number): void {
    if (this.#closing.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#tick(), delayMs);
    // The process may end although a refresh is planned.
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    const fresh = await this.refresh();
    this.#schedule(fresh ? this.#limits.refreshEveryMs : this.#limits.retryEveryMs);
  }

  #now(): number {
    return (this.#options.nowMs ?? Date.now)();
  }
}
