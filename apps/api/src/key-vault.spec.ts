import { CredentialUnavailableError, ManagedIdentityCredential, WorkloadIdentityCredential } from '@azure/identity';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBookKey } from './book/page-key.ts';
import { readConfig } from './read-config.ts';
import { azureCredential, KeyVaultSecrets, type KeyVaultOptions } from './key-vault.ts';
import { openSecrets } from './open-secrets.ts';
import { SecretsUnavailable, SecretUnavailable } from './secrets.ts';
import { until } from '../test/harness/until.ts';

const TOKEN = 'token-of-the-workload';

/** A stand-in for Azure Key Vault: the part of its REST interface that reads secrets, the challenge for a token included. */
class VaultStub {
  readonly values = new Map<string, string>();
  readonly asked: string[] = [];
  broken = false;
  /** Takes requests and never answers them. */
  silent = false;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const name = /^\/secrets\/([^/?]+)/.exec(request.url ?? '')?.[1] ?? '';
      const answer = (status: number, body: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      if (request.headers.authorization !== `Bearer ${TOKEN}`) {
        const challenge = 'Bearer authorization="https://login.example.com/tenant", resource="https://vault.azure.net"';
        response.setHeader('www-authenticate', challenge);
        return answer(401, { error: { code: 'Unauthorized', message: 'no token' } });
      }
      this.asked.push(name);
      if (this.silent) return;
      if (this.broken) return answer(403, { error: { code: 'Forbidden', message: 'access was taken away' } });
      const value = this.values.get(name);
      if (value === undefined) return answer(404, { error: { code: 'SecretNotFound', message: 'no such secret' } });
      return answer(200, { value, id: `https://stub/secrets/${name}/1`, attributes: { enabled: true } });
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** The address of a server that takes connections and never answers. */
async function mute(): Promise<string> {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  mutes.add(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const mutes = new Set<Server>();

let vault: VaultStub;
let uri: string;
let nowMs: number;
let failures: string[];
const open = new Set<KeyVaultSecrets>();

// The stub speaks plain HTTP and is not below vault.azure.net; the client would rightly refuse both.
const CLIENT = {
  allowInsecureConnection: true,
  disableChallengeResourceVerification: true,
  retryOptions: { maxRetries: 0 },
};
const credential = { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }) };

beforeEach(async () => {
  vault = new VaultStub();
  uri = await vault.listen();
  nowMs = 1_000_000;
  failures = [];
});

afterEach(async () => {
  for (const secrets of open) await secrets.close();
  open.clear();
  await vault.close();
  for (const server of mutes) server.close().closeAllConnections();
  mutes.clear();
});

function openVault(options: Partial<KeyVaultOptions> = {}): KeyVaultSecrets {
  const onRefreshFailure = (secret: string): void => void failures.push(secret);
  const secrets = new KeyVaultSecrets({
    uri,
    credential,
    client: CLIENT,
    nowMs: () => nowMs,
    onRefreshFailure,
    ...options,
  });
  open.add(secrets);
  return secrets;
}

describe('secrets from Key Vault', () => {
  it('are read with a token, once, also when many ask at once', async () => {
    vault.values.set('database-password', 'correct horse');
    const secrets = openVault();
    const asked = await Promise.all(Array.from({ length: 10 }, () => secrets.get('database-password')));
    expect(new Set(asked)).toEqual(new Set(['correct horse']));
    expect(await secrets.get('database-password')).toBe('correct horse');
    expect(vault.asked).toEqual(['database-password']);
  });

  it('are picked up when they were rotated', async () => {
    vault.values.set('database-password', 'old');
    const secrets = openVault();
    await secrets.get('database-password');
    vault.values.set('database-password', 'new');
    expect(await secrets.refresh()).toBe(true);
    expect(await secrets.get('database-password')).toBe('new');
  });

  it('are confirmed by themselves, on a timer', async () => {
    vault.values.set('database-password', 'old');
    const secrets = openVault({ limits: { refreshEveryMs: 5 } });
    await secrets.get('database-password');
    vault.values.set('database-password', 'new');
    await until('the new value is known', async () => (await secrets.get('database-password')) === 'new');
    expect(await secrets.get('database-password')).toBe('new');
  });

  it('are not read or told of any more once they are closed, not even what was on its way', async () => {
    vault.values.set('database-password', 'old');
    const secrets = openVault();
    await secrets.get('database-password');
    vault.silent = true;
    const refreshing = secrets.refresh();
    await until('the vault was asked', () => vault.asked.length === 2);
    await secrets.close();
    expect(await refreshing).toBe(false);
    expect(failures).toEqual([]);
  });

  it('go on being used while the vault cannot be asked, but not for ever', async () => {
    vault.values.set('database-password', 'correct horse');
    const secrets = openVault({ limits: { valueAgeMaxMs: 60_000 } });
    await secrets.get('database-password');
    vault.broken = true;
    expect(await secrets.refresh()).toBe(false);
    expect(failures).toEqual(['database-password']);
    nowMs += 60_000;
    expect(await secrets.get('database-password')).toBe('correct horse');
    nowMs += 1;
    await expect(secrets.get('database-password')).rejects.toThrow(SecretUnavailable);
    vault.broken = false;
    expect(await secrets.get('database-password')).toBe('correct horse');
  });

  it('fail with their cause, without telling the value or the vault’s answer', async () => {
    vault.values.set('empty', '');
    const secrets = openVault();
    await expect(secrets.get('missing')).rejects.toThrow(
      'The secret "missing" is not available: Key Vault has no secret of that name.',
    );
    await expect(secrets.get('empty')).rejects.toThrow('it is empty in Key Vault');
    vault.broken = true;
    await expect(secrets.get('other')).rejects.toThrow('Key Vault does not let this identity read it');
    const away = openVault({ uri: 'http://127.0.0.1:9' });
    await expect(away.get('other')).rejects.toThrow('Key Vault cannot be reached (ECONNREFUSED)');
    const silent = openVault({ limits: { readTimeoutMs: 50 }, uri: await mute() });
    await expect(silent.get('other')).rejects.toThrow('Key Vault does not answer in time');
  });

  it('are refused when they are of no use, and the one in use stays', async () => {
    const problemOf = (_name: string, value: string) => (value === 'bad' ? 'it is bad' : null);
    vault.values.set('id-key', 'good');
    const secrets = openVault({ problemOf });
    await secrets.get('id-key');
    vault.values.set('id-key', 'bad');
    expect(await secrets.refresh()).toBe(false);
    expect(failures).toEqual(['id-key']);
    expect(await secrets.get('id-key')).toBe('good');
  });
});

describe('starting with Key Vault', () => {
  const config = (databaseUrl: string) => ({
    ...readConfig({ DATABASE_URL: databaseUrl, OIDC_ISSUER: 'https://id.example.com' }),
    keyVaultUri: uri,
  });
  it('fails once for all secrets that are missing or of no use, each with its cause', async () => {
    vault.values.set('book-signing-key', 'just text');
    vault.values.set('id-key', 'short');
    vault.values.set('sms-device-key', '');
    const opening = openSecrets(config('postgresql://bimride@db.example.com/x'), {
      keyVault: { credential, client: CLIENT },
    });
    const error = await opening.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SecretsUnavailable);
    expect((error as Error).message.split('\n')).toEqual([
      'The secret "database-password" is not available: Key Vault has no secret of that name.',
      'The secret "book-signing-key" is not available: it is no private P-256 key (JWK) with a kid, nor a set of such keys.',
      'The secret "id-key" is not available: it is shorter than 32 characters.',
      'The secret "sms-device-key" is not available: it is empty in Key Vault.',
    ]);
  });

  it('fails when Azure does not know us', async () => {
    vault.values.set('database-password', 'x');
    const refusal = new CredentialUnavailableError(
      'AADSTS70021: no matching federated identity was found for tenant T',
    );
    const stranger = { getToken: async () => Promise.reject(refusal) };
    const opening = openSecrets(config('postgresql://bimride@db.example.com/x'), {
      keyVault: { credential: stranger, client: CLIENT },
    });
    await expect(opening).rejects.toThrow('Azure does not know who we are (AADSTS70021)');
  });

  it('reads what is needed at once, and nothing that is not', async () => {
    vault.values.set('database-password', 'correct horse');
    vault.values.set('book-signing-key', await createBookKey());
    vault.values.set('id-key', 'x'.repeat(32));
    vault.values.set('sms-device-key', 'x'.repeat(32));
    const secrets = await openSecrets(config('postgresql://bimride@db.example.com/x'), {
      keyVault: { credential, client: CLIENT },
    });
    expect([...vault.asked].sort()).toEqual(['book-signing-key', 'database-password', 'id-key', 'sms-device-key']);
    await secrets.close();
    await (
      await openSecrets(config('postgresql://bimride:own@db.example.com/x'), {
        keyVault: { credential, client: CLIENT },
      })
    ).close();
    expect(vault.asked.filter((name) => name === 'database-password')).toHaveLength(1);
  });
});

describe('who we are in Azure', () => {
  it('is decided by what the platform has mounted, not by trial', () => {
    const kubernetes = { AZURE_FEDERATED_TOKEN_FILE: 'run/token', AZURE_CLIENT_ID: 'a', AZURE_TENANT_ID: 'b' };
    expect(azureCredential({})).toBeInstanceOf(ManagedIdentityCredential);
    expect(azureCredential({ AZURE_CLIENT_ID: '0199b8b8-8a4e-7c3e-9d3b-1234567890ab' })).toBeInstanceOf(
      ManagedIdentityCredential,
    );
    expect(azureCredential(kubernetes)).toBeInstanceOf(WorkloadIdentityCredential);
  });

  it('cannot be told from a mounted token alone', () => {
    expect(() => azureCredential({ AZURE_FEDERATED_TOKEN_FILE: 'run/token', AZURE_CLIENT_ID: 'a' })).toThrow(
      'AZURE_TENANT_ID: must be set beside AZURE_FEDERATED_TOKEN_FILE.',
    );
  });
});
